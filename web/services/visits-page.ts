import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { buildingChoices, contractNumbers, unitIdsOf } from "#equipment"
import {
  activityTypes,
  type DayCount,
  ORDERS_CHANGED,
  type Visit,
  visitContacts,
  visitCounts,
  type VisitFilter,
  visitPage,
  type VisitSort,
  visitsOn,
  type VisitStanding,
  visitStandings,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { addDays, type Day, startOfMonth } from "#kernel/time.ts"
import type { Choice, Link, SortHeader } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { addressWith, pagesOf, withParts } from "../http/lists.ts"
import { follow, type LivePart } from "../http/live.ts"
import { mayReport, REPORTING, SERVICES } from "./request-words.ts"
import { CALENDARS, maySubscribe, servicesNav } from "./services-nav.ts"
import { calendarOf, mostShown, quietDays } from "./visits-calendar.ts"
import { FIRST_DAY, LAST_DAY, readVisitsQuery, type VisitsQuery, visitViews } from "./visits-query.ts"
import { todayFor, visitHref, visitRow } from "./visit-words.ts"
import type { VisitList, VisitsBody, VisitsFilter, VisitsSign, VisitsView } from "./visits-view.ts"

const PAGE_SIZE = 50
const MOST_CHOICES = 100

/** The visits to the units that one sees, as a calendar or a list. */
export const visitsPages = new Hono<Env>()
  .get(SERVICES, allow("look-around"), (c) =>
    respond(
      c,
      Effect.map(visitsView(c), (view) => c.html(c.get("web").render("services/visits", view, c.get("web").words))),
    ),
  )
  .get("/live/services", allow("look-around"), (c) =>
    follow(c, () => true, liveParts(c), { topic: ORDERS_CHANGED, ofEveryAccount: false }),
  )

/** What of the page follows changes, drawn once for all who look at the same page with the same eyes. */
const liveParts = (c: Context<Env>) => {
  const { render, words, shared } = c.get("web")
  const drawn = Effect.map(visitsView(c), ({ sign, body }): ReadonlyArray<LivePart> => [
    { id: "visits-sign", html: render("services/_visits-sign", sign, words) },
    { id: "visits-body", html: render("services/_visits-body", body, words) },
  ])
  return shared(c, `services, drawn ${mayReport(c) ? "to act" : "to read"} ${new URL(c.req.url).search}`, () => drawn)
}

/** The visits that an address asks for, its contract, address or unit looked up. */
export const filterOf = Effect.fn("services.visitFilter")(function* (query: VisitsQuery) {
  const { contract, address, unit, account } = query
  const sets = [
    ...(contract === "" ? [] : [unitIdsOf({ contractNumber: contract, accountId: account })]),
    ...(address === null ? [] : [unitIdsOf({ addressId: address })]),
    ...(unit === null ? [] : [Effect.succeed([unit])]),
  ]
  const [first, ...others] = yield* Effect.all(sets, { concurrency: "unbounded" })
  const filter: VisitFilter = {
    ...query.filter,
    from: query.first,
    to: query.last,
    unitIds: first === undefined ? null : first.filter((id) => others.every((ids) => ids.includes(id))),
  }
  return filter
})

/** What there is to choose from in the page's filter. */
const choices = Effect.all(
  {
    buildings: buildingChoices(MOST_CHOICES),
    contracts: contractNumbers(MOST_CHOICES),
    contacts: visitContacts(MOST_CHOICES),
  },
  { concurrency: "unbounded" },
)

/** The counts of the page's days, and the visits it shows. */
const visitsShown = Effect.fnUntraced(function* (query: VisitsQuery) {
  const filter = yield* filterOf(query)
  const { view, order, page } = query
  const { counts, listed } = yield* Effect.all(
    {
      counts: visitCounts(filter),
      listed: view === "list" ? visitPage(filter, order, { size: PAGE_SIZE, number: page }) : Effect.succeed([]),
    },
    { concurrency: "unbounded" },
  )
  const missed = counts.some(({ standing, day }) => standing === "missed" && inside(query, day))
  const days = view === "list" ? [] : quietDays(counts, view)
  const { drawn, lost } = yield* Effect.all(
    {
      drawn: view === "list" ? Effect.succeed([]) : visitsOn(filter, days, mostShown(days, view)),
      lost: missed
        ? visitPage(
            { ...filter, from: query.from, to: query.to, standings: ["missed"] },
            { by: "day", descending: true },
            { size: 1, number: 1 },
          )
        : Effect.succeed([]),
    },
    { concurrency: "unbounded" },
  )
  return { counts, listed, drawn, lost: lost[0] ?? null }
})

/** What the page asks the database. The choices are read beside the rest: counting ten thousand visits takes a while. */
export const readVisits = Effect.fn("readVisits")(function* (query: VisitsQuery) {
  const [shown, chosen] = yield* Effect.all([reading(visitsShown(query)), reading(choices)], {
    concurrency: "unbounded",
  })
  return { ...shown, ...chosen }
})

type Read = Effect.Success<ReturnType<typeof readVisits>>

const inside = ({ from, to }: VisitsQuery, day: Day) => day >= from && day <= to

const visitsView = Effect.fn("visitsView")(function* (c: Context<Env>) {
  const { words, shared } = c.get("web")
  const text = words.services
  const url = new URL(c.req.url)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: text.title,
      tab: "services",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: SERVICES, text: text.title },
      ],
      live: `/live/services${url.search}`,
    }),
  )
  const body = yield* shared(c, `services ${url.search}`, (now) => visitsBody(c, url, todayFor(c, now)))
  const act = body.sign.act ?? (mayReport(c) ? { href: REPORTING, text: text.report } : null)
  const view: VisitsView = { page, nav: servicesNav(c, "visits"), ...body, sign: { ...body.sign, act } }
  return view
})

