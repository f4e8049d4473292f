import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { dismissSign, LONGEST_TEXT, openSigns, orderSign, signDetail } from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { signWords } from "../equipment/sign-words.ts"
import { unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { byOf } from "../services/request-words.ts"
import type { DispatchReasonView } from "./dispatch-view.ts"
import { mayDispatch } from "./dispatch-words.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"
import type { SignsView } from "./signs-view.ts"

const SIGNS = "/operations/early-signs"
const ONE = `${SIGNS}/:id{[0-9]+}`
const MOST = 100

/** What connected units show before they fail: a visit is planned for it, or it is left alone with a reason. */
export const signsPages = new Hono<Env>()
  .get(SIGNS, allow("see-operations"), (c) => respond(c, signsPage(c)))
  .post(`${ONE}/order`, allow("dispatch-orders"), (c) => respond(c, order(c)))
  .get(`${ONE}/dismissal`, allow("dispatch-orders"), (c) => respond(c, dismissalPage(c, "", "")))
  .post(`${ONE}/dismissal`, allow("dispatch-orders"), (c) => respond(c, dismiss(c)))

type Done = keyof Context<Env>["var"]["web"]["words"]["signs"]["done"]
const afterwards = (c: Context<Env>, done: Done) => c.redirect(`${SIGNS}?done=${done}`, 303)
const gone = () => Effect.fail(new PageNotFound())

const signsPage = Effect.fn("operations.signs")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.signs
  const { number } = formatsFor(c)
  const now = new Date()
  const { found, nameOf } = yield* Effect.all(
    { found: openSigns(MOST).pipe(reading, as(everything)), nameOf: accountNames },
    { concurrency: "unbounded" },
  )
  const { signs, total } = found
  const done = Object.entries(text.done).find(([name]) => name === c.req.query("done"))?.[1]
  const view: SignsView = {
    page: yield* operationsFrame(
      c,
      text.title,
      [{ href: SIGNS, text: text.title }],
      done === undefined ? {} : { notice: done },
    ),
    answer: text.answer(total, number(total)),
    signs: signs.map((sign) => {
      const { title, text: sentence } = signWords(c, sign)
      return {
        id: `sign-${sign.id}`,
        what: title,
        text: sentence,
        unit: { href: unitHref(sign.unitId), text: sign.unit },
        building: sign.building,
        customer: nameOf(sign.accountId),
        noticed: formatsFor(c, sign.timeZone).moment(sign.noticedAt, now),
        action: `${SIGNS}/${sign.id}`,
      }
    }),
    more: total > signs.length ? text.more(number(signs.length), number(total)) : "",
    acts: mayDispatch(c),
  }
  return c.html(render("operations/signs", view, words))
})

const order = Effect.fn("operations.orderSign")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orderSign(byOf(c), id, new Date()).pipe(
    Effect.map(() => afterwards(c, "ordered")),
    Effect.catchTags({
      SignNotFound: gone,
      SignNotOpen: ({ state, changedBy }) =>
        Effect.succeed(afterwards(c, state === "order" && changedBy === byOf(c).name ? "ordered" : "meanwhile")),
    }),
  )
})

const dismiss = Effect.fn("operations.dismissSign")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.dispatch.order
  const id = yield* orNotFound(pathId(c))
  const reason = ((yield* formTexts(c))["reason"] ?? "").replaceAll("\r\n", "\n").trim()
  if (reason === "") return yield* dismissalPage(c, reason, errors.reason)
  if (reason.length > LONGEST_TEXT) {
    return yield* dismissalPage(c, reason, errors.long(formatsFor(c).number(LONGEST_TEXT)))
  }
  return yield* dismissSign(byOf(c), id, reason, new Date()).pipe(
    Effect.map(() => afterwards(c, "dismissed")),
    Effect.catchTags({
      SignNotFound: gone,
      SignNotOpen: ({ state, changedBy }) =>
        Effect.succeed(afterwards(c, state === "dismissed" && changedBy === byOf(c).name ? "dismissed" : "meanwhile")),
    }),
  )
})

const dismissalPage = Effect.fn("operations.signDismissal")(function* (c: Context<Env>, reason: string, error: string) {
  const { render, words } = c.get("web")
  const text = words.signs
  const id = yield* orNotFound(pathId(c))
  const sign = yield* orNotFound(yield* signDetail(id).pipe(reading))
  if (sign.state !== "open") return afterwards(c, "meanwhile")
  const here = `${SIGNS}/${id}/dismissal`
  const { title } = text.dismissal
  const view: DispatchReasonView = {
    page: yield* operationsFrame(
      c,
      title,
      [
        { href: SIGNS, text: text.title },
        { href: here, text: text.dismiss },
      ],
      { failed: error !== "" },
    ),
    title,
    about: text.dismissal.about(signWords(c, sign).title, `${sign.unit}, ${sign.building}`),
    action: here,
    back: SIGNS,
    ...{ yes: text.dismissal.yes, no: text.dismissal.no, reason, error },
  }
  return c.html(render("operations/dispatch-reason", view, words), error === "" ? 200 : 422)
})
