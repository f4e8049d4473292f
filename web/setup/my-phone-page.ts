import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { cancelPhone, confirmPhone, phoneToConfirm, phoneTyped, removePhone, sendPhoneCode } from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { senderOf } from "../http/sender.ts"
import { formPage, type FormStatus, goTo, inputField, type Me, mine, MY_SETTINGS, waitFor } from "./my-frame.ts"

const ADDRESS = "/setup/phone"
const CODE = `${ADDRESS}/code`
const CANCEL = `${ADDRESS}/cancellation`
const REMOVAL = `${ADDRESS}/removal`

/** The telephone number: typed, confirmed by a code, removed. */
export const myPhonePages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) =>
      Effect.flatMap(phoneToConfirm(me.person.userId), (phone) =>
        phone === null ? numberPage(c, me, "", null, 200) : codePage(c, phone, null, 200),
      ),
    ),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => send(c, me)),
  )
  // A form that came back stands at this address: whoever asks for it again is where the code is typed.
  .get(CODE, allow("own-settings"), (c) => c.redirect(ADDRESS, 303))
  .post(
    CODE,
    allow("own-settings"),
    mine((c, me) => confirm(c, me)),
  )
  .post(
    CANCEL,
    allow("own-settings"),
    mine((c, me) => Effect.map(cancelPhone(me.person.userId), () => c.redirect(ADDRESS, 303))),
  )
  .get(
    REMOVAL,
    allow("own-settings"),
    mine((c, me) => removalPage(c, me)),
  )
  .post(
    REMOVAL,
    allow("own-settings"),
    mine((c, me) => Effect.map(removePhone(actorOf(c), me.person.userId), () => goTo(c, MY_SETTINGS, "phone-removed"))),
  )

const send = Effect.fn("setup.sendPhoneCode")(function* (c: Context<Env>, me: Me) {
  const text = c.get("web").words.mySettings.phonePage
  const typed = (yield* formTexts(c))["phone"] ?? ""
  const phone = phoneTyped(typed)
  if (phone === null) return yield* numberPage(c, me, typed, text.numberMissing, 422)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* sendPhoneCode(sender, me.person.userId, phone).pipe(
    Effect.map(() => goTo(c, ADDRESS, "phone-sent")),
    Effect.catchTag("TooManyTries", ({ retryAfterSeconds }) =>
      numberPage(c, me, typed, text.tooMany(waitFor(c, retryAfterSeconds)), 429),
    ),
  )
})

const confirm = Effect.fn("setup.confirmPhone")(function* (c: Context<Env>, me: Me) {
  const text = c.get("web").words.mySettings.phonePage
  const code = (yield* formTexts(c))["code"] ?? ""
  const { userId } = me.person
  const phone = (yield* phoneToConfirm(userId)) ?? ""
  return yield* confirmPhone(actorOf(c), userId, code).pipe(
    Effect.map(() => goTo(c, MY_SETTINGS, "phone")),
    Effect.catchTags({
      PhoneCodeWrong: ({ triesLeft }) => codePage(c, phone, text.codeWrong(triesLeft), 422),
      PhoneCodeGone: () => numberPage(c, me, phone, text.codeGone, 422),
    }),
  )
})

const numberPage = (c: Context<Env>, me: Me, typed: string, error: string | null, status: FormStatus) => {
  const words = c.get("web").words.mySettings
  const text = words.phonePage
  const { phone } = me.settings
  return formPage(
    c,
    text.title,
    {
      answer: text.title,
      about: phone === null ? text.about : `${text.now(phone)} ${text.about}`,
      form: {
        heading: null,
        action: ADDRESS,
        button: text.send,
        fields: [
          inputField(
            "phone",
            text.number,
            { type: "tel", value: typed, autocomplete: "tel", most: 40 },
            { hint: text.numberHint, error },
          ),
        ],
      },
      links: [
        ...(phone === null ? [] : [{ href: REMOVAL, text: text.remove }]),
        { href: MY_SETTINGS, text: words.back },
      ],
    },
    status,
  )
}

const codePage = (c: Context<Env>, phone: string, error: string | null, status: FormStatus) => {
  const text = c.get("web").words.mySettings.phonePage
  const input = { type: "text", autocomplete: "one-time-code", most: 20, digits: true } as const
  return formPage(
    c,
    text.codeTitle,
    {
      answer: text.codeAnswer(phone),
      about: text.codeAbout,
      form: {
        heading: null,
        action: CODE,
        button: text.confirm,
        fields: [inputField("code", text.code, input, { error })],
      },
      also: [{ action: CANCEL, button: text.cancel }],
    },
    status,
  )
}

const removalPage = (c: Context<Env>, me: Me) => {
  const text = c.get("web").words.mySettings.phonePage
  const { phone } = me.settings
  if (phone === null) return Effect.succeed(c.redirect(ADDRESS, 303))
  return formPage(c, text.remove, {
    answer: text.removeAnswer,
    about: text.removeAbout(phone),
    form: { heading: null, action: REMOVAL, button: text.removeYes, fields: [] },
    links: [{ href: ADDRESS, text: text.removeNo }],
  })
}
