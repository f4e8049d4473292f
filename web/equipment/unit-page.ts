import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  dataCoverage,
  daysOf,
  type DayState,
  dayStates,
  type HistoryInterval,
  intervalsOf,
  lastDays,
  technicalAvailability,
  type UnitDay,
  unitDetail,
  type UnitDetail,
  unitPage,
  unitPeriod,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { addDays, dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { bigShaft } from "../components/big-shaft.ts"
import { ninetyDays } from "../components/ninety-days.ts"
import type { Fact, Figure } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { addressText } from "./address-text.ts"
import type { UnitNow, UnitSign, UnitView } from "./unit-view.ts"
import { addressHref, buildingHref, causeWords, pictureOf, shownState, unitHref } from "./unit-words.ts"

const DAYS = 90
const NEIGHBOURS = 12

export const unitPages = new Hono<Env>()
  .get("/equipment/units/:id", allow("signed-in"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        return c.html(render("equipment/unit", yield* unitView(c), words))
      }),
    ),
  )
  .get("/live/units/:id", allow("signed-in"), (c) => {
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
    ...(view.now === null ? [] : [{ id: "unit-now", html: render("equipment/_now", view.now, words) }]),
    { id: "unit-figures", html: render("equipment/_figures", view.figures, words) },
    ...(view.days === null ? [] : [{ id: "unit-days", html: render("equipment/_days", view.days, words) }]),
  ]
}

const unitView = Effect.fn("unitView")(function* (c: Context<Env>) {
  const { words, shared } = c.get("web")
  const id = yield* orNotFound(pathId(c))
  const { unit, body } = yield* shared(c, `unit ${id}`, (now) => unitBody(c, id, now))
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: words.unit.pageTitle(unit.name, words.states.lower[shownState(unit.state)]),
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
      ],
      ...(unit.state === null ? {} : { live: `/live/units/${id}` }),
    }),
  )
  const view: UnitView = { page, ...body }
  return view
})

const unitBody = Effect.fn("unitBody")(function* (c: Context<Env>, id: number, now: Date) {
  const { words } = c.get("web")
  const { unit, intervals, days, others } = yield* readUnit(id, now)
  const live = unit.state !== null
  const body: Omit<UnitView, "page"> = {
    sign: unitSign(c, unit, now),
    now: live ? unitNow(c, unit, now) : null,
    notConnected: live ? null : words.unit.notConnected,
    figures: { figures: live ? unitFigures(c, unit, intervals, days, now) : [] },
    days: live ? unitDays(c, unit, intervals, now) : null,
    week: null,
    factsTitle: words.unit.this[unit.kind],
    facts: unitFacts(c, unit),
    neighbours: others
      .filter((other) => other.id !== id)
      .slice(0, NEIGHBOURS)
      .map((other) => ({ href: unitHref(other.id), text: other.name, state: shownState(other.state) })),
    story: words.unit.noStory,
  }
  return { unit, body }
})

const readUnit = Effect.fn("readUnit")(function* (id: number, now: Date) {
  const { found, intervals, days } = yield* Effect.all(
    {
      found: unitDetail(id),
      intervals: intervalsOf([id], new Date(now.getTime() - (DAYS + 2) * 86_400_000)),
      days: daysOf([id], addDays(dayAt(now, "UTC"), -DAYS)),
    },
    { concurrency: "unbounded" },
  )
  const unit = yield* orNotFound(found)
  const others = yield* unitPage(
    { text: "", building: unit.buildingId, buildingName: "", address: null, kind: null, states: [] },
    { by: "name", descending: false },
    { size: NEIGHBOURS + 1, number: 1 },
    now,
  )
  return { unit, intervals, days, others }
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

const unitFigures = (
  c: Context<Env>,
  unit: UnitDetail,
  intervals: ReadonlyArray<HistoryInterval>,
  days: ReadonlyArray<UnitDay>,
  now: Date,
): ReadonlyArray<Figure> => {
  const { words } = c.get("web")
  const text = words.unit.figures
  const format = formatsFor(c, unit.timeZone)
  const today = dayAt(now, unit.timeZone)
  const [thisMonth, lastMonth] = [0, -1].map((months) => startOfDay(startOfMonth(today, months), unit.timeZone))
  if (thisMonth === undefined || lastMonth === undefined) return []
  const soFar = unitPeriod(intervals, thisMonth, now)
  const before = unitPeriod(intervals, lastMonth, thisMonth)
  const behind = { href: "#unit-days", text: text.linkDays }
  const share = (value: number | null) => (value === null ? null : format.share(value))
  const availability = technicalAvailability(soFar)
  const availabilityBefore = technicalAvailability(before)
  const coverage = dataCoverage(soFar)
  const first30 = addDays(today, -29)
  const counted = days.length > 0
  const last30 = days.filter(({ day }) => day >= first30)
  const sum = (of: (day: UnitDay) => number) => last30.reduce((all, day) => all + of(day), 0)
  const starts30 = sum((day) => day.starts)
  const seconds30 = sum((day) => day.runSeconds)
  const ofToday = days.find(({ day }) => day === today)
  const plain = (label: string, value: string | null, unitText: string, period: string): Figure => ({
    label,
    value,
    unit: value === null ? "" : unitText,
    period: value === null ? text.reasons.notYet : period,
    link: null,
  })
  const midnight = format.time(startOfDay(today, unit.timeZone))
  const hours = (seconds: number) => format.decimal(seconds / 3600)
  const mean = format.number(Math.round(starts30 / Math.max(1, last30.length)))
  return [
    { ...plain(text.availability, share(availability), "%", text.periodMonth(format.month(thisMonth))), link: behind },
    { ...plain(text.lastMonth, share(availabilityBefore), "%", text.periodLast(format.month(lastMonth))), link: null },
    plain(
      text.coverage,
      share(coverage),
      "%",
      text.coveragePeriod(format.month(thisMonth), format.duration(soFar.unknown)),
    ),
    plain(text.startsToday, counted ? format.number(ofToday?.starts ?? 0) : null, "", text.today(midnight)),
    plain(text.starts30, counted ? format.number(starts30) : null, "", text.days30(mean)),
    plain(text.hoursToday, counted ? hours(ofToday?.runSeconds ?? 0) : null, "h", text.today(midnight)),
    plain(
      text.hours30,
      counted ? hours(seconds30) : null,
      "h",
      starts30 === 0 ? text.days30Plain : text.perStart(format.decimal(seconds30 / starts30)),
    ),
  ]
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
    ...fact(text.register, unit.registerStatus),
    ...fact(
      text.live,
      unit.connectedSince === null ? text.notConnected : text.connectedSince(format.date(unit.connectedSince)),
    ),
  ]
}
