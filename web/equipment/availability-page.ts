import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  dataCoverage,
  defaultPeakHours,
  isDown,
  meanTimeBetweenFailures,
  meanTimeToRestore,
  unitDetail,
  type UnitDetail,
  type UnitExplanation,
  unitExplanation,
  unknownTime,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { addDays, type Day, dayAt, isDay, startOfMonth } from "#kernel/time.ts"
import type { Figure, Pages } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { hasRole } from "../operations/operations-frame.ts"
import type { Formats } from "../words/format.ts"
import { availabilityLanes } from "./availability-lanes.ts"
import { hoursText } from "./hours-text.ts"
import {
  type AvailabilityAsked,
  availabilityCsvHref,
  availabilityHref,
  availabilityKinds,
  type AvailabilityProblem,
  intervalHref,
  LONGEST_DAYS,
  readAvailabilityQuery,
} from "./availability-query.ts"
import type { AvailabilityView, StretchView, SumView } from "./availability-view.ts"
import {
  classWords,
  decisionWords,
  divisionOf,
  insideOf,
  ruleWords,
  sourceWords,
  type Stretch,
} from "./availability-words.ts"
import { availabilityOf } from "./unit-figures.ts"
import { buildingHref, causeWords, unitHref } from "./unit-words.ts"

const ROWS = 50

export const availabilityPages = new Hono<Env>().get("/equipment/units/:id/availability", allow("look-around"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      const view = yield* availabilityView(c, yield* orNotFound(pathId(c)), new Date())
      return c.html(render("equipment/availability", view, words), view.page.failed ? 422 : 200)
    }),
  ),
)

/** What an address asks of a unit's availability, and the answer. */
export const readAvailability = Effect.fn("readAvailability")(function* (c: Context<Env>, id: number, now: Date) {
  const unit = yield* orNotFound(yield* unitDetail(id))
  const asked = readAvailabilityQuery(new URL(c.req.url).searchParams, dayAt(now, unit.timeZone))
  const days = { first: asked.from, until: addDays(asked.to, 1) }
  return { unit, asked, explanation: yield* unitExplanation(unit, days, now) }
}, reading)

const availabilityView = Effect.fn("availabilityView")(function* (c: Context<Env>, id: number, now: Date) {
  const { words } = c.get("web")
  const text = words.availability
  const { unit, asked, explanation } = yield* readAvailability(c, id, now)
  const { kind } = asked
  const format = formatsFor(c, unit.timeZone)
  const share = availabilityOf[kind](explanation.time)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: text.title(unit.name),
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
        { href: availabilityHref(unit.id, asked), text: text.crumb },
      ],
      failed: asked.problems.length > 0,
    }),
  )
  const { rows, pages } = pageOf(asked, explanation.stretches.toReversed(), unit.id, format, words.pages.range)
  const view: AvailabilityView = {
    page,
    errors: asked.problems.map((problem) => problemOf(c, problem)),
    name: unit.name,
    answer: text.answer(text.kinds[kind], share === null ? words.common.noData : format.percent(share)),
    about: text.about(
      format.toTheSecond(explanation.period.from),
      format.toTheSecond(explanation.period.to),
      unit.timeZone.replaceAll("_", " "),
    ),
    definition: text.definitions[kind],
    figures: figuresOf(c, unit.id, asked, explanation, format),
    chooser: {
      action: `${unitHref(unit.id)}/availability`,
      hours: kind,
      from: dayField(asked.typed.from),
      to: dayField(asked.typed.to),
      presets: presets(c, unit.id, asked, dayAt(now, unit.timeZone)),
    },
    lanes: lanesOf(c, unit, asked, explanation, format),
    division: divisionView(c, asked, explanation, share, format),
    ...sumsOf(c, asked, explanation, format),
    insideTitle: text.columns.inside[kind],
    title: text.intervals(explanation.stretches.length, format.number(explanation.stretches.length)),
    stretches: rows.map((stretch) => stretchView(c, unit.id, asked, stretch, explanation, format)),
    pages,
    csv: availabilityCsvHref(unit.id, asked),
    asKnown: text.print(format.toTheSecond(now)),
  }
  return view
})

const dayField = (value: string) => ({ value, type: isDay(value) ? ("date" as const) : ("text" as const) })

