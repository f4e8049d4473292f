import type { Choice, Emptiness, Fact, Link, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { SetupNav } from "./setup-frame.ts"

interface MyPage {
  readonly page: LayoutView
  readonly nav: SetupNav
  /** What was just done, or null. */
  readonly done: string | null
}

/** An account that the person may enter. */
interface Membership {
  readonly account: string
  readonly role: string
  /** "the whole account", or the portfolios' names. */
  readonly reach: string
}

/** My settings, each with the way to where it is changed. Template `setup/my-settings`. */
export interface MySettingsView extends MyPage {
  readonly me: ReadonlyArray<Fact>
  readonly reached: ReadonlyArray<MyFact>
  /** Null: an administrator looks on, and `hidden` says that this is not shown. */
  readonly signIn: ReadonlyArray<MyFact> | null
  readonly hidden: string
  /** Whether the links to change something are shown. */
  readonly own: boolean
  readonly memberships: ReadonlyArray<Membership>
  readonly none: Emptiness
  /** The way out of the account that is looked at; null: this person is no member of it, or an administrator looks on. */
  readonly leave: Link | null
}

/** Something to change, or to look at, on a page of its own. */
interface MyFact {
  readonly label: string
  readonly value: string
  readonly link: Link
}

/** One input of a form under My settings. `list`: what a text field offers. Partial `setup/_my-field`. */
export interface MyField {
  readonly name: string
  readonly label: string
  readonly hint: string | null
  /** The sentence that says what to do. */
  readonly error: string | null
  readonly input:
    | {
        readonly type: "text" | "email" | "password" | "tel"
        readonly value: string
        readonly autocomplete: string
        readonly most: number
        readonly digits: boolean
        readonly required: boolean
        readonly list: ReadonlyArray<string>
      }
    | { readonly choices: ReadonlyArray<Choice> }
}

/** A form of its own with a single button. */
interface OneButton {
  readonly action: string
  readonly button: string
}

/** A question with a few fields, or none (then it is a "yes or no"). Template `setup/my-form`. */
export interface MyFormView extends MyPage {
  readonly answer: string
  readonly about: string
  readonly facts: ReadonlyArray<Fact>
  /** What is wrong and belongs to no field. */
  readonly problem: string | null
  readonly form: {
    /** Over the fields, when the page says something else first. */
    readonly heading: string | null
    readonly action: string
    readonly fields: ReadonlyArray<MyField>
    readonly button: string
  } | null
  readonly links: ReadonlyArray<Link>
  /** Beneath the form. */
  readonly also: ReadonlyArray<OneButton>
}

/** Setting up an authenticator app. Template `setup/my-enrolment`. */
export interface MyEnrolmentView extends MyPage {
  /** The squares of the picture, as an SVG path in a field of `size` by `size`. */
  readonly squares: string
  readonly size: number
  /** In groups of four. */
  readonly key: string
  /** "otpauth://…" */
  readonly address: string
  readonly field: MyField
}

/** Recovery codes, this one time. Template `setup/my-recovery-codes`. */
export interface MyRecoveryCodesView extends MyPage {
  readonly codes: ReadonlyArray<string>
  /** Whose, where and when, for the paper that they are printed on. */
  readonly belongsTo: string
}

interface PasskeyRow {
  readonly id: string
  readonly name: string
  readonly made: Moment
  readonly used: Moment | null
}

/** Template `setup/my-passkeys`; the form for a new one works with `passkey.js`. */
export interface MyPasskeysView extends MyPage {
  readonly answer: string
  readonly passkeys: ReadonlyArray<PasskeyRow>
  /** Null where none can be added; `noField` says why. */
  readonly fields: ReadonlyArray<MyField> | null
  readonly noField: string
  readonly problem: string | null
}

interface SessionRow {
  readonly id: string
  readonly device: string
  readonly place: string
  readonly begun: Moment
  readonly used: Moment
  readonly here: boolean
}

/** Template `setup/my-sessions`. */
export interface MySessionsView extends MyPage {
  readonly answer: string
  readonly sessions: ReadonlyArray<SessionRow>
}

/** A link that was mailed to confirm an address. Template `setup/e-mail-change`. */
export interface EmailChangeView {
  readonly page: LayoutView
  readonly answer: string
  readonly about: string
  /** Where the confirmation is posted; null: there is nothing to confirm. */
  readonly action: string | null
  readonly link: Link | null
}
