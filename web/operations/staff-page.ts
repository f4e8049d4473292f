import { Effect, Result, Schema } from "effect"
import { type Context, Hono } from "hono"
import { Email, invitationsOf, inviteStaff, resendInvitation, revokeInvitation, staffRoles, staffTeam } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import type { Words } from "../words/words.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { StaffView } from "./staff-view.ts"

export const STAFF = "/operations/staff"

type Invitations = Effect.Success<ReturnType<typeof invitationsOf>>

/** The service company's own team, and who is invited to it. */
export const staffPages = new Hono<Env>()
  .get(STAFF, allow("manage-staff"), (c) => respond(c, staffPage(c, { email: "", role: "" }, [])))
  .post(`${STAFF}/invitations`, allow("manage-staff"), (c) => respond(c, send(c)))
  .post(`${STAFF}/invitations/:id/letter`, allow("manage-staff"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const id = yield* orNotFound(pathId(c))
        const sender = yield* Effect.promise(() => senderOf(c))
        return yield* afterwards(c, "resent", resendInvitation(actorOf(c), sender, null, id))
      }),
    ),
  )
  .post(`${STAFF}/invitations/:id/revocation`, allow("manage-staff"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const id = yield* orNotFound(pathId(c))
        return yield* afterwards(c, "revoked", revokeInvitation(actorOf(c), null, id))
      }),
    ),
  )

/** What the page of the staff can say was just done. */
const doneWords = (words: Words) => ({ ...words.team.done, ...words.team.staff.done })

/** The page of the staff that says what was just done. */
export const staffAfter = (c: Context<Env>, done: keyof ReturnType<typeof doneWords>) =>
  c.redirect(`${STAFF}?done=${done}`, 303)

type Change = ReturnType<typeof resendInvitation | typeof revokeInvitation>

/** A second press of the same button finds nothing left to do. */
const afterwards = (c: Context<Env>, done: "resent" | "revoked", change: Change) =>
  change.pipe(
    Effect.map((): Response => staffAfter(c, done)),
    Effect.catchTags({
      InvitationNotFound: () => Effect.succeed(staffAfter(c, "gone")),
      TooManyTries: () => Effect.succeed(staffAfter(c, "often")),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )

interface Typed {
  readonly email: string
  readonly role: string
}

const send = Effect.fn("operations.inviteStaff")(function* (c: Context<Env>) {
  const { errors: text } = c.get("web").words.team.form
  const { staff } = c.get("web").words.team
  const form = yield* formTexts(c)
  const typed: Typed = { email: (form["email"] ?? "").trim().slice(0, 300), role: form["role"] ?? "" }
  const email = Result.getOrNull(Schema.decodeUnknownResult(Email)(typed.email))
  const staffRole = staffRoles.find((role) => role === typed.role)
  const errors: Array<StaffView["errors"][number]> = []
  if (email === null) errors.push({ field: "email", text: text.email })
  if (staffRole === undefined) errors.push({ field: "role", text: text.role })
  if (email === null || staffRole === undefined) return yield* staffPage(c, typed, errors)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* inviteStaff(actorOf(c), sender, { email, staffRole }).pipe(
    Effect.map((): Response => staffAfter(c, "invited")),
    Effect.catchTags({
      AlreadyMember: ({ name }) => staffPage(c, typed, [{ field: "email", text: staff.member(name) }]),
      AlreadyInvited: () => staffPage(c, typed, [{ field: "email", text: text.invited }]),
      TooManyTries: () => staffPage(c, typed, [{ field: "email", text: text.often }]),
      MayNotManage: () => Effect.fail(new PageNotFound()),
    }),
  )
})

/** The staff roles to choose from. */
export const staffRoleChoices = (words: Words, chosen: string) =>
  staffRoles.map((role) => ({ value: role, text: words.staffRoles[role], chosen: role === chosen }))

const invitationRow = (c: Context<Env>, invitation: Invitations[number], now: Date) => {
  const { words } = c.get("web")
  const { states } = words.team
  return {
    id: String(invitation.id),
    email: invitation.email,
    role: invitation.staffRole === null ? "" : words.staffRoles[invitation.staffRole],
    invitedBy: invitation.invitedBy,
    state:
      invitation.state === "worthless"
        ? states.worthless
        : states[invitation.state](formatsFor(c).since(invitation.expiresAt, now)),
  }
}

const staffPage = Effect.fn("operations.staff")(function* (c: Context<Env>, typed: Typed, errors: StaffView["errors"]) {
  const { render, words } = c.get("web")
  const text = words.team.staff
  const now = new Date()
  const format = formatsFor(c)
  const { staff, invitations } = yield* Effect.all(
    { staff: staffTeam, invitations: invitationsOf(null) },
    { concurrency: "unbounded" },
  )
  const done = c.req.query("done") ?? ""
  const notice = Object.entries(doneWords(words)).find(([name]) => name === done)?.[1]
  const failed = errors.length > 0
  const head = { failed, ...(notice === undefined ? {} : { notice }) }
  const view: StaffView = {
    page: yield* operationsFrame(c, text.title, [{ href: STAFF, text: text.title }], head),
    answer: text.answer(staff.length, format.number(staff.length)),
    staff: staff.map((member) => ({
      id: String(member.userId),
      name: member.name,
      email: member.email,
      role: words.staffRoles[member.role],
      lastSeen: member.lastSeenAt === null ? null : format.moment(member.lastSeenAt, now),
      isMe: member.userId === c.get("person")?.userId,
    })),
    invitations: invitations.map((invitation) => invitationRow(c, invitation, now)),
    email: typed.email,
    roles: staffRoleChoices(words, typed.role),
    errors,
  }
  return c.html(render("operations/staff", view, words), failed ? 422 : 200)
})
