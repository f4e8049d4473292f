/** What the audit log knows of, by the part of Access or of another module that it belongs to. */
export const auditActions = [
  "account-opened",
  "signed-in",
  "sign-in-locked",
  "password-changed",
  "password-reset",
  "email-changed",
  "phone-changed",
  "second-factor-on",
  "second-factor-off",
  "recovery-codes-made",
  "recovery-code-used",
  "passkey-added",
  "passkey-removed",
  "sessions-ended",
  "member-invited",
  "invitation-resent",
  "invitation-revoked",
  "invitation-accepted",
  "member-changed",
  "member-removed",
  "portfolio-made",
  "portfolio-renamed",
  "portfolio-changed",
  "portfolio-deleted",
  "token-made",
  "token-revoked",
  "calendar-made",
  "calendar-revoked",
  "gateway-made",
  "gateway-token-renewed",
  "gateway-limit-changed",
  "viewing-begun",
  "viewing-ended",
  "down-time-classed",
  "data-imported",
  "message-read",
  "unit-code-renewed",
  "residents-page-made",
  "residents-page-ended",
] as const
export type AuditAction = (typeof auditActions)[number]

/** Who does something, and from where. */
export interface Actor {
  /** Null for what the portal does by itself, or somebody who is not signed in. */
  readonly userId: number | null
  readonly name: string
  /** The administrator who looks through this person's eyes. */
  readonly viewedBy: string | null
  /** The network address that the request came from, or "" for the portal itself. */
  readonly place: string
}

/** What the portal does by itself: the command line, the demo, jobs. */
export const portalItself: Actor = { userId: null, name: "", viewedBy: null, place: "" }

export interface AuditEntry {
  /** Whose log it belongs to; null for what concerns no customer. */
  readonly accountId: number | null
  readonly action: AuditAction
  /** What it was done to, in words of its time: a person's address, a portfolio's name. */
  readonly subject: string
  /** More of it, by name: before and after, a reason. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null | ReadonlyArray<string>>>
}
