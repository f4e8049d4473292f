import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { may } from "#access"
import {
  type Attachment,
  attachmentsOf,
  canBeRated,
  isPossible,
  passerByContacts,
  REOPENING_DAYS,
  requestDetail,
  type RequestEntry,
  REQUESTS_CHANGED,
  type ServiceRequest,
  threadOf,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Fact, Link } from "../components/view.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import type { PhotoForm } from "../files/photo-form.ts"
import { photosField, shownPhotos } from "../files/photos-view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { insideWords, isTrapped, mayReport, requestHref, REQUESTS } from "./request-words.ts"
import { dispatchHref } from "../operations/dispatch-words.ts"
import { visitHref } from "./visit-words.ts"
import type { RequestActions, RequestSign, RequestView, ThreadEntry } from "./request-view.ts"

/** One request with its thread, and what whoever looks may do about it now. */
export const requestPages = new Hono<Env>()
  .get(`${REQUESTS}/:id{[0-9]+}`, allow("look-around"), (c) => respond(c, requestPage(c, nothingTyped())))
  .get("/live/requests/:id", allow("look-around"), (c) => {
    const id = pathId(c)
    return follow(
      c,
      (change) => change.ids === null || (id !== null && change.ids.includes(id)),
      Effect.map(requestView(c, nothingTyped()), (view) => liveParts(c, view)),
      { topic: REQUESTS_CHANGED, ofEveryAccount: false },
    )
  })

const liveParts = (c: Context<Env>, view: RequestView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "request-sign", html: render("services/_sign", view.sign, words) },
    { id: "request-actions", html: render("services/_actions", view.actions, words) },
    { id: "request-thread", html: render("services/_thread", view.thread, words) },
    { id: "request-facts", html: render("services/_request-facts", view.facts, words) },
  ]
}

/** What was typed into one of the page's forms, and what is wrong with it. */
export interface Typed {
  /** Of the message form: a UUID. */
  readonly key: string
  readonly message: string
  readonly reopening: string
  readonly words: string
  /** The photos that the message form brought. */
  readonly sent?: PhotoForm
  readonly errors: RequestView["errors"]
}

/** The page's forms before anybody typed. */
export const nothingTyped = (): Typed => ({
  key: crypto.randomUUID(),
  message: "",
  reopening: "",
  words: "",
  errors: [],
})

/** The page of a request, with its forms as they were typed: 422 when something is wrong with that. */
export const requestPage = Effect.fn("services.request")(function* (c: Context<Env>, typed: Typed) {
  const { render, words } = c.get("web")
  const view = yield* requestView(c, typed)
  return c.html(render("services/request", view, words), typed.errors.length > 0 ? 422 : 200)
})

const requestView = Effect.fn("services.requestView")(function* (c: Context<Env>, typed: Typed) {
  const { words } = c.get("web")
  const text = words.services
  const id = yield* orNotFound(pathId(c))
  const { found, thread, attached, passersBy } = yield* Effect.all(
    {
      found: requestDetail(id),
      thread: threadOf(id),
      attached: attachmentsOf({ requestId: id }),
      passersBy: passerByContacts(id),
    },
    { concurrency: "unbounded" },
  ).pipe(reading)
  const request = yield* orNotFound(found)
  const now = new Date()
  const done = Object.entries(text.done).find(([name]) => name === c.req.query("done"))?.[1]
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: text.request.titleOf(text.request.title(String(id)), request.unit),
      tab: "services",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: REQUESTS, text: text.requests },
        { href: requestHref(id), text: text.request.title(String(id)) },
      ],
      live: `/live/requests/${id}`,
      failed: typed.errors.length > 0,
      ...(mayReport(c) ? { scripts: ["photos.js"] } : {}),
      ...(done === undefined ? {} : { notice: done }),
    }),
  )
  const view: RequestView = {
    page,
    sign: signOf(c, request, thread, page.company.emergencyPhone, now),
    actions: actionsOf(c, request, typed, now),
    thread: {
      entries: thread.map((entry, at) =>
        entryView(c, request, entry, attached, page.company.name, at === thread.length - 1, now),
      ),
    },
    message: mayReport(c)
      ? {
          action: `${requestHref(id)}/messages`,
          key: typed.key,
          text: typed.message,
          photos: yield* photosField(c, typed.sent),
        }
      : null,
    facts: { facts: [...factsOf(c, request), ...passersBy.map((contact) => passerByFact(c, contact))] },
    errors: typed.errors,
  }
  return view
})

/** "Lift 2: The doors do not close" */
export const headingOf = (c: Context<Env>, { problem, unit }: ServiceRequest): string => {
  const { services } = c.get("web").words
  return services.request.heading(services.problems[problem], unit)
}

