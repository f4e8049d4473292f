import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { requestCounts, requestPage, type RequestState, requestStates } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Emptiness, Pages } from "../components/view.ts"
import { withParts } from "../equipment/equipment-query.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { listQuery } from "../http/lists.ts"
import { mayReport, REPORTING, requestRow, SERVICES } from "./request-words.ts"
import type { ServicesView } from "./services-view.ts"

const PAGE_SIZE = 50

/** The requests of the units that one sees. */
export const servicesPages = new Hono<Env>().get(SERVICES, allow("look-around"), (c) =>
  respond(
    c,
    Effect.map(servicesView(c), (view) => c.html(c.get("web").render("services/services", view, c.get("web").words))),
  ),
)

const isOpen = (state: RequestState) => state === "submitted" || state === "accepted"

const statesAsked = (asked: string): ReadonlyArray<RequestState> =>
  asked === "open" ? requestStates.filter(isOpen) : requestStates.filter((state) => state === asked)

const servicesView = Effect.fn("servicesView")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const text = words.services
  const { number } = formatsFor(c)
  const url = new URL(c.req.url)
  const query = listQuery(c)
  const asked = url.searchParams.get("state") ?? ""
  const states = statesAsked(asked)
  const { found, counts } = yield* Effect.all(
    {
      found: requestPage({ text: query.text, states }, { size: PAGE_SIZE, number: query.page }),
      counts: requestCounts,
    },
    { concurrency: "unbounded" },
  ).pipe(reading)
  const open = counts.reduce((sum, { state, requests }) => sum + (isOpen(state) ? requests : 0), 0)
  const active = query.text !== "" || states.length > 0
  const now = new Date()
  const view: ServicesView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.title,
        tab: "services",
        crumbs: [
          { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
          { href: SERVICES, text: text.title },
        ],
      }),
    ),
    answer: text.answer(open, number(open)),
    report: mayReport(c) ? REPORTING : null,
    text: query.text,
    states: [
      { value: "", text: text.anyState, chosen: states.length === 0 },
      { value: "open", text: text.openOnly, chosen: asked === "open" },
      ...requestStates.map((state) => ({ value: state, text: text.states[state], chosen: asked === state })),
    ],
    active,
    requests: found.requests.map((request) => requestRow(c, request, now)),
    none: nothing(c, active || query.page > 1),
    pages: pages(c, url, query.page, found.total),
  }
  return view
})

const nothing = (c: Context<Env>, isNarrowed: boolean): Emptiness => {
  const { services: text } = c.get("web").words
  if (isNarrowed) {
    const { title, text: hint, link } = text.noMatch
    return { title, text: hint, link: { href: SERVICES, text: link } }
  }
  return { ...text.none, link: mayReport(c) ? { href: REPORTING, text: text.report } : null }
}

const pages = (c: Context<Env>, url: URL, page: number, total: number): Pages | null => {
  const { words } = c.get("web")
  const { number } = formatsFor(c)
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE))
  if (last === 1) return null
  const href = (to: number) => withParts(url, SERVICES, { page: to === 1 ? null : String(to) })
  const from = (page - 1) * PAGE_SIZE + 1
  return {
    text: words.pages.range(number(from), number(Math.min(page * PAGE_SIZE, total)), number(total)),
    first: page > 2 ? href(1) : null,
    previous: page > 1 ? href(page - 1) : null,
    next: page < last ? href(page + 1) : null,
    last: page < last - 1 ? href(last) : null,
  }
}
