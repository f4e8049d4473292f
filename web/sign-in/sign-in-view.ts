import type { Field } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { Words } from "../words/words.ts"

export interface DemoSignIn {
  /** "Owner of Northgate Property Trust" */
  readonly who: string
  readonly email: string
  readonly password: string
}

/** `POST /sign-in` with `email`, `password` and `next`. */
export interface SignInView {
  readonly page: LayoutView
  readonly email: string
  /** Where to go afterwards: an address of this site. */
  readonly next: string
  readonly problem: "wrong" | "incomplete" | "too-many" | null
  /** "2 minutes", for `too-many`; else "". */
  readonly wait: string
  readonly demo: ReadonlyArray<DemoSignIn>
}

/** The first administrator: `POST` to `action` with `company`, `address`, `phone`, `name`, `email`, `password`. */
export interface FirstAdministratorView {
  readonly page: LayoutView
  readonly action: string
  /** See `firstAdministratorFields`. */
  readonly fields: ReadonlyArray<Field>
}

/** What was typed into the set-up form, and which of it is wrong. */
export interface FirstAdministratorInput {
  readonly company: string
  readonly address: string
  readonly phone: string
  readonly name: string
  readonly email: string
}

type FirstAdministratorField = keyof FirstAdministratorInput | "password"

/** The form's fields with what was typed; `wrong` names those that need another try. The password is never given back. */
export const firstAdministratorFields = (
  typed: FirstAdministratorInput,
  wrong: ReadonlySet<FirstAdministratorField>,
  words: Words,
): ReadonlyArray<Field> => {
  const { fields, errors } = words.firstAdministrator
  const field = (
    name: FirstAdministratorField,
    type: Field["type"],
    value: string,
    autocomplete: string,
    hint: string | null = null,
  ): Field => ({
    name,
    type,
    value,
    autocomplete,
    hint,
    label: fields[name],
    error: wrong.has(name) ? (errors[name] ?? null) : null,
  })
  return [
    field("company", "text", typed.company, "organization"),
    field("address", "text", typed.address, "address-line1"),
    field("phone", "tel", typed.phone, "tel", fields.phoneHint),
    field("name", "text", typed.name, "name"),
    field("email", "email", typed.email, "username"),
    field("password", "password", "", "new-password", fields.passwordHint),
  ]
}