const problemOf = (c: Context<Env>, problem: AvailabilityProblem) => {
  const { problems, from, to } = c.get("web").words.availability
  const texts = {
    from: problems.noDay(from),
    to: problems.noDay(to),
    order: problems.order,
    length: problems.tooLong(formatsFor(c).number(LONGEST_DAYS)),
  }
  return { href: problem === "from" ? "#f-from" : "#f-to", text: `${texts[problem]} ${problems.shown}` }
}

const figuresOf = (
  c: Context<Env>,
  unitId: number,
  asked: AvailabilityAsked,
  { time, failures }: UnitExplanation,
  format: Formats,
): ReadonlyArray<Figure> => {
  const { words } = c.get("web")
  const text = words.availability
  const figure = (label: string, share: number | null, period: string, link: Figure["link"]): Figure => ({
    label,
    value: share === null ? null : format.share(share),
    unit: share === null ? "" : "%",
    period,
    link,
  })
  return [
    ...availabilityKinds.map((kind) =>
      figure(
        text.kinds[kind],
        availabilityOf[kind](time),
        text.definitions[kind],
        kind === asked.kind
          ? null
          : { href: availabilityHref(unitId, { ...asked, kind }), text: words.unit.figures.how },
      ),
    ),
    figure(text.coverage, dataCoverage(time), text.coverageOf(format.exactly(unknownTime(time.all))), null),
    {
      label: text.failures,
      value: format.number(failures.failures),
      unit: "",
      period: text.failuresOf(
        lasting(meanTimeBetweenFailures(time, failures), format),
        lasting(meanTimeToRestore(failures), format),
      ),
      link: null,
    },
  ]
}

const lasting = (milliseconds: number | null, format: Formats) =>
  milliseconds === null ? null : format.duration(milliseconds / 1000)

const presets = (c: Context<Env>, unitId: number, asked: AvailabilityAsked, today: Day) => {
  const text = c.get("web").words.availability
  const last = startOfMonth(today, -1)
  const all = [
    { text: text.thisMonth, from: startOfMonth(today), to: today },
    { text: text.lastMonth, from: last, to: addDays(startOfMonth(today), -1) },
    { text: text.days30, from: addDays(today, -29), to: today },
  ]
  return all.map(({ text: name, from, to }) => ({
    href: availabilityHref(unitId, { from, to, kind: asked.kind }),
    text: name,
    chosen: asked.from === from && asked.to === to,
  }))
}

const hoursOf = (unit: UnitDetail, { kind }: AvailabilityAsked) => {
  if (kind === "technical") return null
  return kind === "peak" ? (unit.peakHours ?? defaultPeakHours) : unit.agreedHours
}

const lanesOf = (
  c: Context<Env>,
  unit: UnitDetail,
  asked: AvailabilityAsked,
  { period, stretches, time }: UnitExplanation,
  format: Formats,
) => {
  const { lanes } = c.get("web").words.availability
  const division = divisionOf(asked.kind, time)
  const title = { technical: lanes.all, contractual: lanes.agreed, peak: lanes.peak }[asked.kind]
  const notable = stretches.filter(({ interval }) => interval?.state !== "in-service").length
  return availabilityLanes(asked.kind, period, stretches, {
    title,
    about: hoursText(c, hoursOf(unit, asked)),
    hours: lanes.agreedLabel(title, format.exactly(division.period)),
    happened: lanes.happenedLabel(format.number(notable)),
    counts: lanes.countsLabel(format.exactly(division.counted)),
    from: format.calendarDate(asked.from),
    to: format.toTheSecond(period.to),
  })
}

const divisionView = (
  c: Context<Env>,
  { kind }: AvailabilityAsked,
  { time }: UnitExplanation,
  share: number | null,
  format: Formats,
) => {
  if (share === null) return null
  const text = c.get("web").words.availability
  const { period, unknown, known, counted } = divisionOf(kind, time)
  return {
    formula: text.formula[kind](format.exactly(counted), format.exactly(period), format.exactly(unknown)),
    known: text.known(format.exactly(counted), format.exactly(known), format.precise(share)),
    is: text.is(format.percent(share)),
  }
}

const classesInOrder = [null, "planned", "external", "unplanned", "unknown"] as const