/** How far it is: with a technician on it, where they are. */
const answerOf = (c: Context<Env>, { state }: ServiceRequest, thread: ReadonlyArray<RequestEntry>): string => {
  const text = c.get("web").words.services.request
  const steps: Readonly<Partial<Record<RequestEntry["kind"], string>>> = text.underWay
  const last = thread.findLast(({ kind }) => Object.hasOwn(steps, kind))
  return (state === "accepted" && last !== undefined ? steps[last.kind] : undefined) ?? text.answers[state]
}

const signOf = (
  c: Context<Env>,
  request: ServiceRequest,
  thread: ReadonlyArray<RequestEntry>,
  phone: Link | null,
  now: Date,
): RequestSign => {
  const { words } = c.get("web")
  const text = words.services.request
  const format = formatsFor(c, request.timeZone)
  const { trappedSince, trappedUntil } = request
  const trapped = isTrapped(request)
  const why = [
    request.reason === null ? "" : text.rejectedWhy(request.reason),
    text.since(request.reportedBy, format.moment(request.submittedAt, now).text),
    trappedSince !== null && trapped ? text.trappedSince(format.moment(trappedSince, now).text) : "",
    trappedSince !== null && trappedUntil !== null
      ? text.trappedFor(format.duration((trappedUntil.getTime() - trappedSince.getTime()) / 1000))
      : "",
  ]
  return {
    heading: headingOf(c, request),
    answer: answerOf(c, request, thread),
    why: why.filter((part) => part !== "").join(" "),
    call:
      trapped && c.get("person")?.staffRole == null
        ? {
            phone,
            say: words.services.new.say(request.unit, request.building, request.number),
            words: insideWords(c, request.kind),
          }
        : null,
  }
}

const actionsOf = (c: Context<Env>, request: ServiceRequest, typed: Typed, now: Date): RequestActions => {
  const { words } = c.get("web")
  const text = words.services.request
  const person = c.get("person")
  const here = requestHref(request.id)
  const answers = person !== null && may(person, "answer-requests")
  const reports = mayReport(c)
  const until = new Date((request.completedAt ?? now).getTime() + REOPENING_DAYS * 86_400_000)
  return {
    accept: answers && isPossible(request, "accept", now) ? `${here}/acceptance` : null,
    reject: answers && isPossible(request, "reject", now) ? `${here}/rejection` : null,
    complete: answers && isPossible(request, "complete", now) ? `${here}/completion` : null,
    close: reports && isPossible(request, "close", now) ? `${here}/closing` : null,
    reopen:
      reports && isPossible(request, "reopen", now)
        ? {
            action: `${here}/reopening`,
            about: text.reopenAbout(formatsFor(c, request.timeZone).date(until)),
            text: typed.reopening,
          }
        : null,
    rate:
      reports && canBeRated(request)
        ? {
            action: `${here}/rating`,
            choices: text.ratings.map((choice, at) => ({ value: String(at + 1), text: choice, chosen: false })),
            text: typed.words,
          }
        : null,
    errors: typed.errors,
  }
}

const entryView = (
  c: Context<Env>,
  request: ServiceRequest,
  entry: RequestEntry,
  attached: ReadonlyArray<Attachment>,
  company: string,
  last: boolean,
  now: Date,
): ThreadEntry => {
  const text = c.get("web").words.services.request
  const by = entry.byStaff ? text.ofCompany(entry.by, company) : entry.by
  return {
    id: entry.id,
    when: formatsFor(c, request.timeZone).moment(entry.at, now),
    title: text.entries[entry.kind](by),
    rating: entry.rating === null ? "" : text.stars(entry.rating),
    text: entry.text,
    photos: shownPhotos(
      c,
      attached.filter(({ entryId }) => entryId === entry.id),
    ),
    last,
  }
}

const factsOf = (c: Context<Env>, request: ServiceRequest): ReadonlyArray<Fact> => {
  const { services } = c.get("web").words
  const text = services.request
  const fact = (label: string, value: string, href: string | null = null): Fact => ({ label, value, href })
  const { rating, contactPhone, orderId } = request
  const isStaff = c.get("person")?.staffRole != null
  const order = orderId === null ? "" : isStaff ? dispatchHref(orderId) : visitHref(orderId)
  return [
    fact(services.number, String(request.id)),
    ...(orderId === null ? [] : [fact(text.order, String(orderId), order)]),
    fact(text.unit, request.unit, unitHref(request.unitId)),
    fact(text.building, request.building, buildingHref(request.buildingId)),
    fact(text.problem, services.problems[request.problem]),
    ...(request.contactName === "" ? [] : [fact(text.contact, request.contactName)]),
    ...(contactPhone === "" ? [] : [fact(text.phone, contactPhone, `tel:${contactPhone}`)]),
    ...(rating === null ? [] : [fact(text.rating, text.stars(rating))]),
  ]
}

/** How somebody without an account wants to be told; row security shows it to the service company alone. */
const passerByFact = (c: Context<Env>, contact: string): Fact => ({
  label: c.get("web").words.services.request.passerBy,
  value: contact,
  href: contact.includes("@") ? `mailto:${contact}` : `tel:${contact}`,
})
