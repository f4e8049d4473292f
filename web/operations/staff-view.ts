import type { Choice, Fact, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"

export interface StaffRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  /** Null: they have no sign-in at present. */
  readonly lastSeen: Moment | null
  readonly isMe: boolean
}

export interface StaffInvitationRow {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly invitedBy: string
  readonly state: string
}

type Wrong = ReadonlyArray<{ readonly field: "email" | "role"; readonly text: string }>

/**
 * `operations/staff`: `GET /operations/staff`; `POST /operations/staff/invitations` invites. Invitations:
 * `POST /operations/staff/invitations/<id>/letter` sends one again, `…/revocation` makes it worthless.
 */
export interface StaffView {
  readonly page: LayoutView
  readonly answer: string
  readonly staff: ReadonlyArray<StaffRow>
  readonly invitations: ReadonlyArray<StaffInvitationRow>
  readonly email: string
  readonly roles: ReadonlyArray<Choice>
  readonly errors: Wrong
}

/** `operations/staff-member`: `GET` and `POST /operations/staff/<id>`. */
export interface StaffMemberView {
  readonly page: LayoutView
  readonly name: string
  readonly email: string
  readonly action: string
  readonly removal: string
  readonly roles: ReadonlyArray<Choice>
  readonly errors: Wrong
}

/** `operations/staff-removal`: `GET` and `POST` to `action`; asks whether to take somebody off the staff. */
export interface StaffRemovalView {
  readonly page: LayoutView
  readonly question: string
  readonly facts: ReadonlyArray<Fact>
  /** Why it cannot be, or "". */
  readonly error: string
  readonly action: string
}
