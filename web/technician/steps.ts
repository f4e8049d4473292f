import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  addPhotos,
  arrive,
  finishOrder,
  isOrderStepPossible,
  orderDetail,
  type OrderNotSo,
  type OrderState,
  type OrderStep,
  startTravel,
  type StoredPicture,
  type Told,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { readPicture } from "#kernel/pictures.ts"
import { readPhotoForm } from "../files/photo-form.ts"
import { pictureFiles } from "../files/picture-files.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { byOf } from "../services/request-words.ts"
import type { Problem } from "./day-view.ts"
import { DAY, orderHref } from "./day-words.ts"
import { mayAct, orderPage } from "./order-page.ts"
import { readReport, type Texts } from "./report-form.ts"

const ONE = `${DAY}/orders/:id{[0-9]+}`

/**
 * What is done about an order on a phone. Each step brings the key of its form, by which it is known when it is sent again, the
 * time at which it was done, and who did it. To the phone's own script it is answered in JSON: `next`, the page that follows; or
 * with 422 `said`, why it was refused; or with 409, that somebody else is signed in by now.
 */
export const stepPages = new Hono<Env>()
  .post(`${ONE}/travel`, allow("work-orders"), (c) => respond(c, travel(c).pipe(as(everything))))
  .post(`${ONE}/arrival`, allow("work-orders"), (c) => respond(c, arrival(c).pipe(as(everything))))
  .post(`${ONE}/report`, allow("work-orders"), (c) => respond(c, report(c).pipe(as(everything))))
  .post(`${ONE}/photos`, allow("work-orders"), (c) => respond(c, photos(c).pipe(as(everything))))

const isScript = (c: Context<Env>) => c.req.header("accept") === "application/json"

const goOn = (c: Context<Env>, next: string): Response => (isScript(c) ? c.json({ next }) : c.redirect(next, 303))

const refuse = (c: Context<Env>, errors: ReadonlyArray<Problem>, texts: Texts | null = null) =>
  isScript(c)
    ? Effect.succeed(c.json({ said: errors.map(({ text }) => text).join(" ") }, 422))
    : orderPage(c, { errors, texts })

const gone = () => Effect.fail(new PageNotFound())

/** A time that a phone tells, or now. */
const toldTime = (text: string | undefined): Date | undefined => {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text ?? "") ? new Date(text ?? "") : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at
}

/** What every step brings; a form of somebody else who used this browser is refused. */
const begin = Effect.fn("technician.begin")(function* (c: Context<Env>, texts: Texts) {
  const id = yield* orNotFound(pathId(c))
  const formKey = yield* orNotFound(formKeyOf(texts["key"]))
  const told: Told = { at: toldTime(texts["at"]), formKey }
  return { id, told, isTheirs: texts["person"] === String(byOf(c).userId) }
})

const othersStep = (c: Context<Env>, texts: Texts | null = null) => {
  const { person } = c.get("web").words.work.order.problems
  return isScript(c) ? Effect.succeed(c.json({ said: person }, 409)) : refuse(c, [{ field: "", text: person }], texts)
}

/** The same person's second press finds what the first did; else somebody was quicker, or the order is another's by now. */
const notSo =
  (c: Context<Env>, step: OrderStep, wanted: ReadonlyArray<OrderState>, next: string, texts: Texts | null = null) =>
  (error: OrderNotSo) => {
    const { problems, states } = c.get("web").words.work.order
    if (wanted.includes(error.state) && error.changedById === byOf(c).userId) return Effect.succeed(goOn(c, next))
    const text = isOrderStepPossible(error.state, step)
      ? problems.notYours
      : problems.meanwhile(error.changedBy, states[error.state])
    return refuse(c, [{ field: "", text }], texts)
  }

