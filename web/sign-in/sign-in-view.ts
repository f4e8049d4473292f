import type { Field } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { Words } from "../words/words.ts"

export interface DemoSignIn {
  /** "Owner of Northgate Property Trust" */
  readonly who: string
  readonly email: string
  readonly password: string
}

type Told = keyof Words["gettingIn"]["problems"]
/** Why somebody stands at the door again. */
export type DoorProblem = "wrong" | "incomplete" | "too-many" | Told
export type DoorDone = keyof Words["gettingIn"]["done"]

const isOf = <Names extends object>(names: Names, text: string | undefined): text is string & keyof Names =>
  text !== undefined && Object.hasOwn(names, text)

/** A problem as an address names it (`?problem=`), or null. */
export const toldProblem = (text: string | undefined, { gettingIn }: Words): Told | null =>
  isOf(gettingIn.problems, text) ? text : null

/** What was done, as an address names it (`?done=`), or null. */
export const doorDone = (text: string | undefined, { gettingIn }: Words): DoorDone | null =>
  isOf(gettingIn.done, text) ? text : null

/** The sentence that says what to do about a problem at the door. */
export const problemText = (problem: DoorProblem, wait: string, { signIn, gettingIn }: Words): string => {
  if (problem === "too-many") return signIn.tooMany(wait)
  if (problem === "wrong" || problem === "incomplete") return signIn[problem]
  return gettingIn.problems[problem]
}

/**
 * The door. `POST /sign-in` with `email`, `password` and `next`; `POST /sign-in/passkey` with `answer` and `next` (see
 * assets/passkey.js); `GET /sign-in/single-sign-on?next=`.
 */
export interface SignInView {
  readonly page: LayoutView
  readonly email: string
  /** Where to go afterwards: an address of this site. */
  readonly next: string
  /** What is the matter, and the field that it is about; or null. */
  readonly problem: { readonly text: string; readonly field: "email" | null } | null
  /** What was done just before, or null. */
  readonly done: string | null
  /** Whether passkeys can be used at this address. */
  readonly passkeys: boolean
  /** The name of the identity provider to come in by, or null. */
  readonly provider: string | null
  readonly demo: ReadonlyArray<DemoSignIn>
}

/** `POST /sign-in/second-factor` with `code` and `next`. */
export interface SecondFactorView {
  readonly page: LayoutView
  readonly next: string
  /** The code: never given back. Its `error` says how many tries are left. */
  readonly field: Field
  /** "2 minutes": too many tries for now; null: the field may be tried. */
  readonly wait: string | null
}

/** `POST /forgotten-password` with `email`. */
export interface ForgottenPasswordView {
  readonly page: LayoutView
  readonly field: Field
  readonly wait: string | null
}

/** After it was asked for: the same for every address. */
export interface LetterSentView {
  readonly page: LayoutView
  /** There is no mail server: the letter lies in the outbox. */
  readonly kept: boolean
}

/** `POST` to `action` with `password`. */
export interface NewPasswordView {
  readonly page: LayoutView
  readonly action: string
  /** Whose password it is. */
  readonly email: string
  readonly field: Field
}

/** A link that opens nothing. */
export interface WorthlessLinkView {
  readonly page: LayoutView
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
