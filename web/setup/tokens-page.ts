import { randomUUID } from "node:crypto"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  type ApiToken,
  makeToken,
  type Person,
  personalScopes,
  readTokenName,
  revocableToken,
  revokeToken,
  tokensOf,
} from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { setupFrame } from "./setup-frame.ts"
import { readTerm, termFields, termTyped, type TypedTerm, untouchedTerm } from "./token-term.ts"
import type { NewTokenView, TokenRevocationView, TokenRow, TokensView } from "./tokens-view.ts"

const ADDRESS = "/setup/tokens"

type Form = TokensView["form"]
type Wrong = Form["errors"]

interface Typed {
  readonly key: string
  readonly name: string
  readonly scopes: ReadonlyArray<(typeof personalScopes)[number]>
  readonly term: TypedTerm
}

const untouched = (): Typed => ({ key: randomUUID(), name: "", scopes: ["read-equipment"], term: untouchedTerm })

export const tokensPages = new Hono<Env>()
  .get(ADDRESS, allow("manage-tokens"), (c) => respond(c, tokensPage(c, untouched(), [])))
  .post(ADDRESS, allow("manage-tokens"), (c) => respond(c, make(c)))
  .get(`${ADDRESS}/:id/revocation`, allow("manage-tokens"), (c) => respond(c, revocationPage(c)))
  .post(`${ADDRESS}/:id/revocation`, allow("manage-tokens"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const person = yield* orNotFound(c.get("person"))
        yield* revokeToken(actorOf(c), person, yield* orNotFound(pathId(c)))
        return c.redirect(`${ADDRESS}?done=revoked`, 303)
      }).pipe(Effect.catchTag("TokenNotFound", () => Effect.fail(new PageNotFound()))),
    ),
  )

const typedIn = (form: Readonly<Record<string, string>>): Typed => ({
  key: formKeyOf(form["key"]) ?? randomUUID(),
  name: form["name"] ?? "",
  scopes: personalScopes.filter((scope) => form[`scope-${scope}`] === "yes"),
  term: termTyped(form),
})

const make = Effect.fn("setup.makeToken")(function* (c: Context<Env>) {
  const text = c.get("web").words.tokens
  const person = yield* orNotFound(c.get("person"))
  const typed = typedIn(yield* formTexts(c))
  const name = readTokenName(typed.name)
  const { expiresAt, errors: ofTerm } = readTerm(c, person, typed.term)
  const errors: Wrong = [
    ...(name === null ? [{ field: "name" as const, text: text.nameMissing }] : []),
    ...(typed.scopes.length === 0 ? [{ field: "scopes" as const, text: text.scopeMissing }] : []),
    ...ofTerm,
  ]
  if (name === null || expiresAt === null || errors.length > 0) return yield* tokensPage(c, typed, errors)
  const { scopes, key: formKey } = typed
  return yield* makeToken(actorOf(c), person, { name, scopes, expiresAt, formKey }).pipe(
    Effect.flatMap(({ token }) => newTokenPage(c, { name, scopes, expiresAt }, token)),
    Effect.catchTags({
      TokenMadeBefore: () => Effect.succeed(c.redirect(`${ADDRESS}?done=before`, 303)),
      TokenNotAllowed: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const scopesText = (c: Context<Env>, scopes: ApiToken["scopes"]) =>
  formatsFor(c).list(scopes.map((scope) => c.get("web").words.tokens.scopeNames[scope]))

const newTokenPage = Effect.fn("setup.newToken")(function* (
  c: Context<Env>,
  made: Pick<ApiToken, "name" | "scopes"> & { readonly expiresAt: Date },
  token: string,
) {
  const { render, words, address } = c.get("web")
  const text = words.tokens
  const view: NewTokenView = {
    ...(yield* setupFrame(c, "tokens", text.shownTitle, [{ href: ADDRESS, text: text.shownTitle }])),
    name: made.name,
    token,
    scopes: scopesText(c, made.scopes),
    expires: formatsFor(c).moment(made.expiresAt, new Date()),
    example: `curl -H "Authorization: Bearer $TOKEN" ${address()}/api/units`,
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("setup/token", view, words))
})

const tokenRow = (c: Context<Env>, person: Person, token: ApiToken, now: Date): TokenRow => {
  const text = c.get("web").words.tokens
  const { moment } = formatsFor(c)
  const mine = token.membershipId === person.membershipId || person.role === "owner"
  return {
    name: token.name,
    scopes: scopesText(c, token.scopes),
    by: token.membershipId === null ? text.gateway : token.createdBy,
    made: moment(token.createdAt, now),
    expires: token.expiresAt === null ? null : moment(token.expiresAt, now),
    ended: token.expiresAt !== null && token.expiresAt <= now,
    used: token.lastUsedAt === null ? null : moment(token.lastUsedAt, now),
    revocation: token.membershipId !== null && mine ? `${ADDRESS}/${token.id}/revocation` : null,
  }
}

const formOf = (c: Context<Env>, person: Person, typed: Typed, errors: Wrong, now: Date): Form => {
  const text = c.get("web").words.tokens
  return {
    key: typed.key,
    name: typed.name,
    scopes: personalScopes.map((scope) => ({
      value: scope,
      text: text.scopeNames[scope],
      chosen: typed.scopes.includes(scope),
    })),
    term: termFields(c, person, typed.term, now),
    errors,
  }
}

const tokensPage = Effect.fn("setup.tokens")(function* (c: Context<Env>, typed: Typed, errors: Wrong) {
  const { render, words } = c.get("web")
  const text = words.tokens
  const now = new Date()
  const person = yield* orNotFound(c.get("person"))
  const tokens = yield* tokensOf(person)
  const failed = errors.length > 0
  const done = c.req.query("done")
  const notice = done === "revoked" || done === "before" ? { notice: text.notices[done] } : {}
  const view: TokensView = {
    ...(yield* setupFrame(c, "tokens", text.title, [], { failed, ...notice })),
    answer: text.answer(tokens.length, formatsFor(c).number(tokens.length)),
    tokens: tokens.map((token) => tokenRow(c, person, token, now)),
    none: text.none,
    form: formOf(c, person, typed, errors, now),
  }
  return c.html(render("setup/tokens", view, words), failed ? 422 : 200)
})

const revocationPage = Effect.fn("setup.tokenRevocation")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.tokens
  const person = yield* orNotFound(c.get("person"))
  const token = yield* orNotFound(yield* revocableToken(person, yield* orNotFound(pathId(c))))
  const { moment } = formatsFor(c)
  const now = new Date()
  const view: TokenRevocationView = {
    ...(yield* setupFrame(c, "tokens", text.revocation.title, [{ href: c.req.path, text: text.revocation.title }])),
    question: text.revocation.question(token.name),
    facts: [
      { label: text.scopes, value: scopesText(c, token.scopes), href: null },
      { label: text.by, value: token.createdBy, href: null },
      { label: text.made, value: moment(token.createdAt, now).text, href: null },
      {
        label: text.used,
        value: token.lastUsedAt === null ? text.never : moment(token.lastUsedAt, now).text,
        href: null,
      },
    ],
    action: c.req.path,
  }
  return c.html(render("setup/token-revocation", view, words))
})
