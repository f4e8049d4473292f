import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  defaultPeakHours,
  type DayState,
  dayStates,
  type HistoryInterval,
  intervalsOf,
  lastDays,
  monthTimes,
  unitDetail,
  type UnitDetail,
  unitNeighbours,
  unitUsage,
  unitWeek,
} from "#equipment"
import { announcementOf, openRequestsOf, signsOfUnit } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"
import { bigShaft } from "../components/big-shaft.ts"
import { ninetyDays } from "../components/ninety-days.ts"
import type { Fact } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { placeVisits, readPlaceVisits } from "../services/place-visits.ts"
import { residentsOfUnit } from "../residents/unit-residents.ts"
import { mayReport, reportHref, requestRow } from "../services/request-words.ts"
import { timelineHref, todayFor } from "../services/visit-words.ts"
import { addressText } from "./address-text.ts"
import { hoursText } from "./hours-text.ts"
import { unitSigns } from "./unit-signs.ts"
import { unitFigures, unitUsageView, unitWeekView } from "./unit-figures.ts"
import type { UnitNow, UnitSign, UnitView } from "./unit-view.ts"
import { addressHref, buildingHref, causeWords, contractHref, pictureOf, shownState, unitHref } from "./unit-words.ts"

const DAYS = 90
const NEIGHBOURS = 12
const MOST_SIGNS = 5

export const unitPages = new Hono<Env>()
  .get("/equipment/units/:id", allow("look-around"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        return c.html(render("equipment/unit", yield* unitView(c), words))
      }),
    ),
  )
  .get("/live/units/:id", allow("look-around"), (c) => {
    const id = pathId(c)
    return follow(
      c,
      (change) => change.ids === null || (id !== null && change.ids.includes(id)),
      Effect.map(unitView(c), (view) => unitParts(c, view)),
    )
  })

const unitParts = (c: Context<Env>, view: UnitView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "unit-sign", html: render("equipment/_sign", view.sign, words) },
    { id: "unit-requests", html: render("equipment/_unit-requests", view.requests, words) },
    { id: "unit-signs", html: render("equipment/_unit-signs", view.signs, words) },
    { id: "unit-visits", html: render("equipment/_unit-visits", view.visits, words) },
    ...(view.now === null ? [] : [{ id: "unit-now", html: render("equipment/_now", view.now, words) }]),
    ...(view.figures.figures.length === 0
      ? []
      : [{ id: "unit-figures", html: render("equipment/_figures", view.figures, words) }]),
    ...(view.days === null ? [] : [{ id: "unit-days", html: render("equipment/_days", view.days, words) }]),
    ...(view.usage === null ? [] : [{ id: "unit-usage", html: render("equipment/_usage", view.usage, words) }]),
  ]
}

const unitView = Effect.fn("unitView")(function* (c: Context<Env>) {
  const { words, shared } = c.get("web")
  const id = yield* orNotFound(pathId(c))
  const { unit, told, body } = yield* shared(c, `unit ${id}`, (now) => unitBody(c, id, now))
  const done = Object.entries(words.residents.announcement.done).find(([name]) => name === c.req.query("done"))?.[1]
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: words.unit.pageTitle(unit.name, words.states.lower[shownState(unit.state)]),
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
      ],
      live: `/live/units/${id}`,
      ...(done === undefined ? {} : { notice: done }),
    }),
  )
  const residents = residentsOfUnit(c, unit, told, new Date())
  const view: UnitView = { page, report: mayReport(c) ? reportHref(id) : null, residents, ...body }
  return view
})

const unitBody = Effect.fn("unitBody")(function* (c: Context<Env>, id: number, now: Date) {
  const { words } = c.get("web")
  const today = todayFor(c, now)
  const { unit, requests, signs, told, visits, intervals, usage, week, neighbours } = yield* readUnit(id, now, today)
  const live = unit.connected
  // A history may come from a file, too.
  const known = live || intervals.length > 0
  const body: Omit<UnitView, "page" | "report" | "residents"> = {
    sign: unitSign(c, unit, now),
    requests: { requests: requests.map((request) => requestRow(c, request, now)) },
    signs: unitSigns(c, signs, live, now),
    now: live ? unitNow(c, unit, now) : null,
    notConnected: known ? null : words.unit.notConnected,
    figures: { figures: known ? unitFigures(c, unit, monthTimes(unit, intervals, now), usage, now) : [] },
    days: known ? unitDays(c, unit, intervals, now) : null,
    usage: live ? { usage: usage === null ? null : unitUsageView(c, unit, usage, now) } : null,
    week: live
      ? {
          grid: week === null ? null : unitWeekView(c, unit, week),
          about: week === null ? "" : words.unit.week.about(week.days),
        }
      : null,
    factsTitle: words.unit.this[unit.kind],
    facts: unitFacts(c, unit),
    neighbours: neighbours.map((other) => ({
      href: unitHref(other.id),
      text: other.name,
      state: shownState(other.state),
    })),
    visits: placeVisits(c, visits, today, { view: "list", unit: String(id) }, timelineHref(unitHref(id))),
  }
  return { unit, told, body }
})

/** What the unit page asks: each section once, and all of them together. Fails with NotFound. */
export const readUnit = Effect.fn("readUnit")(function* (id: number, now: Date, today: Day) {
  const { found, ...rest } = yield* Effect.all(
    {
      found: unitDetail(id),
      requests: openRequestsOf(id),
      signs: signsOfUnit(id, MOST_SIGNS),
      told: announcementOf(id),
      visits: readPlaceVisits({ unitIds: [id] }, today),
      intervals: intervalsOf([id], new Date(now.getTime() - (DAYS + 2) * 86_400_000)),
      usage: unitUsage(id, now),
      week: unitWeek(id, now),
      neighbours: unitNeighbours(id, NEIGHBOURS),
    },
    { concurrency: "unbounded" },
  )
  return { unit: yield* orNotFound(found), ...rest }
}, reading)

