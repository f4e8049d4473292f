import type { Choice, Emptiness, Fact, Moment, Pages } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { SetupNav } from "./setup-frame.ts"

export interface MemberRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  /** "the whole account", or the portfolios' names. */
  readonly sees: string
  /** Null: never. */
  readonly lastSeen: Moment | null
  /** "until 31 December 2026", "over since …", or "" for good. */
  readonly until: string
  readonly isMe: boolean
  /** `POST /session/viewing` with `membership`: this administrator may look through these eyes. */
  readonly viewable: boolean
}

export interface InvitationRow {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly sees: string
  readonly until: string
  readonly invitedBy: string
  readonly state: string
}

/**
 * `setup/team`: `GET /setup/team`. Invitations: `POST /setup/team/invitations/<id>/letter` sends one again,
 * `POST /setup/team/invitations/<id>/revocation` makes it worthless.
 */
export interface TeamView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly answer: string
  readonly about: string
  /** Whether this person may invite, change and remove. */
  readonly mayManage: boolean
  /** The search field, on a large team. */
  readonly search: { readonly text: string } | null
  readonly members: ReadonlyArray<MemberRow>
  readonly none: Emptiness
  readonly pages: Pages | null
  readonly invitations: ReadonlyArray<InvitationRow>
  /** "The latest 200 are shown.", or "". */
  readonly moreInvitations: string
}

type TermsField = "email" | "role" | "reach" | "until"

/** The fields of partial `setup/_terms`. */
export interface TermsForm {
  readonly roles: ReadonlyArray<Choice>
  /** "account", "portfolios", or "" before anything was chosen. */
  readonly reach: string
  readonly portfolios: ReadonlyArray<Choice>
  /** The search among many portfolios; null: all are shown. `action` shows the form again with those found. */
  readonly search: { readonly text: string; readonly action: string; readonly shown: string } | null
  /** A day, or "". */
  readonly until: string
  readonly errors: ReadonlyArray<{ readonly field: TermsField; readonly text: string }>
}

/** `setup/team-invitation`: `GET /setup/team/invitations/new`, `POST /setup/team/invitations`. */
export interface TeamInvitationView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly about: string
  readonly email: string
  readonly form: TermsForm
}

/** `setup/team-member`: `GET` and `POST /setup/team/<id>`. */
export interface TeamMemberView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly name: string
  readonly email: string
  readonly action: string
  readonly removal: string
  readonly form: TermsForm
}

/** `setup/team-removal`: `GET` and `POST` to `action`; asks whether to take somebody, or oneself, out. */
export interface TeamRemovalView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly question: string
  readonly about: string
  readonly facts: ReadonlyArray<Fact>
  /** Why it cannot be, or "". */
  readonly error: string
  readonly action: string
  readonly yes: string
  readonly no: string
  readonly back: string
}