const sumsOf = (c: Context<Env>, { kind }: AvailabilityAsked, { stretches }: UnitExplanation, format: Formats) => {
  const { words } = c.get("web")
  const sum = (label: string, some: ReadonlyArray<Stretch>): SumView => {
    const total = (of: (stretch: Stretch) => number) => some.reduce((all, stretch) => all + of(stretch), 0)
    return {
      label,
      length: format.exactly(total(({ from, to }) => to - from)),
      inside: kind === "technical" ? "" : format.exactly(total((stretch) => insideOf(kind, stretch))),
      counted: format.exactly(total((stretch) => stretch[kind].counted)),
    }
  }
  const byClass = Map.groupBy(stretches, (stretch) => stretch.class)
  return {
    sums: classesInOrder.map((its) => sum(classWords(its, words), byClass.get(its) ?? [])),
    all: sum(words.availability.all, stretches),
  }
}

const pageOf = (
  asked: AvailabilityAsked,
  stretches: ReadonlyArray<Stretch>,
  unitId: number,
  format: Formats,
  range: (from: string, to: string, total: string) => string,
): { readonly rows: ReadonlyArray<Stretch>; readonly pages: Pages | null } => {
  const last = Math.max(1, Math.ceil(stretches.length / ROWS))
  const page = Math.min(asked.page, last)
  const first = (page - 1) * ROWS
  const rows = stretches.slice(first, first + ROWS)
  const href = (number: number, wanted: boolean) =>
    wanted ? `${availabilityHref(unitId, asked)}&page=${number}#intervals` : null
  const pages = {
    text: range(format.number(first + 1), format.number(first + rows.length), format.number(stretches.length)),
    first: href(1, page > 1),
    previous: href(page - 1, page > 1),
    next: href(page + 1, page < last),
    last: href(last, page < last),
  }
  return { rows, pages: last === 1 ? null : pages }
}

const stretchView = (
  c: Context<Env>,
  unitId: number,
  asked: AvailabilityAsked,
  stretch: Stretch,
  { period }: UnitExplanation,
  format: Formats,
): StretchView => {
  const { words } = c.get("web")
  const text = words.availability
  const { interval, from, to } = stretch
  const { counted, excluded, reason } = stretch[asked.kind]
  const moment = (ms: number) => ({ iso: new Date(ms).toISOString(), text: format.toTheSecond(ms) })
  const decision = interval?.decisions.at(-1)
  const why = reason === null ? "" : text.reasons[reason]
  return {
    id: interval === null ? "" : `i-${interval.startedAt.getTime()}`,
    from: moment(from),
    to: moment(to),
    beyond: beyond(c, stretch, period, format),
    state: interval?.state ?? null,
    cause: interval === null ? "" : causeWords(interval, words),
    class: classWords(stretch.class, words),
    rule: ruleWords(interval, words),
    decision: decision === undefined ? "" : decisionWords(decision, format.toTheSecond(decision.decidedAt), words),
    source: sourceWords(interval, words),
    length: format.exactly(to - from),
    inside: asked.kind === "technical" ? "" : format.exactly(insideOf(asked.kind, stretch)),
    counted: format.exactly(counted),
    counts: counted > 0,
    why: counted > 0 && excluded > 0 ? text.partly(format.exactly(excluded), why) : why,
    link: linkOf(c, unitId, asked, interval),
  }
}

const beyond = (
  c: Context<Env>,
  { interval, from, to }: Stretch,
  period: UnitExplanation["period"],
  format: Formats,
) => {
  if (interval === null) return ""
  const text = c.get("web").words.availability
  const begun = interval.startedAt.getTime() < from ? text.began(format.toTheSecond(interval.startedAt)) : ""
  const ended =
    interval.endedAt === null
      ? to === period.to
        ? text.goesOn
        : ""
      : interval.endedAt.getTime() > to
        ? text.endsLater(format.toTheSecond(interval.endedAt))
        : ""
  return [begun, ended].filter((part) => part !== "").join(", ")
}

const linkOf = (c: Context<Env>, unitId: number, asked: AvailabilityAsked, interval: Stretch["interval"]) => {
  if (interval === null) return null
  const text = c.get("web").words.availability
  const href = intervalHref(unitId, interval.startedAt, asked)
  if (isDown(interval.state) && hasRole(c, "administrator", "dispatcher")) return { href, text: text.change }
  return interval.decisions.length > 0 ? { href, text: text.history } : null
}
