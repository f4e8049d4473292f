import { Effect, Option, Schema } from "effect"
import { type Context, Hono } from "hono"
import { cancelEmailChange, Email, requestEmailChange } from "#access"
import { allow } from "../http/access.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { senderOf } from "../http/sender.ts"
import {
  formPage,
  type FormStatus,
  goTo,
  inputField,
  LONGEST_PASSWORD,
  type Me,
  mine,
  MY_SETTINGS,
  waitFor,
} from "./my-frame.ts"

const ADDRESS = "/setup/e-mail"
const CANCEL = `${ADDRESS}/cancellation`

interface Problems {
  readonly email?: string
  readonly password?: string
  readonly general?: string
}

/** The address that the person signs in with: a new one is asked for here, and confirmed at both addresses. */
export const myEmailPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => emailPage(c, me, "", {}, 200)),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => request(c, me)),
  )
  .post(
    CANCEL,
    allow("own-settings"),
    mine((c, me) => Effect.map(cancelEmailChange(me.person.userId), () => goTo(c, MY_SETTINGS, "email-cancelled"))),
  )

const request = Effect.fn("setup.requestEmailChange")(function* (c: Context<Env>, me: Me) {
  const { mySettings } = c.get("web").words
  const text = mySettings.emailPage
  const form = yield* formTexts(c)
  const [typed, password] = [form["email"] ?? "", form["password"] ?? ""]
  const newEmail = Option.getOrNull(Schema.decodeUnknownOption(Email)(typed))
  if (newEmail === null) return yield* emailPage(c, me, typed, { email: text.addressMissing }, 422)
  if (me.settings.hasPassword && (password === "" || password.length > LONGEST_PASSWORD)) {
    return yield* emailPage(c, me, typed, { password: text.passwordWrong }, 422)
  }
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* requestEmailChange(sender, me.myself, { newEmail, password }).pipe(
    Effect.map(() => goTo(c, ADDRESS, "email-sent")),
    Effect.catchTags({
      EmailUnchanged: () => emailPage(c, me, typed, { email: text.unchanged }, 422),
      ProofWrong: () => emailPage(c, me, typed, { password: text.passwordWrong }, 422),
      SignInTooOld: () => emailPage(c, me, typed, { general: mySettings.tooOld }, 422),
      TooManyTries: ({ retryAfterSeconds }) =>
        emailPage(c, me, typed, { general: mySettings.tooMany(waitFor(c, retryAfterSeconds)) }, 429),
    }),
  )
})

const emailPage = (c: Context<Env>, me: Me, typed: string, problems: Problems, status: FormStatus) => {
  const text = c.get("web").words.mySettings.emailPage
  const { email, hasPassword, pendingEmail } = me.settings
  const state = (confirmed: boolean) => (confirmed ? text.confirmed : text.waiting)
  const address = inputField(
    "email",
    text.new,
    { type: "email", value: typed, autocomplete: "email", most: 300 },
    { hint: text.hint, error: problems.email ?? null },
  )
  const password = inputField(
    "password",
    text.password,
    { type: "password", autocomplete: "current-password", most: LONGEST_PASSWORD },
    { error: problems.password ?? null },
  )
  return formPage(
    c,
    text.title,
    {
      answer: pendingEmail === null ? text.title : text.pendingAnswer(pendingEmail.newEmail),
      about: pendingEmail === null ? text.about(email) : text.pendingAbout,
      facts:
        pendingEmail === null
          ? []
          : [
              { label: text.pendingOld, value: `${email}, ${state(pendingEmail.oldConfirmed)}`, href: null },
              {
                label: text.pendingNew,
                value: `${pendingEmail.newEmail}, ${state(pendingEmail.newConfirmed)}`,
                href: null,
              },
            ],
      problem: problems.general ?? null,
      form: {
        heading: pendingEmail === null ? null : text.again,
        action: ADDRESS,
        button: text.button,
        fields: hasPassword ? [address, password] : [address],
      },
      also: pendingEmail === null ? [] : [{ action: CANCEL, button: text.cancel }],
    },
    status,
  )
}
