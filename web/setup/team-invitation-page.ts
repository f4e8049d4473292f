import { Effect, Result, Schema } from "effect"
import { type Context, Hono } from "hono"
import { Email, invite } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { senderOf } from "../http/sender.ts"
import { setupFrame } from "./setup-frame.ts"
import { accountOf, TEAM, teamAfter } from "./team-page.ts"
import { choicesFor, impossible, termsForm, termsOf, type TypedTerms, typedTerms } from "./team-terms.ts"
import type { TeamInvitationView, TermsForm } from "./team-view.ts"

const ADDRESS = `${TEAM}/invitations`
const NEW = `${ADDRESS}/new`

/** Inviting somebody into the account. */
export const teamInvitationPages = new Hono<Env>()
  .get(NEW, allow("manage-team"), (c) =>
    respond(c, invitationPage(c, c.req.query("email") ?? "", typedTerms(c.req.query()), [])),
  )
  .post(ADDRESS, allow("manage-team"), (c) => respond(c, send(c)))

const emailTyped = (text: string) => Result.getOrNull(Schema.decodeUnknownResult(Email)(text))

const send = Effect.fn("setup.invite")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const { errors: text } = words.team.form
  const account = yield* accountOf(c)
  const texts = yield* formTexts(c)
  const typed = typedTerms(texts)
  const email = (texts["email"] ?? "").trim().slice(0, 300)
  const address = emailTyped(email)
  const choices = yield* choicesFor(account.id, typed)
  const read = termsOf(typed, choices.timeZone, words)
  const again = (errors: TermsForm["errors"]) => invitationPage(c, email, typed, errors)
  const noAddress = address === null ? [{ field: "email" as const, text: text.email }] : []
  if (address === null || "errors" in read)
    return yield* again([...noAddress, ...("errors" in read ? read.errors : [])])
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* invite(actorOf(c), sender, { accountId: account.id, email: address, terms: read.terms }).pipe(
    Effect.map((): Response => teamAfter(c, "invited")),
    Effect.catchTags({
      TermsImpossible: (problem) => again(impossible(problem, words)),
      AlreadyMember: ({ name }) => again([{ field: "email", text: text.member(name) }]),
      AlreadyInvited: () => again([{ field: "email", text: text.invited }]),
      TooManyTries: () => again([{ field: "email", text: text.often }]),
      MayNotManage: () => Effect.fail(new PageNotFound()),
      AccountNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const invitationPage = Effect.fn("setup.invitation")(function* (
  c: Context<Env>,
  email: string,
  typed: TypedTerms,
  errors: TermsForm["errors"],
) {
  const { render, words } = c.get("web")
  const { form } = words.team
  const account = yield* accountOf(c)
  const choices = yield* choicesFor(account.id, typed)
  const failed = errors.length > 0
  const view: TeamInvitationView = {
    ...(yield* setupFrame(c, "team", form.titleNew, [{ href: NEW, text: form.titleNew }], { failed })),
    about: form.aboutNew(account.name),
    email: email.slice(0, 300),
    form: termsForm(c, typed, choices, NEW, errors),
  }
  return c.html(render("setup/team-invitation", view, words), failed ? 422 : 200)
})
