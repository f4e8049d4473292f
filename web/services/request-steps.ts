import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  acceptRequest,
  closeRequest,
  completeRequest,
  joinRequest,
  LONGEST_TEXT,
  rateRequest,
  rejectRequest,
  reopenRequest,
  requestDetail,
  type RequestNotSo,
  type RequestState,
  writeMessage,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { readPhotoForm } from "../files/photo-form.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { headingOf, nothingTyped, requestPage } from "./request-page.ts"
import type { RejectionView, RequestView } from "./request-view.ts"
import { byOf, requestHref, REQUESTS, SERVICES } from "./request-words.ts"

const ONE = `${REQUESTS}/:id{[0-9]+}`

/** What the service company and the customer do about a request: each step is a form of its page. */
export const requestStepPages = new Hono<Env>()
  .post(`${ONE}/messages`, allow("report-problems"), (c) => respond(c, write(c)))
  .post(`${ONE}/joining`, allow("report-problems"), (c) => respond(c, join(c)))
  .post(`${ONE}/acceptance`, allow("answer-requests"), (c) => respond(c, accept(c)))
  .get(`${ONE}/rejection`, allow("answer-requests"), (c) => respond(c, rejectionPage(c, "", "")))
  .post(`${ONE}/rejection`, allow("answer-requests"), (c) => respond(c, reject(c)))
  .post(`${ONE}/completion`, allow("answer-requests"), (c) => respond(c, complete(c)))
  .post(`${ONE}/closing`, allow("report-problems"), (c) => respond(c, close(c)))
  .post(`${ONE}/reopening`, allow("report-problems"), (c) => respond(c, reopen(c)))
  .post(`${ONE}/rating`, allow("report-problems"), (c) => respond(c, rate(c)))

type Done = keyof Context<Env>["var"]["web"]["words"]["services"]["done"]

const idOf = (c: Context<Env>) => orNotFound(pathId(c))

const afterwards = (c: Context<Env>, done: Done): Response =>
  c.redirect(`${requestHref(pathId(c) ?? 0)}?done=${done}`, 303)

/** The same person's second press finds what the first one did; anybody else's, that somebody was quicker. */
const notSo = (c: Context<Env>, wanted: RequestState, done: Done) => (error: RequestNotSo) =>
  Effect.succeed(afterwards(c, error.state === wanted && error.changedById === byOf(c).userId ? done : "meanwhile"))

const gone = () => Effect.fail(new PageNotFound())

const textOf = (form: Readonly<Record<string, string>>, name: string) =>
  (form[name] ?? "").replaceAll("\r\n", "\n").trim()

/** What is wrong with a text: nothing (null), or a sentence that says what to do. */
const textProblem = (c: Context<Env>, text: string, isNeeded: boolean): string | null => {
  const { errors } = c.get("web").words.services.request
  if (isNeeded && text === "") return errors.text
  return text.length > LONGEST_TEXT ? errors.long(formatsFor(c).number(LONGEST_TEXT)) : null
}

const write = Effect.fn("services.writeMessage")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const sent = yield* readPhotoForm(c)
  const text = textOf(sent.texts, "message")
  const formKey = yield* orNotFound(formKeyOf(sent.texts["key"]))
  // A photo says something, too.
  const problem = textProblem(c, text, sent.photos.length + sent.refused.length === 0)
  const errors: Array<RequestView["errors"][number]> = []
  if (problem !== null) errors.push({ field: "message", text: problem })
  if (sent.refused.length > 0) errors.push({ field: "photos", text: c.get("web").words.photos.problem })
  if (errors.length > 0) {
    return yield* requestPage(c, { ...nothingTyped(), key: formKey, message: text, errors, sent })
  }
  const photos = sent.photos.map(({ picture }) => picture)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* writeMessage(byOf(c), sender, id, { text, formKey, photos }, new Date()).pipe(
    Effect.map(() => afterwards(c, "written")),
    Effect.catchTag("RequestNotFound", gone),
  )
})

const join = Effect.fn("services.joinRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const formKey = yield* orNotFound(formKeyOf((yield* formTexts(c))["key"]))
  return yield* joinRequest(byOf(c), id, { text: "", formKey }, new Date()).pipe(
    Effect.map(() => afterwards(c, "joined")),
    Effect.catchTags({
      RequestNotFound: gone,
      RequestNotSo: () => Effect.succeed(afterwards(c, "meanwhile")),
    }),
  )
})

