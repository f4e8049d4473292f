import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  beginEnrolment,
  confirmEnrolment,
  enrolmentOf,
  type Proof,
  renewRecoveryCodes,
  switchSecondFactorOff,
} from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
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
  myFrame,
  waitFor,
} from "./my-frame.ts"
import type { MyEnrolmentView, MyFormView, MyRecoveryCodesView } from "./my-view.ts"
import { qrCode } from "./qr.ts"

const ADDRESS = "/setup/two-factor"
const ENROLMENT = `${ADDRESS}/enrolment`
const CODES = `${ADDRESS}/recovery-codes`
const REMOVAL = `${ADDRESS}/removal`

/** The second factor: an authenticator app, and recovery codes for when it is not at hand. */
export const myTwoFactorPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => statePage(c, me, {}, 200)),
  )
  .post(
    ENROLMENT,
    allow("own-settings"),
    mine((c, me) => begin(c, me)),
  )
  .get(
    ENROLMENT,
    allow("own-settings"),
    mine((c, me) => enrolmentPage(c, me, null)),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => switchOn(c, me)),
  )
  .get(
    CODES,
    allow("own-settings"),
    mine((c, me) => whenOn(c, me, renewalPage(c, me, {}, 200))),
  )
  .post(
    CODES,
    allow("own-settings"),
    mine((c, me) => renew(c, me)),
  )
  .get(
    REMOVAL,
    allow("own-settings"),
    mine((c, me) => whenOn(c, me, removalPage(c, me, {}, 200))),
  )
  .post(
    REMOVAL,
    allow("own-settings"),
    mine((c, me) => switchOff(c, me)),
  )

const whenOn = <E, R>(c: Context<Env>, me: Me, page: Effect.Effect<Response, E, R>): Effect.Effect<Response, E, R> =>
  me.settings.secondFactor ? page : Effect.succeed(c.redirect(ADDRESS, 303))

const begin = Effect.fn("setup.beginEnrolment")(function* (c: Context<Env>, me: Me) {
  const password = ((yield* formTexts(c))["password"] ?? "").slice(0, LONGEST_PASSWORD)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* beginEnrolment(sender, me.myself, password).pipe(
    Effect.map((): Response => c.redirect(ENROLMENT, 303)),
    Effect.catchTags(refusals(c, me, statePage)),
  )
})

const statePage: ProofPage = (c, me, problems, status) => {
  const words = c.get("web").words.mySettings
  const text = words.twoFactorPage
  const { secondFactor, recoveryCodesLeft } = me.settings
  const back = { href: MY_SETTINGS, text: words.back }
  if (!secondFactor) {
    const fields = me.settings.hasPassword ? [passwordField(c, problems.proof ?? null)] : []
    const form = { heading: null, action: ENROLMENT, fields, button: text.begin }
    const problem = problems.general ?? null
    return formPage(
      c,
      text.title,
      { answer: text.offAnswer, about: text.offAbout, problem, form, links: [back] },
      status,
    )
  }
  return formPage(c, text.title, {
    answer: text.onAnswer,
    about: `${text.onAbout} ${text.left(recoveryCodesLeft, formatsFor(c).number(recoveryCodesLeft))}`,
    links: [{ href: CODES, text: text.newCodes }, { href: REMOVAL, text: text.off }, back],
  })
}

const enrolmentPage = Effect.fn("setup.enrolment")(function* (c: Context<Env>, me: Me, error: string | null) {
  const { render, words } = c.get("web")
  const text = words.mySettings.twoFactorPage
  const { company } = yield* Effect.promise(() => senderOf(c))
  const enrolment = me.settings.secondFactor ? null : yield* enrolmentOf(me.myself, company)
  if (enrolment === null) return c.redirect(ADDRESS, 303)
  const view: MyEnrolmentView = {
    ...(yield* myFrame(c, text.enrolTitle, { failed: error !== null })),
    ...qrCode(enrolment.address),
    key: enrolment.secret.replaceAll(/.{4}(?=.)/g, "$& "),
    address: enrolment.address,
    field: inputField(
      "code",
      text.code,
      { type: "text", autocomplete: "one-time-code", most: 20, digits: true },
      { hint: text.codeHint, error },
    ),
  }
  return c.html(render("setup/my-enrolment", view, words), error === null ? 200 : 422)
})

const switchOn = Effect.fn("setup.switchSecondFactorOn")(function* (c: Context<Env>, me: Me) {
  const code = (yield* formTexts(c))["code"] ?? ""
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* confirmEnrolment(actorOf(c), sender, me.myself, code).pipe(
    Effect.flatMap((codes) => codesPage(c, me, codes)),
    Effect.catchTags({
      SecondFactorCodeWrong: () => enrolmentPage(c, me, c.get("web").words.mySettings.twoFactorPage.codeWrong),
      // Sent twice, or too late: the page says how things stand.
      EnrolmentGone: () => Effect.succeed(c.redirect(ADDRESS, 303)),
    }),
  )
})

