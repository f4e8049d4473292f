import { Effect } from "effect"
import type { Context } from "hono"
import {
  dayStates,
  type HistoryInterval,
  intervalsOf,
  type LastDays,
  lastDays,
  startsOf,
  periodTime,
  technicalAvailability,
  wholePeriod,
  type UnitListRow,
  type UnitStarts,
} from "#equipment"
import { addDays, dayAt, startOfDay, startOfMonth } from "#kernel/time.ts"
import { dayStrip } from "../components/day-strip.ts"
import { miniShaft } from "../components/mini-shaft.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { contractOf } from "./contract-link.ts"
import type { UnitRow, UnitRowLive } from "./equipment-view.ts"
import { buildingHref, pictureOf, shownState, unitHref } from "./unit-words.ts"

const STRIP_DAYS = 30

/** What the rows of a list show beside the units themselves, for all of them together. */
export interface RowFigures {
  readonly intervals: ReadonlyMap<number, ReadonlyArray<HistoryInterval>>
  readonly starts: ReadonlyMap<number, UnitStarts>
}

export const rowFigures = Effect.fn("rowFigures")(function* (rows: ReadonlyArray<UnitListRow>, now: Date) {
  const connected = rows.filter((row) => row.connected)
  const none: RowFigures = { intervals: new Map(), starts: new Map() }
  if (connected.length === 0) return none
  const found = yield* Effect.all(
    {
      intervals: intervalsOf(
        connected.map((row) => row.id),
        new Date(now.getTime() - (STRIP_DAYS + 3) * 86_400_000),
      ),
      starts: startsOf(
        connected.map(({ id, timeZone }) => {
          const today = dayAt(now, timeZone)
          return { id, first: addDays(today, 1 - STRIP_DAYS), today }
        }),
      ),
    },
    { concurrency: "unbounded" },
  )
  const figures: RowFigures = {
    intervals: Map.groupBy(found.intervals, (interval) => interval.unitId),
    starts: new Map(found.starts.map((starts) => [starts.unitId, starts])),
  }
  return figures
})

/** Rows as the list shows them, each in its building's time. */
export const unitRows = (
  c: Context<Env>,
  rows: ReadonlyArray<UnitListRow>,
  figures: RowFigures,
  now: Date,
): ReadonlyArray<UnitRow> => {
  const calendars = new Map<string, Calendar>()
  const calendarOf = (timeZone: string) => {
    let found = calendars.get(timeZone)
    if (found === undefined) calendars.set(timeZone, (found = calendar(timeZone, now)))
    return found
  }
  return rows.map((row): UnitRow => {
    const format = formatsFor(c, row.timeZone)
    const state = shownState(row.state)
    return {
      id: String(row.id),
      href: unitHref(row.id),
      name: row.name,
      number: row.number === row.name ? "" : row.number,
      building: { href: buildingHref(row.buildingId), text: row.building },
      contract: row.contractNumber === null ? null : contractOf(c, row.contractNumber, row.accountId),
      state,
      since: row.since === null ? null : format.moment(row.since, now),
      back: row.expectedBack === null ? null : format.moment(row.expectedBack, now),
      shaft: miniShaft(pictureOf(row)),
      ...(row.connected ? {} : { about: about(c, row) }),
      live: !row.connected ? null : liveFigures(c, row, figures, calendarOf(row.timeZone)),
    }
  })
}

/** Of a unit without live data its kind, maker and year are more to read than "no live data" in every row. */
const about = (c: Context<Env>, row: UnitListRow): string => {
  const { words } = c.get("web")
  const kind = words.kinds[row.kind]
  const what = row.drive === null ? kind : words.unit.facts.kindAndDrive(kind, words.drives[row.drive])
  const made = [row.manufacturer, row.year === null ? null : String(row.year)].filter((part) => part !== null)
  return made.length === 0 ? what : words.equipment.about(what, made.join(", "))
}

interface Calendar {
  readonly strip: LastDays
  readonly monthStart: Date
  readonly now: Date
}

const calendar = (timeZone: string, now: Date): Calendar => {
  const today = dayAt(now, timeZone)
  return { strip: lastDays(STRIP_DAYS, timeZone, now), monthStart: startOfDay(startOfMonth(today), timeZone), now }
}

const liveFigures = (
  c: Context<Env>,
  row: UnitListRow,
  figures: RowFigures,
  { strip, monthStart, now }: Calendar,
): UnitRowLive => {
  const { words } = c.get("web")
  const format = formatsFor(c, row.timeZone)
  const intervals = figures.intervals.get(row.id) ?? []
  const starts = figures.starts.get(row.id)
  const availability = technicalAvailability(periodTime(intervals, wholePeriod(monthStart, now)))
  return {
    days: dayStrip(
      dayStates(intervals, strip).map(({ day, state, seconds }) => ({ date: day, state, seconds })),
      words,
    ),
    startsToday: format.number(starts?.today ?? 0),
    starts30: format.number(starts?.since ?? 0),
    availability: availability === null ? words.common.noData : format.percent(availability),
  }
}
