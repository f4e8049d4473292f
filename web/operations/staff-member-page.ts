import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { changeStaff, removeStaff, staffMember, staffRoles } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { operationsFrame } from "./operations-frame.ts"
import { STAFF, staffAfter, staffRoleChoices } from "./staff-page.ts"
import type { StaffMemberView, StaffRemovalView } from "./staff-view.ts"

const ONE = `${STAFF}/:id{[0-9]+}`

type Member = Effect.Success<ReturnType<typeof staffMember>>

/** One of the staff: their role, and taking them off it. */
export const staffMemberPages = new Hono<Env>()
  .get(ONE, allow("manage-staff"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const member = yield* memberHere(c)
        if (member.userId === c.get("person")?.userId) return staffAfter(c, "own")
        return yield* memberPage(c, member, member.role, [])
      }),
    ),
  )
  .post(ONE, allow("manage-staff"), (c) => respond(c, change(c)))
  .get(`${ONE}/removal`, allow("manage-staff"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const member = yield* memberHere(c)
        if (member.userId === c.get("person")?.userId) return staffAfter(c, "own")
        return yield* removalPage(c, member, "")
      }),
    ),
  )
  .post(`${ONE}/removal`, allow("manage-staff"), (c) => respond(c, remove(c)))

const memberHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* staffMember(id).pipe(Effect.catchTag("MemberNotFound", () => Effect.fail(new PageNotFound())))
})

const change = Effect.fn("operations.changeStaff")(function* (c: Context<Env>) {
  const { form, staff } = c.get("web").words.team
  const member = yield* memberHere(c)
  const typed = (yield* formTexts(c))["role"] ?? ""
  const role = staffRoles.find((one) => one === typed)
  if (role === undefined) return yield* memberPage(c, member, typed, [{ field: "role", text: form.errors.role }])
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* changeStaff(actorOf(c), sender, member.userId, role).pipe(
    Effect.map((): Response => staffAfter(c, "changed")),
    Effect.catchTags({
      LastAdministrator: () => memberPage(c, member, role, [{ field: "role", text: staff.lastAdministrator }]),
      OwnMembership: () => Effect.succeed(staffAfter(c, "own")),
      MemberNotFound: () => Effect.succeed(staffAfter(c, "gone")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const memberPage = Effect.fn("operations.staffMember")(function* (
  c: Context<Env>,
  member: Member,
  chosen: string,
  errors: StaffMemberView["errors"],
) {
  const { render, words } = c.get("web")
  const { staff } = words.team
  const action = `${STAFF}/${member.userId}`
  const failed = errors.length > 0
  const crumbs = [
    { href: STAFF, text: staff.title },
    { href: action, text: member.name },
  ]
  const view: StaffMemberView = {
    page: yield* operationsFrame(c, staff.titleChange(member.name), crumbs, { failed }),
    name: member.name,
    email: member.email,
    action,
    removal: `${action}/removal`,
    roles: staffRoleChoices(words, chosen),
    errors,
  }
  return c.html(render("operations/staff-member", view, words), failed ? 422 : 200)
})

const remove = Effect.fn("operations.removeStaff")(function* (c: Context<Env>) {
  const { lastAdministrator } = c.get("web").words.team.staff
  const id = yield* orNotFound(pathId(c))
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* removeStaff(actorOf(c), sender, id).pipe(
    Effect.map((): Response => staffAfter(c, "removed")),
    Effect.catchTags({
      LastAdministrator: () => Effect.flatMap(memberHere(c), (member) => removalPage(c, member, lastAdministrator)),
      OwnMembership: () => Effect.succeed(staffAfter(c, "own")),
      MemberNotFound: () => Effect.succeed(staffAfter(c, "gone")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const removalPage = Effect.fn("operations.staffRemoval")(function* (c: Context<Env>, member: Member, error: string) {
  const { render, words } = c.get("web")
  const { staff, removal, email, role, remove: removing } = words.team
  const back = `${STAFF}/${member.userId}`
  const failed = error !== ""
  const crumbs = [
    { href: STAFF, text: staff.title },
    { href: back, text: member.name },
    { href: `${back}/removal`, text: removing },
  ]
  const view: StaffRemovalView = {
    page: yield* operationsFrame(c, removal.title(member.name), crumbs, { failed }),
    question: removal.question(member.name),
    facts: [
      { label: email, value: member.email, href: null },
      { label: role, value: words.staffRoles[member.role], href: null },
    ],
    error,
    action: `${back}/removal`,
  }
  return c.html(render("operations/staff-removal", view, words), failed ? 422 : 200)
})
