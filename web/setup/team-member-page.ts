import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { changeMember, leaveAccount, memberOf, removeMember } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { setupFrame } from "./setup-frame.ts"
import { accountOf, seenBy, TEAM, teamAfter } from "./team-page.ts"
import { choicesFor, impossible, termsForm, termsOf, termsTyped, type TypedTerms, typedTerms } from "./team-terms.ts"
import type { TeamMemberView, TeamRemovalView, TermsForm } from "./team-view.ts"

const ONE = `${TEAM}/:id{[0-9]+}`
const DEPARTURE = "/setup/departure"

type Member = Effect.Success<ReturnType<typeof memberOf>>

/** Changing one member's access, taking somebody out, and leaving. */
export const teamMemberPages = new Hono<Env>()
  .get(ONE, allow("manage-team"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const member = yield* memberHere(c)
        if (member.userId === c.get("person")?.userId) return teamAfter(c, "own")
        const asked = c.req.query("role") !== undefined || c.req.query("reach") !== undefined
        return yield* memberPage(c, member, asked ? typedTerms(c.req.query()) : null, [])
      }),
    ),
  )
  .post(ONE, allow("manage-team"), (c) => respond(c, change(c)))
  .get(`${ONE}/removal`, allow("manage-team"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const member = yield* memberHere(c)
        if (member.userId === c.get("person")?.userId) return c.redirect(DEPARTURE, 303)
        return yield* removalPage(c, member, "")
      }),
    ),
  )
  .post(`${ONE}/removal`, allow("manage-team"), (c) => respond(c, remove(c)))
  .get(DEPARTURE, allow("own-settings"), (c) => respond(c, departurePage(c, "")))
  .post(DEPARTURE, allow("own-settings"), (c) => respond(c, leave(c)))

/** The member that the address names, in the account that is looked at. */
const memberHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const account = yield* accountOf(c)
  const id = yield* orNotFound(pathId(c))
  return yield* memberOf(account.id, id).pipe(Effect.catchTag("MemberNotFound", () => Effect.fail(new PageNotFound())))
})

const change = Effect.fn("setup.changeMember")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const account = yield* accountOf(c)
  const member = yield* memberHere(c)
  const typed = typedTerms(yield* formTexts(c))
  const choices = yield* choicesFor(account.id, typed)
  const read = termsOf(typed, choices.timeZone, words)
  const again = (errors: TermsForm["errors"]) => memberPage(c, member, typed, errors)
  if ("errors" in read) return yield* again(read.errors)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* changeMember(actorOf(c), sender, account.id, member.id, read.terms).pipe(
    Effect.map((): Response => teamAfter(c, "changed")),
    Effect.catchTags({
      TermsImpossible: (problem) => again(impossible(problem, words)),
      LastOwner: () => again([{ field: "role", text: words.team.form.errors.lastOwner }]),
      OwnMembership: () => Effect.succeed(teamAfter(c, "own")),
      MemberNotFound: () => Effect.succeed(teamAfter(c, "gone")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const memberPage = Effect.fn("setup.member")(function* (
  c: Context<Env>,
  member: Member,
  asked: TypedTerms | null,
  errors: TermsForm["errors"],
) {
  const { render, words } = c.get("web")
  const account = yield* accountOf(c)
  const action = `${TEAM}/${member.id}`
  const { role, wholeAccount, portfolios, until } = member
  const portfolioIds = wholeAccount ? ("whole account" as const) : portfolios.map(({ id }) => id)
  const own = portfolioIds === "whole account" ? [] : portfolioIds
  const choices = yield* choicesFor(account.id, asked ?? { find: "", portfolioIds: own })
  const typed = asked ?? termsTyped({ role, portfolioIds, until }, choices.timeZone)
  const title = words.team.form.titleChange(member.name)
  const failed = errors.length > 0
  const view: TeamMemberView = {
    ...(yield* setupFrame(c, "team", title, [{ href: action, text: member.name }], { failed })),
    name: member.name,
    email: member.email,
    action,
    removal: `${action}/removal`,
    form: termsForm(c, typed, choices, action, errors),
  }
  return c.html(render("setup/team-member", view, words), failed ? 422 : 200)
})

const remove = Effect.fn("setup.removeMember")(function* (c: Context<Env>) {
  const { lastOwner } = c.get("web").words.team.form.errors
  const account = yield* accountOf(c)
  const id = yield* orNotFound(pathId(c))
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* removeMember(actorOf(c), sender, account.id, id).pipe(
    Effect.map((): Response => teamAfter(c, "removed")),
    Effect.catchTags({
      LastOwner: () => Effect.flatMap(memberHere(c), (member) => removalPage(c, member, lastOwner)),
      OwnMembership: () => Effect.succeed(c.redirect(DEPARTURE, 303)),
      // A second press of the button finds nobody left.
      MemberNotFound: () => Effect.succeed(teamAfter(c, "gone")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const removalPage = Effect.fn("setup.removal")(function* (c: Context<Env>, member: Member, error: string) {
  const { render, words } = c.get("web")
  const account = yield* accountOf(c)
  const { removal, role, sees, email } = words.team
  const back = `${TEAM}/${member.id}`
  const crumbs = [
    { href: back, text: member.name },
    { href: `${back}/removal`, text: words.team.remove },
  ]
  const failed = error !== ""
  const view: TeamRemovalView = {
    ...(yield* setupFrame(c, "team", removal.title(member.name), crumbs, { failed })),
    question: removal.question(member.name),
    about: removal.about(account.name),
    facts: [
      { label: email, value: member.email, href: null },
      { label: role, value: words.roles[member.role], href: null },
      { label: sees, value: seenBy(c, member), href: null },
    ],
    error,
    action: `${back}/removal`,
    yes: removal.yes,
    no: removal.no,
    back: TEAM,
  }
  return c.html(render("setup/team-removal", view, words), failed ? 422 : 200)
})

const leave = Effect.fn("setup.leave")(function* (c: Context<Env>) {
  const { lastOwner } = c.get("web").words.team.form.errors
  const person = yield* orNotFound(c.get("person"))
  const token = yield* orNotFound(c.get("sessionToken"))
  return yield* leaveAccount(actorOf(c), person, token).pipe(
    Effect.map((): Response => c.redirect("/", 303)),
    Effect.catchTags({
      LastOwner: () => departurePage(c, lastOwner),
      MemberNotFound: () => Effect.succeed(c.redirect("/", 303)),
    }),
  )
})

const departurePage = Effect.fn("setup.departure")(function* (c: Context<Env>, error: string) {
  const { render, words } = c.get("web")
  const { departure, role } = words.team
  const person = yield* orNotFound(c.get("person"))
  const account = yield* orNotFound(person.membershipId === null ? null : person.account)
  const failed = error !== ""
  const view: TeamRemovalView = {
    ...(yield* setupFrame(c, "settings", departure.title, [{ href: DEPARTURE, text: departure.title }], { failed })),
    question: departure.question(account.name),
    about: departure.about,
    facts: person.role === null ? [] : [{ label: role, value: words.roles[person.role], href: null }],
    error,
    action: DEPARTURE,
    yes: departure.yes,
    no: departure.no,
    back: "/setup",
  }
  return c.html(render("setup/team-removal", view, words), failed ? 422 : 200)
})