const codesPage = Effect.fn("setup.recoveryCodes")(function* (c: Context<Env>, me: Me, codes: ReadonlyArray<string>) {
  const { render, words } = c.get("web")
  const text = words.mySettings.twoFactorPage
  const { company } = yield* Effect.promise(() => senderOf(c))
  const view: MyRecoveryCodesView = {
    ...(yield* myFrame(c, text.codesTitle)),
    codes,
    belongsTo: text.codesFor(me.settings.email, company, formatsFor(c).date(new Date())),
  }
  return c.html(render("setup/my-recovery-codes", view, words))
})

interface Problems {
  /** Of the field that can be pointed at. */
  readonly proof?: string
  readonly general?: string
}
type ProofPage = (c: Context<Env>, me: Me, problems: Problems, status: FormStatus) => ReturnType<typeof formPage>

/** What was typed to prove oneself, or null when that is nothing where something is needed. */
const proofTyped = Effect.fn("setup.proofTyped")(function* (c: Context<Env>, me: Me) {
  const form = yield* formTexts(c)
  const proof: Proof = {
    password: (form["password"] ?? "").slice(0, LONGEST_PASSWORD),
    code: (form["code"] ?? "").trim(),
  }
  return me.settings.hasPassword && proof.password === "" && proof.code === "" ? null : proof
})

const refusals = (c: Context<Env>, me: Me, page: ProofPage) => {
  const words = c.get("web").words.mySettings
  return {
    ProofWrong: () => page(c, me, { proof: words.twoFactorPage.proofWrong }, 422),
    SignInTooOld: () => page(c, me, { general: words.tooOld }, 422),
    TooManyTries: ({ retryAfterSeconds }: { readonly retryAfterSeconds: number }) =>
      page(c, me, { general: words.tooMany(waitFor(c, retryAfterSeconds)) }, 429),
  }
}

/** It was switched off meanwhile: the page says how things stand. */
const backToState = (c: Context<Env>) => Effect.succeed<Response>(c.redirect(ADDRESS, 303))

const renew = Effect.fn("setup.renewRecoveryCodes")(function* (c: Context<Env>, me: Me) {
  const proof = yield* proofTyped(c, me)
  if (proof === null) return yield* renewalPage(c, me, { proof: missing(c) }, 422)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* renewRecoveryCodes(actorOf(c), sender, me.myself, proof).pipe(
    Effect.flatMap((codes) => codesPage(c, me, codes)),
    Effect.catchTags({ ...refusals(c, me, renewalPage), NoSecondFactor: () => backToState(c) }),
  )
})

const switchOff = Effect.fn("setup.switchSecondFactorOff")(function* (c: Context<Env>, me: Me) {
  const proof = yield* proofTyped(c, me)
  if (proof === null) return yield* removalPage(c, me, { proof: missing(c) }, 422)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* switchSecondFactorOff(actorOf(c), sender, me.myself, proof).pipe(
    Effect.map((): Response => goTo(c, ADDRESS, "two-factor-off")),
    Effect.catchTags({ ...refusals(c, me, removalPage), NoSecondFactor: () => backToState(c) }),
  )
})

const missing = (c: Context<Env>) => c.get("web").words.mySettings.twoFactorPage.proofMissing

const passwordField = (c: Context<Env>, error: string | null, required = true) => {
  const text = c.get("web").words.mySettings.twoFactorPage
  const input = { type: "password", autocomplete: "current-password", most: LONGEST_PASSWORD, required } as const
  return inputField("password", text.password, input, { error })
}

const proofFields = (c: Context<Env>, me: Me, error: string | null) => {
  const text = c.get("web").words.mySettings.twoFactorPage
  const codeInput = { type: "text", autocomplete: "one-time-code", most: 40, required: false } as const
  if (!me.settings.hasPassword) {
    return [inputField("code", text.codeAlone, codeInput, { hint: text.codeAloneHint, error })]
  }
  return [passwordField(c, error, false), inputField("code", text.orCode, codeInput, { hint: text.orCodeHint })]
}

const proofPage = (
  c: Context<Env>,
  me: Me,
  problems: Problems,
  status: FormStatus,
  parts: { readonly title: string; readonly action: string; readonly button: string } & Pick<
    MyFormView,
    "answer" | "about"
  >,
) => {
  const { answer, about, title, action, button } = parts
  const text = c.get("web").words.mySettings.twoFactorPage
  return formPage(
    c,
    title,
    {
      answer,
      about,
      problem: problems.general ?? null,
      form: { heading: null, action, button, fields: proofFields(c, me, problems.proof ?? null) },
      links: [{ href: ADDRESS, text: text.keep }],
    },
    status,
  )
}

const renewalPage: ProofPage = (c, me, problems, status) => {
  const text = c.get("web").words.mySettings.twoFactorPage
  return proofPage(c, me, problems, status, {
    title: text.newCodes,
    answer: text.renewAnswer,
    about: text.renewAbout,
    action: CODES,
    button: text.renewButton,
  })
}

const removalPage: ProofPage = (c, me, problems, status) => {
  const text = c.get("web").words.mySettings.twoFactorPage
  return proofPage(c, me, problems, status, {
    title: text.offTitle,
    answer: text.removeAnswer,
    about: text.removeAbout,
    action: REMOVAL,
    button: text.removeButton,
  })
}
