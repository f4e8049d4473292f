import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { invitationsOf, may, MOST_INVITATIONS, resendInvitation, revokeInvitation, teamOf } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith, listQuery, pagesOf } from "../http/lists.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { setupFrame } from "./setup-frame.ts"
import { lastDayOf } from "./team-terms.ts"
import type { TeamView } from "./team-view.ts"

export const TEAM = "/setup/team"
const PAGE_SIZE = 50

type Team = Effect.Success<ReturnType<typeof teamOf>>
type Invitations = Effect.Success<ReturnType<typeof invitationsOf>>

/** The page of the team that says what was just done. */
export const teamAfter = (c: Context<Env>, done: keyof Context<Env>["var"]["web"]["words"]["team"]["done"]) =>
  c.redirect(`${TEAM}?done=${done}`, 303)

/** The account whose team it is. */
export const accountOf = (c: Context<Env>) => orNotFound(c.get("person")?.account ?? null)

/** Who has access to the account, and who is invited. */
export const teamPages = new Hono<Env>()
  .get(TEAM, allow("see-team"), (c) => respond(c, teamPage(c)))
  .post(`${TEAM}/invitations/:id/letter`, allow("manage-team"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const account = yield* accountOf(c)
        const id = yield* orNotFound(pathId(c))
        const sender = yield* Effect.promise(() => senderOf(c))
        return yield* afterwards(c, "resent", resendInvitation(actorOf(c), sender, account.id, id))
      }),
    ),
  )
  .post(`${TEAM}/invitations/:id/revocation`, allow("manage-team"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const account = yield* accountOf(c)
        const id = yield* orNotFound(pathId(c))
        return yield* afterwards(c, "revoked", revokeInvitation(actorOf(c), account.id, id))
      }),
    ),
  )

type Change = ReturnType<typeof resendInvitation> | ReturnType<typeof revokeInvitation>

/** Says what was done with an invitation. A second press of the same button finds nothing left to do. */
const afterwards = (c: Context<Env>, done: "resent" | "revoked", change: Change) =>
  change.pipe(
    Effect.map((): Response => teamAfter(c, done)),
    Effect.catchTags({
      InvitationNotFound: () => Effect.succeed(teamAfter(c, "gone")),
      TooManyTries: () => Effect.succeed(teamAfter(c, "often")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )

/** "the whole account", or the names of the portfolios. */
export const seenBy = (
  c: Context<Env>,
  { wholeAccount, portfolios }: Pick<Team["members"][number], "wholeAccount" | "portfolios">,
): string => {
  const { team } = c.get("web").words
  if (wholeAccount) return team.wholeAccount
  return portfolios.length === 0 ? team.noPortfolio : formatsFor(c).list(portfolios.map(({ name }) => name))
}

const lastDay = (c: Context<Env>, until: Date | null, timeZone: string, now: Date) => {
  const { team } = c.get("web").words
  if (until === null) return ""
  const { date, calendarDate } = formatsFor(c, timeZone)
  return until <= now ? team.over(date(until)) : team.lastDay(calendarDate(lastDayOf(until, timeZone)))
}

const memberRow = (c: Context<Env>, member: Team["members"][number], timeZone: string, now: Date) => {
  const person = c.get("person")
  const { words } = c.get("web")
  const isMe = member.userId === (person?.viewedBy?.userId ?? person?.userId)
  return {
    id: String(member.id),
    name: member.name,
    email: member.email,
    role: words.roles[member.role],
    sees: seenBy(c, member),
    lastSeen: member.lastSeenAt === null ? null : formatsFor(c).moment(member.lastSeenAt, now),
    until: lastDay(c, member.until, timeZone, now),
    isMe,
    viewable:
      !isMe && person !== null && may(person, "view-as-customer") && (member.until === null || member.until > now),
  }
}

const invitationRow = (c: Context<Env>, invitation: Invitations[number], timeZone: string, now: Date) => {
  const { words } = c.get("web")
  const { states } = words.team
  const when = formatsFor(c).since(invitation.expiresAt, now)
  return {
    id: String(invitation.id),
    email: invitation.email,
    role: invitation.role === null ? "" : words.roles[invitation.role],
    sees: seenBy(c, invitation),
    until: lastDay(c, invitation.until, timeZone, now),
    invitedBy: invitation.invitedBy,
    state: invitation.state === "worthless" ? states.worthless : states[invitation.state](when),
  }
}

const teamPage = Effect.fn("setup.team")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const person = yield* orNotFound(c.get("person"))
  const account = yield* accountOf(c)
  const { team: text } = words
  const now = new Date()
  const { text: wanted, page } = listQuery(c)
  const mayManage = may(person, "manage-team") && person.viewedBy === null
  const { team, invitations } = yield* Effect.all(
    {
      team: teamOf(account.id, { text: wanted, from: (page - 1) * PAGE_SIZE, most: PAGE_SIZE }),
      invitations: invitationsOf(account.id),
    },
    { concurrency: "unbounded" },
  )
  const { number } = formatsFor(c)
  const done = c.req.query("done") ?? ""
  const notice = Object.entries(text.done).find(([name]) => name === done)?.[1]
  const view: TeamView = {
    ...(yield* setupFrame(c, "team", text.title, [], notice === undefined ? {} : { notice })),
    answer:
      wanted === ""
        ? text.answer(team.all, number(team.all))
        : text.found(team.matching, number(team.matching), number(team.all)),
    about: text.about(account.name),
    mayManage,
    search: team.all >= PAGE_SIZE || wanted !== "" ? { text: wanted } : null,
    members: team.members.map((member) => memberRow(c, member, team.timeZone, now)),
    none: text.nobodyFound,
    pages: pagesOf(c, { page, size: PAGE_SIZE, total: team.matching }, (to) =>
      addressWith(TEAM, { text: wanted, page: to }),
    ),
    moreInvitations: invitations.length < MOST_INVITATIONS ? "" : text.latestInvitations(number(invitations.length)),
    invitations: invitations.map((invitation) => invitationRow(c, invitation, team.timeZone, now)),
  }
  return c.html(render("setup/team", view, words))
})