const unitDays = (c: Context<Env>, unit: UnitDetail, intervals: ReadonlyArray<HistoryInterval>, now: Date) => {
  const { words } = c.get("web")
  const days = dayStates(intervals, lastDays(DAYS, unit.timeZone, now)).map((day: DayState) => ({
    date: day.day,
    state: day.state,
    seconds: day.seconds,
    what: causeWords(day, words),
  }))
  return ninetyDays(days, formatsFor(c, unit.timeZone), words)
}

const unitSign = (c: Context<Env>, unit: UnitDetail, now: Date): UnitSign => {
  const { words } = c.get("web")
  const format = formatsFor(c, unit.timeZone)
  const state = shownState(unit.state)
  if (unit.state === null || unit.since === null) {
    return { state, name: unit.name, answer: words.unit.answers[state], why: words.unit.why.notConnected }
  }
  if (unit.state === "unknown") {
    const since = unit.lastSignalAt ?? unit.since
    return {
      state,
      name: unit.name,
      answer: words.unit.unknownSince(format.moment(since, now).text),
      why: words.unit.why.unknown(format.duration((now.getTime() - since.getTime()) / 1000)),
    }
  }
  const since = words.unit.why.since(
    format.moment(unit.since, now).text,
    format.duration((now.getTime() - unit.since.getTime()) / 1000),
  )
  const cause = causeWords(unit, words)
  const why = [
    since,
    unit.state === "in-service" || cause === "" ? "" : words.unit.why.reason(cause),
    unit.entrapment === true && unit.state === "out-of-order" ? words.unit.why.trapped : "",
    unit.connected ? "" : words.services.saidOfUnit,
  ]
  const answer = words.unit.answers[state]
  return {
    state,
    name: unit.name,
    answer: unit.expectedBack === null ? answer : words.unit.back(answer, format.moment(unit.expectedBack, now).text),
    why: why.filter((text) => text !== "").join(" "),
  }
}

const unitNow = (c: Context<Env>, unit: UnitDetail, now: Date): UnitNow => {
  const { words } = c.get("web")
  const format = formatsFor(c, unit.timeZone)
  const known = unit.state !== "unknown"
  const moves = unit.kind === "escalator" || unit.kind === "moving-walk"
  const lines = known
    ? [
        unit.door === null ? "" : words.doors[unit.door],
        unit.direction === null || moves ? "" : words.directions[unit.direction],
        unit.mode === null || unit.mode === "normal" ? "" : words.modes[unit.mode],
        unit.floor === null && !moves ? words.unit.noPosition : "",
      ]
    : []
  return {
    floor: known ? unit.floor : null,
    lines: lines.filter((line) => line !== ""),
    signal:
      unit.lastSignalAt === null ? null : signal(c, unit.lastSignalAt, now, format.moment(unit.lastSignalAt, now).text),
    shaft: bigShaft(pictureOf(unit), words),
  }
}

/** A fresh signal is just "live": its age would change with every second, and the page with it. */
const signal = (c: Context<Env>, at: Date, now: Date, text: string) => {
  const words = c.get("web").words.unit
  const seconds = (now.getTime() - at.getTime()) / 1000
  return { iso: at.toISOString(), text: seconds < 120 ? words.liveSignal : words.lastSignal(text) }
}

const unitFacts = (c: Context<Env>, unit: UnitDetail): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const text = words.unit.facts
  const format = formatsFor(c, unit.timeZone)
  const fact = (label: string, value: string | null, href: string | null = null): ReadonlyArray<Fact> =>
    value === null || value === "" ? [] : [{ label, value, href }]
  const kind = words.kinds[unit.kind]
  const maker = [unit.manufacturer, unit.year === null ? null : String(unit.year)]
    .filter((part) => part !== null)
    .join(", ")
  const [lowest, highest] = [unit.floors[0], unit.floors.at(-1)]
  return [
    ...fact(text.number, unit.number),
    ...fact(text.kind, unit.drive === null ? kind : text.kindAndDrive(kind, words.drives[unit.drive])),
    ...fact(text.purpose, unit.purpose),
    ...fact(text.maker, maker),
    ...fact(text.load, unit.ratedLoad === null ? null : text.kilograms(format.number(unit.ratedLoad))),
    ...fact(
      text.speed,
      unit.ratedSpeed === null ? null : text.perSecond(format.decimal(unit.ratedSpeed, 2).replace(/0$/, "")),
    ),
    ...fact(text.travel, unit.travel === null ? null : text.metres(format.decimal(unit.travel))),
    ...fact(
      text.stops,
      lowest === undefined || highest === undefined ? null : text.stopsValue(unit.floors.length, lowest, highest),
    ),
    ...fact(text.building, unit.building, buildingHref(unit.buildingId)),
    ...fact(text.address, addressText(unit), addressHref(unit.addressId)),
    ...fact(
      text.contract,
      unit.contractNumber,
      unit.contractNumber === null ? null : contractHref(unit.contractNumber),
    ),
    ...(!unit.connected && unit.agreedHours === null
      ? []
      : [
          ...fact(text.agreed, hoursText(c, unit.agreedHours)),
          ...fact(text.peak, hoursText(c, unit.peakHours ?? defaultPeakHours)),
        ]),
    ...fact(text.register, unit.registerStatus),
    ...fact(
      text.live,
      unit.connectedSince === null ? text.notConnected : text.connectedSince(format.date(unit.connectedSince)),
    ),
  ]
}