const visitsBody = Effect.fn("visitsBody")(function* (c: Context<Env>, url: URL, today: Day) {
  const query = readVisitsQuery(url.searchParams, today)
  const read = yield* readVisits(query)
  const period = periodWords(c, query)
  const body: Omit<VisitsView, "page" | "nav"> = {
    sign: signOf(c, query, read, period, today),
    filter: visitsFilter(c, url, query, read),
    bar: barOf(c, url, query, period, today),
    body: bodyOf(c, url, query, read, period, today),
  }
  return body
})

const monthWords = (c: Context<Env>, day: Day) =>
  `${formatsFor(c, "UTC").month(Date.parse(`${day}T12:00:00Z`))} ${day.slice(0, 4)}`

/** "November 2026", "Week of 9 November 2026", "9 November 2026 to 12 December 2026" */
const periodWords = (c: Context<Env>, { view, from, to }: VisitsQuery): string => {
  const { visits: text } = c.get("web").words
  const { calendarDate } = formatsFor(c)
  if (view === "month" || (from === startOfMonth(from) && to === addDays(startOfMonth(from, 1), -1))) {
    return monthWords(c, from)
  }
  if (view === "week") return text.weekOf(calendarDate(from))
  if (from === to) return calendarDate(from)
  const open = { from: from === FIRST_DAY, to: to === LAST_DAY }
  if (open.from && open.to) return text.allDays
  if (open.from) return text.until(calendarDate(to))
  return open.to ? text.fromOn(calendarDate(from)) : text.days(calendarDate(from), calendarDate(to))
}

const sumOf = (counts: ReadonlyArray<DayCount>, such: (count: DayCount) => boolean) =>
  counts.reduce((sum, count) => sum + (such(count) ? count.visits : 0), 0)

const signOf = (c: Context<Env>, query: VisitsQuery, read: Read, period: string, today: Day): VisitsSign => {
  const { visits: text } = c.get("web").words
  const { number, calendarDate } = formatsFor(c)
  const counted = read.counts.filter(({ day, standing }) => inside(query, day) && standing !== "cancelled")
  const figure = (count: number) => [count, number(count)] as const
  // What is still to be done today is not late yet.
  const due = sumOf(counted, ({ day, standing }) => standing === "done" || standing === "missed" || day < today)
  const { lost } = read
  const missed = lost === null ? "" : text.missedOne(lost.building, lost.unit, calendarDate(lost.day))
  return {
    answer: text.answer({
      due: figure(due),
      done: figure(sumOf(counted, ({ standing }) => standing === "done")),
      missed: figure(sumOf(counted, ({ standing }) => standing === "missed")),
      total: figure(sumOf(counted, () => true)),
      period,
    }),
    why: [due === 0 ? text.about : text.aboutDue(period), missed].filter((part) => part !== "").join(" "),
    act: lost === null ? null : { href: visitHref(lost.id), text: text.lookAtMissed },
  }
}

const choicesOf = (
  all: ReadonlyArray<{ readonly value: string; readonly text: string }>,
  any: string,
  chosen: string,
): ReadonlyArray<Choice> | null =>
  all.length > MOST_CHOICES
    ? null
    : all.length === 0 && chosen === ""
      ? []
      : [
          { value: "", text: any, chosen: chosen === "" },
          ...(all.some(({ value }) => value === chosen) || chosen === ""
            ? all
            : [{ value: chosen, text: chosen }, ...all]
          ).map((choice) => ({ ...choice, chosen: choice.value === chosen })),
        ]

const named = (names: ReadonlyArray<string>) => names.map((name) => ({ value: name, text: name }))

/** Of the address, what a filter keeps beside its own fields. */
const KEPT = new Set(["view", "day", "sort", "address", "unit", "account"])

