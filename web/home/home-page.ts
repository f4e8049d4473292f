import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  buildingAvailability,
  dataCoverage,
  downCauses,
  fleetSize,
  monthAvailability,
  type PeriodTime,
  stateCounts as unitStateCounts,
  streetUnits,
  technicalAvailability,
  troubledUnits,
  type TroubledUnit,
  worstOfMonth,
} from "#equipment"
import { openRequests } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { type Day, dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { statesInOrder } from "../components/state.ts"
import { street } from "../components/street.ts"
import { causeText, mainCauses, outBar, outOfUse, worstRows } from "../equipment/down-time.ts"
import { streetBuildings } from "../equipment/street-buildings.ts"
import { buildingHref, causeWords, unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { readHomeVisits } from "../services/place-visits.ts"
import { mayReport, REPORTING, requestRow, SERVICES } from "../services/request-words.ts"
import { todayFor, visitRow } from "../services/visit-words.ts"
import { DAY } from "../technician/day-words.ts"
import {
  type AvailabilityRow,
  type CountsByState,
  type HomeAttention,
  type HomeAvailability,
  type HomeView,
  runningAnswer,
  stateCounts,
} from "./home-view.ts"

const STREET_BUILDINGS = 10
const ATTENTION_ROWS = 8
const AVAILABILITY_ROWS = 8
const WORST_UNITS = 5
const OPEN_REQUESTS = 5

export const homePages = new Hono<Env>()
  .get("/", allow("look-around"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        return c.html(render("home/home", yield* homeView(c), words))
      }),
    ),
  )
  .get("/live/home", allow("look-around"), (c) =>
    follow(
      c,
      () => true,
      Effect.map(homeView(c), (view) => homeParts(c, view)),
    ),
  )

const homeParts = (c: Context<Env>, view: HomeView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "home-answer", html: render("home/_answer", view.answer, words) },
    { id: "home-counts", html: render("home/_counts", view.counts, words) },
    ...(view.street === null ? [] : [{ id: "home-street", html: render("home/_street", view.street, words) }]),
    { id: "home-attention", html: render("home/_attention", view.attention, words) },
    { id: "home-requests", html: render("home/_requests", view.requests, words) },
    { id: "home-visits", html: render("home/_visits", view.visits, words) },
  ]
}

/** A technician's way to their own day. */
const dayOf = (c: Context<Env>): string | null => (c.get("person")?.staffRole === "technician" ? DAY : null)

const homeView = Effect.fn("homeView")(function* (c: Context<Env>) {
  const { words, shared } = c.get("web")
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: words.home.title,
      tab: "home",
      today: formatsFor(c).today(new Date()),
      live: "/live/home",
    }),
  )
  const body = yield* shared(c, "home", (now) => homeBody(c, now))
  const view: HomeView = { page, report: mayReport(c) ? REPORTING : null, day: dayOf(c), ...body }
  return view
})

/** What Home asks: what is known at once, then what that leads to. */
export const readHome = Effect.fn("readHome")(function* (now: Date, today: Day) {
  const first = yield* Effect.all(
    {
      size: fleetSize,
      counts: unitStateCounts,
      trouble: troubledUnits(ATTENTION_ROWS),
      streetRows: streetUnits(STREET_BUILDINGS),
      months: monthAvailability(now),
      open: openRequests(OPEN_REQUESTS),
      visits: readHomeVisits(today),
      worst: worstOfMonth(now, "all", { units: WORST_UNITS, buildings: AVAILABILITY_ROWS }),
    },
    { concurrency: "unbounded" },
  )
  // Where few buildings had any trouble, those in the street fill the table.
  const fill = first.streetRows.map((row) => row.buildingId)
  const buildingIds = [...new Set([...first.worst.buildings.map((row) => row.buildingId), ...fill])]
  const shown = { buildingIds: buildingIds.slice(0, AVAILABILITY_ROWS) }
  const worst = { unitIds: first.worst.units.map((row) => row.unitId), ...shown }
  const { buildings, causes } = yield* Effect.all(
    { buildings: buildingAvailability(now, shown), causes: downCauses(now, worst) },
    { concurrency: "unbounded" },
  )
  return { ...first, buildings, causes }
}, reading)

const homeBody = Effect.fn("homeBody")(function* (c: Context<Env>, now: Date) {
  const { words } = c.get("web")
  const today = todayFor(c, now)
  const read = yield* readHome(now, today)
  const { size, counts, trouble, streetRows } = read
  const format = formatsFor(c)
  const connected = counts.reduce((sum, row) => sum + row.connected, 0)
  const known = counts.reduce((sum, { units }) => sum + units, 0)
  const byState: CountsByState = {
    ...Object.fromEntries(counts.map(({ state, units }) => [state, units])),
    "not-connected": size.units - known,
  }
  const body: Omit<HomeView, "page" | "report" | "day"> = {
    empty: size.units > 0 ? null : noUnits(c),
    answer: homeAnswer(c, byState, trouble, now),
    counts: { counts: stateCounts(byState, format, (state) => `/equipment?state=${state}`) },
    street: street(streetBuildings(streetRows), size.buildings, "/equipment", words, format.number),
    attention: homeAttention(c, byState, trouble, now),
    availability: homeAvailability(c, read, connected, now),
    requests: {
      count: format.number(read.open.total),
      requests: read.open.requests.map((request) => requestRow(c, request, now)),
      more:
        read.open.total > OPEN_REQUESTS
          ? { href: "/services/requests?state=open", text: words.services.homeMore(format.number(read.open.total)) }
          : null,
    },
    visits: {
      rows: read.visits.map((visit) => visitRow(c, visit, today)),
      all: { href: SERVICES, text: words.visits.allOf },
    },
    toPay: words.home.noInvoices,
  }
  return body
})

