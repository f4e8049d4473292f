import { Effect } from "effect"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Accounts from "../persistence/accounts.ts"
import * as Invitations from "../persistence/invitations.ts"
import * as Memberships from "../persistence/memberships.ts"
import * as Staff from "../persistence/staff.ts"
import { containing } from "../persistence/patterns.ts"
import { memberHere } from "./change-member.ts"

/** As many invitations as are listed. */
export const MOST_INVITATIONS = 200

/**
 * Some of an account's members, by name, and how many there are: of those whose name or address has the text in it, and of
 * all. With the account's clock, by which guests' last days are reckoned.
 */
export const teamOf = Effect.fn("Access.teamOf")(
  function* (accountId: number, shown: { readonly text: string; readonly from: number; readonly most: number }) {
    const { rows, all, account } = yield* Effect.all(
      {
        rows: Memberships.page(accountId, containing(shown.text), shown.from, shown.most),
        all: Memberships.count(accountId),
        account: Accounts.find(accountId),
      },
      { concurrency: "unbounded" },
    )
    const members: ReadonlyArray<Memberships.Member> = rows
    return { members, matching: rows[0]?.total ?? 0, all, timeZone: account?.timeZone ?? "UTC" }
  },
  reading,
  as(everything),
)

/** The invitations that wait to be accepted, the latest first, at most MOST_INVITATIONS; of the staff for null. */
export const invitationsOf = Effect.fn("Access.invitationsOf")(
  function* (accountId: number | null) {
    const now = new Date()
    const pending = yield* Invitations.pendingOf(accountId, MOST_INVITATIONS)
    return pending.map((invitation) => ({
      ...invitation,
      state: !invitation.inviterMay
        ? ("worthless" as const)
        : Invitations.isGood(invitation, now)
          ? ("open" as const)
          : ("expired" as const),
    }))
  },
  reading,
  as(everything),
)

/** One member of an account; fails with MemberNotFound for another account's. */
export const memberOf = Effect.fn("Access.memberOf")(memberHere, reading, as(everything))

/** What the forms of a team need: the account's clock, and portfolios to choose from, the chosen ones first. */
export const teamChoices = Effect.fn("Access.teamChoices")(
  function* (
    accountId: number,
    wanted: { readonly text: string; readonly chosen: ReadonlyArray<number>; readonly most: number },
  ) {
    const account = yield* Accounts.find(accountId)
    const rows = yield* Memberships.portfoliosToOffer(accountId, containing(wanted.text), wanted.chosen, wanted.most)
    return {
      timeZone: account?.timeZone ?? "UTC",
      portfolios: rows.map(({ id, name }) => ({ id, name })),
      portfoliosInAll: rows[0]?.total ?? 0,
    }
  },
  reading,
  as(everything),
)

/** The service company's own team, by name. */
export const staffTeam = Staff.all.pipe(reading, as(everything))
