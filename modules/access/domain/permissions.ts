import { customerRoles, type CustomerRole, type Person, type StaffRole, staffRoles } from "./person.ts"

export type Role = CustomerRole | StaffRole
export const roles: ReadonlyArray<Role> = [...customerRoles, ...staffRoles]

interface Grant {
  /** What it lets a person do, as docs/access.md says it. */
  readonly about: string
  /** `everyone`: whoever is signed in, with or without an account; row security shows each what is theirs. */
  readonly roles: ReadonlyArray<Role> | "everyone"
}

const grant = (about: string, ...allowed: ReadonlyArray<Role>): Grant => ({ about, roles: allowed })

/** What each role may do: the one table that every route's rule and docs/access.md come from. */
export const permissions = {
  "look-around": {
    about: "Home, equipment, services, reports and documents, as far as one's accounts and portfolios reach",
    roles: "everyone",
  },
  "own-settings": {
    about: "One's own name, address, telephone, password, second factor, passkeys and sign-ins; changing account",
    roles: "everyone",
  },
  "manage-portfolios": grant("Make, change and delete portfolios of the account", "owner", "manager", "administrator"),
  "see-team": grant(
    "See who has access to the account, in what role and with which portfolios",
    "owner",
    "manager",
    "administrator",
  ),
  "manage-team": grant(
    "Invite people to the account, change their role and portfolios, remove them",
    "owner",
    "administrator",
  ),
  "manage-tokens": grant("Make and revoke tokens for machines, which see what their maker sees", "owner", "manager"),
  "subscribe-calendar": grant(
    "Make and revoke calendars of one’s own that show the visits",
    "owner",
    "manager",
    "viewer",
  ),
  "read-audit-log": grant("Read and export the account's audit log", "owner", "administrator"),
  "report-problems": grant(
    "Report a problem of a unit, write about it, close, reopen and rate it",
    "owner",
    "manager",
    "administrator",
    "dispatcher",
  ),
  "inform-residents": grant(
    "Labels with a unit’s code, what residents are told of a unit, notices, and a building’s page for residents",
    "owner",
    "manager",
    "administrator",
    "dispatcher",
    "technician",
  ),
  "answer-requests": grant("Accept, reject and complete service requests", "administrator", "dispatcher"),
  "dispatch-orders": grant(
    "Service orders: open, schedule, hand to a technician, cancel, correct, close; decide on service needs",
    "administrator",
    "dispatcher",
  ),
  "work-orders": grant(
    "Service orders: set out, arrive, finish. Technicians do so with their own alone",
    "administrator",
    "dispatcher",
    "technician",
  ),
  "plan-visits": grant(
    "Technicians, holidays and service plans; run the planner, move visits, answer customers who ask to move one",
    "administrator",
    "dispatcher",
  ),
  "class-down-time": grant("Decide how a down interval counts", "administrator", "dispatcher"),
  "see-operations": grant("Operations: failed messages, queues, customers, imports, gateways", ...staffRoles),
  "import-data": grant("Import units, histories and agreed hours", "administrator", "dispatcher"),
  "redrive-messages": grant("Retry or discard failed messages", "administrator"),
  "open-accounts": grant("Open customer accounts", "administrator"),
  "manage-gateways": grant("Make gateways and renew their tokens", "administrator"),
  "manage-staff": grant("Invite staff, change their role, remove them", "administrator"),
  "manage-staff-tokens": grant(
    "Make and revoke tokens for the service company's programs, which act for one of the staff",
    "administrator",
  ),
  "read-outbox": grant("Read mail and text messages that were not sent, and send them again", "administrator"),
  "view-as-customer": grant(
    "Look at the portal through a customer user's eyes, without changing anything",
    "administrator",
  ),
} as const satisfies Readonly<Record<string, Grant>>

export type Permission = keyof typeof permissions

/** Whether a person may do that, in the account they look at now. */
export const may = (person: Pick<Person, "staffRole" | "role">, permission: Permission): boolean => {
  const { roles: allowed }: Grant = permissions[permission]
  if (allowed === "everyone") return true
  return allowed.some((role) => role === person.staffRole || role === person.role)
}