const noUnits = (c: Context<Env>): HomeView["empty"] => {
  const { empty, emptyStaff } = c.get("web").words.home
  if (c.get("person")?.staffRole == null) return empty
  const { title, text, linkText } = emptyStaff
  return { title, text, link: { href: "/operations/imports", text: linkText } }
}

const homeAnswer = (
  c: Context<Env>,
  byState: CountsByState,
  [worst]: ReadonlyArray<TroubledUnit>,
  now: Date,
): HomeView["answer"] => {
  const { words } = c.get("web")
  const text = runningAnswer(byState, formatsFor(c), words)
  if (worst === undefined) {
    const connected = statesInOrder.some((state) => state !== "not-connected" && (byState[state] ?? 0) > 0)
    const waiting = !connected && (byState["not-connected"] ?? 0) > 0
    return {
      state: connected ? "in-service" : "not-connected",
      text,
      why: waiting ? words.home.nothingConnectedWhy : "",
      unit: null,
    }
  }
  const format = formatsFor(c, worst.timeZone)
  const why =
    worst.state === "unknown"
      ? words.home.whyUnknown(worst.building, format.moment(worst.lastSignalAt ?? worst.since, now).text)
      : words.home.whySince(worst.building, format.moment(worst.since, now).text, causeWords(worst, words))
  return { state: worst.state, text, why, unit: { href: unitHref(worst.id), text: worst.name } }
}

const homeAttention = (
  c: Context<Env>,
  byState: CountsByState,
  trouble: ReadonlyArray<TroubledUnit>,
  now: Date,
): HomeAttention => {
  const { words } = c.get("web")
  const person = c.get("person")
  const troubled = ["out-of-order", "unknown", "degraded", "planned-outage"] as const
  const all = troubled.reduce((sum, state) => sum + (byState[state] ?? 0), 0)
  const number = formatsFor(c).number
  const accountOf = (id: number) => person?.accounts.find((account) => account.id === id)?.name ?? null
  return {
    count: number(all),
    rows: trouble.map((unit) => {
      const format = formatsFor(c, unit.timeZone)
      const since = format.moment(unit.state === "unknown" ? (unit.lastSignalAt ?? unit.since) : unit.since, now).text
      const back = unit.expectedBack === null ? "" : words.home.backAbout(format.moment(unit.expectedBack, now).text)
      const cause = [causeWords(unit, words), back].filter((text) => text !== "").join(". ")
      return {
        id: String(unit.id),
        name: unit.name,
        href: unitHref(unit.id),
        building: unit.building,
        account: person?.account === null ? accountOf(unit.accountId) : null,
        state: unit.state,
        known:
          unit.state === "unknown" ? words.home.noSignal(since) : words.home.sentence(words.home.since(since), cause),
      }
    }),
    more:
      all > trouble.length
        ? {
            href: `/equipment?${troubled.map((state) => `state=${state}`).join("&")}`,
            text: words.home.moreAttention(all - trouble.length, number(all - trouble.length)),
          }
        : null,
  }
}

const homeAvailability = (
  c: Context<Env>,
  { size, months, buildings, worst, causes }: Effect.Success<ReturnType<typeof readHome>>,
  connected: number,
  now: Date,
): HomeAvailability => {
  const { words } = c.get("web")
  const format = formatsFor(c)
  const shown = buildings.toSorted((a, b) => outOfUse(b.thisMonth.all) - outOfUse(a.thisMonth.all))
  const longest = Math.max(0, ...shown.map((building) => outOfUse(building.thisMonth.all)))
  const percent = (time: PeriodTime) => {
    const share = technicalAvailability(time)
    return share === null ? null : format.percent(share)
  }
  const main = mainCauses(causes, (cause) => cause.buildingId)
  const mostly = (buildingId: number) => {
    const cause = main.get(buildingId)
    return cause === undefined ? "" : words.home.mostlyOf(causeText(cause, words), cause.unit)
  }
  const total = technicalAvailability(months.thisMonth)
  const totalLast = technicalAvailability(months.lastMonth)
  const coverage = dataCoverage(months.thisMonth)
  const zone = c.get("person")?.timeZone ?? "UTC"
  const monthBefore = startOfDay(startOfMonth(dayAt(now, zone), -1), zone)
  const more = size.buildings - shown.length
  return {
    total: total === null ? null : format.share(total),
    totalLastMonth: totalLast === null ? null : format.percent(totalLast),
    thisMonth: words.home.soFar(format.month(now)),
    lastMonth: format.month(monthBefore),
    about:
      coverage === null
        ? words.home.aboutNone
        : words.home.about(connected, format.number(connected), format.percent(coverage)),
    rows: shown.map((building): AvailabilityRow => {
      const known = percent(building.thisMonth)
      return {
        building: { href: buildingHref(building.buildingId), text: building.building },
        thisMonth: known,
        lastMonth: percent(building.lastMonth),
        reason: known === null ? words.home.nothingKnown : mostly(building.buildingId),
        out: known === null ? null : outBar(c, building.thisMonth.all, longest),
      }
    }),
    more:
      shown.length > 0 && more > 0
        ? { href: "/equipment?sort=availability", text: words.home.moreBuildings(more, format.number(more)) }
        : null,
    worst: worstRows(c, worst.units, causes, size.buildings > 1),
  }
}
