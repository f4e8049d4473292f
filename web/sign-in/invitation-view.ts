import type { Field } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

/** `sign-in/invitation`: `GET` and `POST` to `action`. */
export interface InvitationView {
  readonly page: LayoutView
  readonly action: string
  /** "You are invited to Northgate Property Trust" */
  readonly answer: string
  readonly about: ReadonlyArray<string>
  /** What is to be done: fill in the form, sign in first, press the button, or come as somebody else. */
  readonly step: "new" | "sign-in" | "accept" | "other"
  /** Whom it is for: whole for `new` and `accept`, else recognisable to who knows it. */
  readonly email: string
  /** Who is signed in, or "". */
  readonly name: string
  readonly fields: ReadonlyArray<Field>
  /** The door, which leads back here. */
  readonly signIn: string
}