const travel = Effect.fn("technician.travel")(function* (c: Context<Env>) {
  const { id, told, isTheirs } = yield* begin(c, yield* formTexts(c))
  if (!isTheirs) return yield* othersStep(c)
  const next = `${orderHref(id)}?done=travel`
  return yield* startTravel(byOf(c), id, told, new Date()).pipe(
    Effect.map(() => goOn(c, next)),
    Effect.catchTags({ OrderNotFound: gone, OrderNotSo: notSo(c, "travel", ["en-route"], next) }),
  )
})

const arrival = Effect.fn("technician.arrival")(function* (c: Context<Env>) {
  const { id, told, isTheirs } = yield* begin(c, yield* formTexts(c))
  if (!isTheirs) return yield* othersStep(c)
  const next = `${orderHref(id)}?done=arrival`
  return yield* arrive(byOf(c), id, told, new Date()).pipe(
    Effect.map(() => goOn(c, next)),
    Effect.catchTags({ OrderNotFound: gone, OrderNotSo: notSo(c, "arrive", ["on-site"], next) }),
  )
})

const keepSignature = Effect.fn("technician.keepSignature")(function* (c: Context<Env>, drawn: Buffer) {
  const made = yield* readPicture(drawn)
  const files = pictureFiles(c.get("web").config)
  const { type, bytes, thumbnail, width, height } = made
  const [sha, thumbnailSha] = yield* Effect.promise(
    async () => [await files.keep(bytes), await files.keep(thumbnail)] as const,
  )
  const picture: StoredPicture = { sha, thumbnailSha, type, bytes: bytes.length, width, height }
  return picture
})

const report = Effect.fn("technician.report")(function* (c: Context<Env>) {
  const texts = yield* formTexts(c)
  const { id, told, isTheirs } = yield* begin(c, texts)
  if (!isTheirs) return yield* othersStep(c, texts)
  const order = yield* orNotFound(yield* orderDetail(id).pipe(reading))
  const now = new Date()
  const { findings, signature, problems } = readReport(
    c,
    order,
    texts,
    told.at === undefined || told.at > now ? now : told.at,
  )
  if (problems.length > 0) return yield* refuse(c, problems, texts)
  const picture = signature === null ? null : yield* keepSignature(c, signature).pipe(Effect.option)
  if (picture?._tag === "None") {
    const text = c.get("web").words.work.order.problems.signature
    return yield* refuse(c, [{ field: "signature", text }], texts)
  }
  const sender = yield* Effect.promise(() => senderOf(c))
  const next = `${DAY}?done=finished`
  return yield* finishOrder(byOf(c), sender, id, findings, told, now).pipe(
    // Sent again after the order was finished and before this, it is added then.
    Effect.tap(() => addPhotos({ orderId: id }, picture === null ? [] : [picture.value], now, { kind: "signature" })),
    Effect.map(() => goOn(c, next)),
    Effect.catchTags({
      OrderNotFound: gone,
      OrderNotSo: notSo(c, "finish", ["finished", "follow-up-needed"], next, texts),
    }),
  )
})

const photos = Effect.fn("technician.photos")(function* (c: Context<Env>) {
  const { texts, photos: sent, refused } = yield* readPhotoForm(c)
  const { id, isTheirs } = yield* begin(c, texts)
  if (!isTheirs) return yield* othersStep(c)
  const { order, acts } = yield* Effect.gen(function* () {
    const found = yield* orNotFound(yield* orderDetail(id))
    return { order: found, acts: yield* mayAct(c, found) }
  }).pipe(reading)
  const { work, photos: words } = c.get("web").words
  if (!acts) return yield* refuse(c, [{ field: "", text: work.order.problems.notYours }])
  yield* addPhotos(
    { orderId: order.id },
    sent.map(({ picture }) => picture),
    new Date(),
  )
  const problems = refused.map(({ name, problem }) => words.refused[problem](name))
  if (sent.length === 0 && problems.length === 0) problems.push(work.order.problems.photos)
  if (problems.length > 0)
    return yield* refuse(
      c,
      problems.map((text) => ({ field: "photos", text })),
    )
  return goOn(c, `${orderHref(id)}?done=photos`)
})
