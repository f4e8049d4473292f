import { Effect, Option, Schema } from "effect"
import { type Context, Hono } from "hono"
import { changeMyPassword, NewPassword } from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
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

const ADDRESS = "/setup/password"

interface Problems {
  readonly old?: string
  readonly new?: string
  readonly general?: string
}

/** A new password, or a first one. */
export const myPasswordPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => passwordPage(c, me, {}, 200)),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => change(c, me)),
  )

const isNewPassword = (text: string) => Option.isSome(Schema.decodeUnknownOption(NewPassword)(text))

const change = Effect.fn("setup.changeMyPassword")(function* (c: Context<Env>, me: Me) {
  const { mySettings } = c.get("web").words
  const text = mySettings.passwordPage
  const form = yield* formTexts(c)
  const [old, chosen] = [form["old"] ?? "", form["new"] ?? ""]
  if (!isNewPassword(chosen)) return yield* passwordPage(c, me, { new: text.newWrong }, 422)
  if (me.settings.hasPassword && (old === "" || old.length > LONGEST_PASSWORD)) {
    return yield* passwordPage(c, me, { old: text.oldWrong }, 422)
  }
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* changeMyPassword(actorOf(c), sender, me.myself, { old, new: chosen }).pipe(
    Effect.map(() => goTo(c, MY_SETTINGS, "password")),
    Effect.catchTags({
      ProofWrong: () => passwordPage(c, me, { old: text.oldWrong }, 422),
      SignInTooOld: () => passwordPage(c, me, { general: mySettings.tooOld }, 422),
      TooManyTries: ({ retryAfterSeconds }) =>
        passwordPage(c, me, { general: mySettings.tooMany(waitFor(c, retryAfterSeconds)) }, 429),
    }),
  )
})

const passwordPage = (c: Context<Env>, me: Me, problems: Problems, status: FormStatus) => {
  const text = c.get("web").words.mySettings.passwordPage
  const { hasPassword } = me.settings
  const old = inputField(
    "old",
    text.old,
    { type: "password", autocomplete: "current-password", most: LONGEST_PASSWORD },
    { error: problems.old ?? null },
  )
  const fresh = inputField(
    "new",
    text.new,
    { type: "password", autocomplete: "new-password" },
    { hint: text.newHint, error: problems.new ?? null },
  )
  return formPage(
    c,
    text.title,
    {
      answer: hasPassword ? text.change : text.set,
      about: hasPassword ? text.about : text.aboutFirst,
      problem: problems.general ?? null,
      form: {
        heading: null,
        action: ADDRESS,
        button: hasPassword ? text.button : text.buttonFirst,
        fields: hasPassword ? [old, fresh] : [fresh],
      },
    },
    status,
  )
}
