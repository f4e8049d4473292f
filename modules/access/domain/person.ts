import type { Viewer } from "#kernel/database/viewer.ts"

export const staffRoles = ["administrator", "dispatcher", "technician", "billing-clerk"] as const
export type StaffRole = (typeof staffRoles)[number]

export const customerRoles = ["owner", "manager", "viewer"] as const
export type CustomerRole = (typeof customerRoles)[number]

export interface AccountName {
  readonly id: number
  readonly name: string
}

/** Who is signed in, in which account at present, and what that lets them see. */
export interface Person {
  readonly userId: number
  readonly name: string
  readonly email: string
  readonly locale: string
  readonly timeZone: string
  readonly staffRole: StaffRole | null
  /** Null for staff who look at all customers, and for a customer whose last membership has ended. */
  readonly account: AccountName | null
  readonly role: CustomerRole | null
  readonly membershipId: number | null
  /** The sign-in through which they came: one of `sessionsOf`. */
  readonly sessionId: number
  /** The administrator who looks through this person's eyes, and changes nothing; null: they are here themselves. */
  readonly viewedBy: { readonly userId: number; readonly name: string } | null
  /** The accounts to switch between; for staff the first 50 by name. */
  readonly accounts: ReadonlyArray<AccountName>
  readonly viewer: Viewer
}

/** What row security lets a person see: staff all, members their account or portfolios, anyone else nothing. */
export const viewerOf = (person: {
  readonly staffRole: StaffRole | null
  readonly accountId: number | null
  readonly membershipId: number | null
  readonly wholeAccount: boolean | null
}): Viewer => {
  if (person.staffRole !== null) return { reach: "all", accountId: person.accountId }
  if (person.accountId === null || person.membershipId === null) return { reach: "nobody" }
  return person.wholeAccount === true
    ? { reach: "account", accountId: person.accountId }
    : { reach: "portfolios", accountId: person.accountId, membershipId: person.membershipId }
}
