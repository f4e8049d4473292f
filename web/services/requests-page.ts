import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { openStates, requestCounts, requestPage, type RequestState, requestStates } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Emptiness } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { listQuery, pagesOf, withParts } from "../http/lists.ts"
import { mayReport, REPORTING, requestRow, REQUESTS, SERVICES } from "./request-words.ts"
import { servicesNav } from "./services-nav.ts"
import type { RequestsView } from "./services-view.ts"

const PAGE_SIZE = 50

/** The requests of the units that one sees. */
export const requestsPages = new Hono<Env>().get(REQUESTS, allow("look-around"), (c) =>
  respond(
    c,
    Effect.map(requestsView(c), (view) => c.html(c.get("web").render("services/requests", view, c.get("web").words))),
  ),
)

const statesAsked = (asked: string): ReadonlyArray<RequestState> =>
  asked === "open" ? openStates : requestStates.filter((state) => state === asked)

const requestsView = Effect.fn("requestsView")(function* (c: Context<Env>) {
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
  const open = counts.reduce((sum, { state, requests }) => sum + (openStates.includes(state) ? requests : 0), 0)
  const active = query.text !== "" || states.length > 0
  const now = new Date()
  const view: RequestsView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.requests,
        tab: "services",
        crumbs: [
          { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
          { href: SERVICES, text: text.title },
          { href: REQUESTS, text: text.requests },
        ],
      }),
    ),
    nav: servicesNav(c, "requests"),
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
    pages: pagesOf(c, { page: query.page, size: PAGE_SIZE, total: found.total }, (to) =>
      withParts(url, REQUESTS, { page: to === 1 ? null : String(to) }),
    ),
  }
  return view
})

const nothing = (c: Context<Env>, isNarrowed: boolean): Emptiness => {
  const { services: text } = c.get("web").words
  if (isNarrowed) {
    const { title, text: hint, link } = text.noMatch
    return { title, text: hint, link: { href: REQUESTS, text: link } }
  }
  return { ...text.none, link: mayReport(c) ? { href: REPORTING, text: text.report } : null }
}
