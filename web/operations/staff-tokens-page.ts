import { randomUUID } from "node:crypto"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  makeStaffToken,
  readTokenName,
  revokeStaffToken,
  type StaffToken,
  staffTeam,
  staffToken,
  staffTokens,
} from "#access"
import type { Fact } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { readTerm, termFields, termTyped, type TypedTerm, untouchedTerm } from "../setup/token-term.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { NewStaffTokenView, StaffTokenRevocationView, StaffTokensView } from "./staff-tokens-view.ts"

const ADDRESS = "/operations/tokens"

type Wrong = StaffTokensView["form"]["errors"]

interface Typed {
  readonly key: string
  readonly name: string
  /** A user's id, or "". */
  readonly staff: string
  readonly term: TypedTerm
}

const untouched = (): Typed => ({ key: randomUUID(), name: "", staff: "", term: untouchedTerm })
const gone = () => Effect.fail(new PageNotFound())

/** Tokens of the service company's own programs, which act for one of the staff. */
export const staffTokensPages = new Hono<Env>()
  .get(ADDRESS, allow("manage-staff-tokens"), (c) => respond(c, tokensPage(c, untouched(), [])))
  .post(ADDRESS, allow("manage-staff-tokens"), (c) => respond(c, make(c)))
  .get(`${ADDRESS}/:id/revocation`, allow("manage-staff-tokens"), (c) => respond(c, revocationPage(c)))
  .post(`${ADDRESS}/:id/revocation`, allow("manage-staff-tokens"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        yield* revokeStaffToken(actorOf(c), yield* orNotFound(pathId(c)))
        return c.redirect(`${ADDRESS}?done=revoked`, 303)
      }).pipe(Effect.catchTags({ TokenNotFound: gone, MayNotManage: gone })),
    ),
  )

const make = Effect.fn("operations.makeStaffToken")(function* (c: Context<Env>) {
  const { tokens: text, staffTokens: own } = c.get("web").words
  const person = yield* orNotFound(c.get("person"))
  const form = yield* formTexts(c)
  const typed: Typed = {
    key: formKeyOf(form["key"]) ?? randomUUID(),
    name: form["name"] ?? "",
    staff: form["staff"] ?? "",
    term: termTyped(form),
  }
  const name = readTokenName(typed.name)
  const member = (yield* staffTeam).find(({ userId }) => userId === idTyped(typed.staff))
  const { expiresAt, errors: ofTerm } = readTerm(c, person, typed.term)
  const staffMissing = { field: "staff", text: own.staffMissing } as const
  const errors: Wrong = [
    ...(name === null ? [{ field: "name" as const, text: text.nameMissing }] : []),
    ...(member === undefined ? [staffMissing] : []),
    ...ofTerm,
  ]
  if (name === null || member === undefined || expiresAt === null) return yield* tokensPage(c, typed, errors)
  const sender = yield* Effect.promise(() => senderOf(c))
  const wanted = { staffId: member.userId, name, expiresAt, formKey: typed.key }
  return yield* makeStaffToken(actorOf(c), sender, wanted).pipe(
    Effect.flatMap(({ token, staff }) => newTokenPage(c, { name, staff, expiresAt }, token)),
    Effect.catchTags({
      TokenMadeBefore: () => Effect.succeed(c.redirect(`${ADDRESS}?done=before`, 303)),
      TokenNameTaken: () => tokensPage(c, typed, [{ field: "name", text: own.nameTaken(member.name) }]),
      MemberNotFound: () => tokensPage(c, typed, [staffMissing]),
      MayNotManage: gone,
    }),
  )
})

const newTokenPage = Effect.fn("operations.newStaffToken")(function* (
  c: Context<Env>,
  made: Pick<StaffToken, "name" | "staff"> & { readonly expiresAt: Date },
  token: string,
) {
  const { render, words, address } = c.get("web")
  const text = words.tokens
  const view: NewStaffTokenView = {
    page: yield* operationsFrame(c, text.shownTitle, [
      { href: ADDRESS, text: words.staffTokens.title },
      { href: ADDRESS, text: text.shownTitle },
    ]),
    name: made.name,
    token,
    facts: [
      fact(words.staffTokens.staff, made.staff),
      fact(text.expires, formatsFor(c).moment(made.expiresAt, new Date()).text),
    ],
    example: `curl -H "Authorization: Bearer $TOKEN" ${address()}/api/work`,
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("operations/staff-token", view, words))
})

const fact = (label: string, value: string): Fact => ({ label, value, href: null })

/** For whom a token acts: "Colin Marsh, dispatcher". */
const actsFor = (c: Context<Env>, { staff, staffRole }: StaffToken) => {
  const { words } = c.get("web")
  return staffRole === null ? staff : words.staffTokens.role(staff, words.staffRoles[staffRole])
}

const tokensPage = Effect.fn("operations.staffTokens")(function* (c: Context<Env>, typed: Typed, errors: Wrong) {
  const { render, words } = c.get("web")
  const text = words.staffTokens
  const now = new Date()
  const person = yield* orNotFound(c.get("person"))
  const { tokens, team } = yield* Effect.all({ tokens: staffTokens, team: staffTeam }, { concurrency: "unbounded" })
  const { moment, number } = formatsFor(c)
  const failed = errors.length > 0
  const done = c.req.query("done")
  const notice = done === "revoked" || done === "before" ? { notice: words.tokens.notices[done] } : {}
  const view: StaffTokensView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], { failed, ...notice }),
    answer: text.answer(tokens.length, number(tokens.length)),
    tokens: tokens.map((token) => ({
      name: token.name,
      staff: actsFor(c, token),
      left: token.staffRole === null,
      by: token.createdBy === "" ? words.tokens.log.portal : token.createdBy,
      made: moment(token.createdAt, now),
      expires: token.expiresAt === null ? null : moment(token.expiresAt, now),
      ended: token.expiresAt !== null && token.expiresAt <= now,
      used: token.lastUsedAt === null ? null : moment(token.lastUsedAt, now),
      revocation: `${ADDRESS}/${token.id}/revocation`,
    })),
    none: text.none,
    form: {
      key: typed.key,
      name: typed.name,
      staff: [
        { value: "", text: text.choose, chosen: typed.staff === "" },
        ...team.map(({ userId, name, role }) => ({
          value: String(userId),
          text: text.role(name, words.staffRoles[role]),
          chosen: String(userId) === typed.staff,
        })),
      ],
      term: termFields(c, person, typed.term, now),
      errors,
    },
  }
  return c.html(render("operations/staff-tokens", view, words), failed ? 422 : 200)
})

const revocationPage = Effect.fn("operations.staffTokenRevocation")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.tokens
  const token = yield* orNotFound(yield* staffToken(yield* orNotFound(pathId(c))))
  const { moment } = formatsFor(c)
  const now = new Date()
  const view: StaffTokenRevocationView = {
    page: yield* operationsFrame(c, text.revocation.title, [
      { href: ADDRESS, text: words.staffTokens.title },
      { href: c.req.path, text: text.revocation.title },
    ]),
    question: text.revocation.question(token.name),
    facts: [
      fact(words.staffTokens.staff, actsFor(c, token)),
      fact(text.by, token.createdBy === "" ? text.log.portal : token.createdBy),
      fact(text.made, moment(token.createdAt, now).text),
      fact(text.used, token.lastUsedAt === null ? text.never : moment(token.lastUsedAt, now).text),
    ],
    action: c.req.path,
  }
  return c.html(render("operations/staff-token-revocation", view, words))
})