const accept = Effect.fn("services.acceptRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* acceptRequest(byOf(c), sender, id, new Date()).pipe(
    Effect.map(() => afterwards(c, "accepted")),
    Effect.catchTags({ RequestNotFound: gone, RequestNotSo: notSo(c, "accepted", "accepted") }),
  )
})

const reject = Effect.fn("services.rejectRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const reason = textOf(yield* formTexts(c), "reason")
  const problem = textProblem(c, reason, true)
  if (problem !== null) return yield* rejectionPage(c, reason, problem)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* rejectRequest(byOf(c), sender, id, reason, new Date()).pipe(
    Effect.map(() => afterwards(c, "rejected")),
    Effect.catchTags({ RequestNotFound: gone, RequestNotSo: notSo(c, "rejected", "rejected") }),
  )
})

const complete = Effect.fn("services.completeRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const sender = yield* Effect.promise(() => senderOf(c))
  return yield* completeRequest(byOf(c), sender, id, new Date()).pipe(
    Effect.map(() => afterwards(c, "completed")),
    Effect.catchTags({ RequestNotFound: gone, RequestNotSo: notSo(c, "completed", "completed") }),
  )
})

const close = Effect.fn("services.closeRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  return yield* closeRequest(byOf(c), id, new Date()).pipe(
    Effect.map(() => afterwards(c, "closed")),
    Effect.catchTags({ RequestNotFound: gone, RequestNotSo: notSo(c, "closed", "closed") }),
  )
})

const reopen = Effect.fn("services.reopenRequest")(function* (c: Context<Env>) {
  const id = yield* idOf(c)
  const text = textOf(yield* formTexts(c), "reopening")
  const problem = textProblem(c, text, true)
  if (problem !== null) {
    const errors: RequestView["errors"] = [{ field: "reopening", text: problem }]
    return yield* requestPage(c, { ...nothingTyped(), reopening: text, errors })
  }
  return yield* reopenRequest(byOf(c), id, text, new Date()).pipe(
    Effect.map(() => afterwards(c, "reopened")),
    Effect.catchTags({
      RequestNotFound: gone,
      RequestNotSo: notSo(c, "submitted", "reopened"),
      ReopeningOver: () => Effect.succeed(afterwards(c, "late")),
    }),
  )
})

const rate = Effect.fn("services.rateRequest")(function* (c: Context<Env>) {
  const { errors: words } = c.get("web").words.services.request
  const id = yield* idOf(c)
  const form = yield* formTexts(c)
  const text = textOf(form, "words")
  const rating = /^[1-5]$/.test(form["rating"] ?? "") ? Number(form["rating"]) : null
  const errors: Array<RequestView["errors"][number]> = []
  const problem = textProblem(c, text, false)
  if (rating === null) errors.push({ field: "rating", text: words.rating })
  if (problem !== null) errors.push({ field: "words", text: problem })
  if (rating === null || problem !== null) return yield* requestPage(c, { ...nothingTyped(), words: text, errors })
  return yield* rateRequest(byOf(c), id, { rating, text }, new Date()).pipe(
    Effect.map(() => afterwards(c, "rated")),
    Effect.catchTags({
      RequestNotFound: gone,
      RequestNotSo: () => Effect.succeed(afterwards(c, "meanwhile")),
      RequestAlreadyRated: () => Effect.succeed(afterwards(c, "rated-before")),
    }),
  )
})

const rejectionPage = Effect.fn("services.rejection")(function* (c: Context<Env>, reason: string, error: string) {
  const { render, words } = c.get("web")
  const text = words.services.request
  const id = yield* idOf(c)
  const request = yield* orNotFound(yield* reading(requestDetail(id)))
  if (request.state !== "submitted") return afterwards(c, "meanwhile")
  const here = requestHref(id)
  const failed = error !== ""
  const view: RejectionView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.rejection.title,
        tab: "services",
        crumbs: [
          { href: SERVICES, text: words.services.title },
          { href: here, text: text.title(String(id)) },
          { href: `${here}/rejection`, text: text.reject },
        ],
        failed,
      }),
    ),
    heading: headingOf(c, request),
    action: `${here}/rejection`,
    back: here,
    reason,
    error,
  }
  return c.html(render("services/rejection", view, words), failed ? 422 : 200)
})