const visitsFilter = (c: Context<Env>, url: URL, query: VisitsQuery, read: Read): VisitsFilter => {
  const { visits: text } = c.get("web").words
  const { filter, view, state } = query
  const buildings = read.buildings.map(({ id, name }) => ({ value: String(id), text: name }))
  const states = [...visitStandings, "moved" as const]
  return {
    text: filter.text,
    buildings: choicesOf(buildings, text.allBuildings, query.building),
    building: query.building,
    contracts: choicesOf(named(read.contracts), text.allContracts, query.contract),
    contract: query.contract,
    contacts: choicesOf(named(read.contacts), text.anyone, filter.contact),
    contact: filter.contact,
    kinds: [
      { value: "", text: text.allKinds, chosen: filter.activity === null },
      ...activityTypes.map((kind) => ({ value: kind, text: text.activities[kind], chosen: kind === filter.activity })),
    ],
    states: [
      { value: "", text: text.anyState, chosen: state === "" },
      ...states.map((name) => ({
        value: name,
        text: name === "moved" ? text.moved : text.standings[name],
        chosen: name === state,
      })),
    ],
    days:
      view === "list"
        ? { from: query.from === FIRST_DAY ? "" : query.from, to: query.to === LAST_DAY ? "" : query.to }
        : null,
    kept: [...url.searchParams]
      .filter(([name, value]) => KEPT.has(name) && value !== "")
      .map(([name, value]) => ({ name, value })),
    active: isNarrowed(query),
    all: addressWith(SERVICES, { view: view === "month" ? "" : view }),
  }
}

const isNarrowed = ({ filter, contract, address, unit, state }: VisitsQuery) =>
  [filter.text, filter.building, filter.contact, contract, state].some((part) => part !== "") ||
  [filter.buildingId, filter.activity, address, unit].some((part) => part !== null)

const barOf = (c: Context<Env>, url: URL, query: VisitsQuery, period: string, today: Day): VisitsView["bar"] => {
  const { visits: text } = c.get("web").words
  const { view, from, to, day } = query
  const { calendarDate } = formatsFor(c)
  const at = (day: Day) => withParts(url, SERVICES, { day, from: null, to: null })
  const stepped = (steps: number): Link | null => {
    if (view === "week") {
      const monday = addDays(from, 7 * steps)
      return { href: at(monday), text: text.weekOf(calendarDate(monday)) }
    }
    // Only whole months lead on to others.
    if (from !== startOfMonth(from) || to !== addDays(startOfMonth(from, 1), -1)) return null
    const month = startOfMonth(from, steps)
    return { href: at(month), text: monthWords(c, month) }
  }
  const here = inside(query, today)
  // A calendar that is left keeps the place: the day that was looked at, or today where it is shown.
  const place = here ? null : view === "list" ? from : day
  return {
    title: period,
    previous: from <= "1970-01-31" ? null : stepped(-1),
    next: to >= "2199-12-01" ? null : stepped(1),
    today: { href: here && view !== "list" ? "#today" : at(today), text: text.today },
    views: visitViews.map((name) => ({
      href: withParts(url, SERVICES, {
        ...{ view: name === "month" ? null : name, day: place, from: null, to: null },
        ...(name === "list" ? {} : { sort: null }),
      }),
      text: text.views[name],
      here: name === view,
    })),
    csv: withParts(url, "/services.csv", { page: null }),
    calendars: maySubscribe(c) ? CALENDARS : null,
  }
}

const bodyOf = (c: Context<Env>, url: URL, query: VisitsQuery, read: Read, period: string, today: Day): VisitsBody => {
  const { visits: text } = c.get("web").words
  const { number } = formatsFor(c)
  const counted = read.counts.filter(({ day }) => inside(query, day))
  const total = sumOf(counted, () => true)
  const parts = visitStandings.flatMap((standing): ReadonlyArray<readonly [string, VisitStanding]> => {
    const some = sumOf(counted, (count) => count.standing === standing)
    return some === 0 ? [] : [[number(some), standing]]
  })
  const listOf = (day: Day, more: Readonly<Record<string, string>>) =>
    withParts(url, SERVICES, { view: "list", day: null, from: day, to: day, ...more })
  const { view } = query
  return {
    calendar:
      view === "list" ? null : calendarOf(c, query, view, text.caption(period), read.counts, read.drawn, today, listOf),
    list: view === "list" ? listView(c, url, query, read.listed, total, period, today) : null,
    note: total === 0 ? (view === "list" ? "" : text.noNote) : text.note([total, number(total)], parts),
  }
}

const listView = (
  c: Context<Env>,
  url: URL,
  query: VisitsQuery,
  visits: ReadonlyArray<Visit>,
  total: number,
  period: string,
  today: Day,
): VisitList => {
  const { visits: text } = c.get("web").words
  const header = (by: VisitSort, name: string): SortHeader => {
    const sorted = query.order.by === by
    return {
      text: name,
      href: withParts(url, SERVICES, { sort: sorted && !query.order.descending ? `-${by}` : by }),
      direction: sorted ? (query.order.descending ? "descending" : "ascending") : null,
      numeric: false,
    }
  }
  const { title, text: hint, link } = text.noMatch
  return {
    caption: text.caption(period),
    columns: {
      day: header("day", text.columns.day),
      building: header("building", text.columns.building),
      unit: header("unit", text.columns.unit),
      technician: header("technician", text.columns.technician),
    },
    rows: visits.map((visit) => visitRow(c, visit, today)),
    none: isNarrowed(query)
      ? { title, text: hint, link: { href: `${SERVICES}?view=list`, text: link } }
      : { ...text.none, link: null },
    pages: pagesOf(c, { page: query.page, size: PAGE_SIZE, total }, (to) =>
      withParts(url, SERVICES, { page: to === 1 ? null : String(to) }),
    ),
  }
}
