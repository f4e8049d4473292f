import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { beginPasskey, MOST_PASSKEYS, nameTyped, passkeysOf, registerPasskey, removePasskey } from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { relyingParty } from "../sign-in/relying-party.ts"
import { deviceOf } from "./device.ts"
import { formPage, goTo, inputField, LONGEST_PASSWORD, type Me, mine, myFrame, waitFor } from "./my-frame.ts"
import type { MyPasskeysView } from "./my-view.ts"

const ADDRESS = "/setup/passkeys"
const LONGEST_NAME = 60

/** Passkeys: listed, added, removed. */
export const myPasskeysPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => passkeysPage(c, me, null, null)),
  )
  .post(
    `${ADDRESS}/options`,
    allow("own-settings"),
    mine((c, me) => options(c, me)),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => register(c, me)),
  )
  .get(
    `${ADDRESS}/:id/removal`,
    allow("own-settings"),
    mine((c, me) => removalPage(c, me)),
  )
  .post(
    `${ADDRESS}/:id/removal`,
    allow("own-settings"),
    mine((c, me) => remove(c, me)),
  )

/** What the script asks the browser; `said` is what it shows when there is something to mend. */
const options = Effect.fn("setup.passkeyOptions")(function* (c: Context<Env>, me: Me) {
  const party = yield* orNotFound(relyingParty(c))
  const words = c.get("web").words.mySettings
  const { tooMany, passwordWrong, refused } = words.passkeysPage
  const password = ((yield* formTexts(c))["password"] ?? "").slice(0, LONGEST_PASSWORD)
  const sender = yield* Effect.promise(() => senderOf(c))
  const say = (said: string) => Effect.succeed<Response>(c.json({ said }, 422))
  return yield* beginPasskey(sender, me.myself, party, password).pipe(
    Effect.map((question): Response => c.json(question)),
    Effect.catchTags({
      TooManyPasskeys: () => say(tooMany),
      PasskeyRefused: () => say(refused),
      ProofWrong: () => say(passwordWrong),
      SignInTooOld: () => say(words.tooOld),
      TooManyTries: ({ retryAfterSeconds }) => say(words.tooMany(waitFor(c, retryAfterSeconds))),
    }),
  )
})

const register = Effect.fn("setup.registerPasskey")(function* (c: Context<Env>, me: Me) {
  const text = c.get("web").words.mySettings.passkeysPage
  const form = yield* formTexts(c)
  const party = yield* orNotFound(relyingParty(c))
  const typed = form["name"] ?? ""
  const name = nameTyped(typed)
  if (name === null || name.length > LONGEST_NAME) return yield* passkeysPage(c, me, typed, text.nameMissing)
  const sender = yield* Effect.promise(() => senderOf(c))
  const made = { name, answer: form["answer"] ?? "" }
  return yield* registerPasskey(actorOf(c), sender, me.myself, party, made).pipe(
    Effect.map(() => goTo(c, ADDRESS, "passkey-added")),
    Effect.catchTags({
      PasskeyRefused: () => passkeysPage(c, me, typed, text.refused),
      TooManyPasskeys: () => passkeysPage(c, me, typed, text.tooMany),
    }),
  )
})

const passkeysPage = Effect.fn("setup.passkeys")(function* (
  c: Context<Env>,
  me: Me,
  typed: string | null,
  problem: string | null,
) {
  const { render, words } = c.get("web")
  const text = words.mySettings.passkeysPage
  const format = formatsFor(c)
  const now = new Date()
  const passkeys = yield* passkeysOf(me.person.userId)
  const error = problem === text.nameMissing ? problem : null
  const isFull = passkeys.length >= MOST_PASSKEYS
  const value = typed ?? deviceOf(c.req.header("user-agent") ?? "").system ?? text.newNameDefault
  const name = inputField(
    "name",
    text.newName,
    { type: "text", value, autocomplete: "off", most: LONGEST_NAME },
    { hint: text.newNameHint, error },
  )
  const password = inputField(
    "password",
    text.password,
    { type: "password", autocomplete: "current-password", most: LONGEST_PASSWORD },
    { hint: text.passwordHint },
  )
  const view: MyPasskeysView = {
    ...(yield* myFrame(c, text.title, { failed: problem !== null, scripts: ["passkey.js"] })),
    answer: text.answer(passkeys.length, format.number(passkeys.length)),
    passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
      id: String(id),
      name,
      made: format.moment(createdAt, now),
      used: lastUsedAt === null ? null : format.moment(lastUsedAt, now),
    })),
    fields: isFull || relyingParty(c) === null ? null : me.settings.hasPassword ? [name, password] : [name],
    noField: isFull ? text.tooMany : text.noName(new URL(c.req.url).hostname),
    problem,
  }
  return c.html(render("setup/my-passkeys", view, words), problem === null ? 200 : 422)
})

const passkeyNamed = Effect.fn("setup.passkeyNamed")(function* (c: Context<Env>, me: Me) {
  const id = yield* orNotFound(pathId(c))
  const passkeys = yield* passkeysOf(me.person.userId)
  return yield* orNotFound(passkeys.find((passkey) => passkey.id === id) ?? null)
})

const removalPage = Effect.fn("setup.passkeyRemoval")(function* (
  c: Context<Env>,
  me: Me,
  problem: string | null = null,
) {
  const text = c.get("web").words.mySettings.passkeysPage
  const { id, name } = yield* passkeyNamed(c, me)
  return yield* formPage(
    c,
    text.removeTitle,
    {
      answer: text.removeAnswer(name),
      about: text.removeAbout,
      problem,
      form: { heading: null, action: `${ADDRESS}/${id}/removal`, button: text.removeYes, fields: [] },
      links: [{ href: ADDRESS, text: text.removeNo }],
    },
    problem === null ? 200 : 422,
  )
})

const remove = Effect.fn("setup.removePasskey")(function* (c: Context<Env>, me: Me) {
  const id = yield* orNotFound(pathId(c))
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* removePasskey(actorOf(c), sender, me.person.userId, id).pipe(
    Effect.map(() => goTo(c, ADDRESS, "passkey-removed")),
    Effect.catchTags({
      PasskeyNotFound: () => Effect.fail(new PageNotFound()),
      LastWayIn: () => removalPage(c, me, c.get("web").words.mySettings.passkeysPage.lastWayIn),
    }),
  )
})
