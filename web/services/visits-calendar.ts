import type { Context } from "hono"
import type { DayCount, Visit } from "#maintenance"
import { addDays, type Day, dayNumber, weekday } from "#kernel/time.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { timeWords, visitHref, visitTag } from "./visit-words.ts"
import type { VisitsQuery } from "./visits-query.ts"
import type { CalendarDay, CalendarView, VisitChip } from "./visits-view.ts"

/** On a day with more visits than this, a calendar shows their number and the way to their list. */
const BUSY = { month: 24, week: 60 }
/** So many chips stand in a day. */
const CHIPS = { month: 4, week: 12 }

type Kind = keyof typeof BUSY

/** The days whose visits a calendar shows one by one. */
export const quietDays = (counts: ReadonlyArray<DayCount>, kind: Kind): ReadonlyArray<Day> =>
  [...totals(counts)].filter(([, visits]) => visits <= BUSY[kind]).map(([day]) => day)

/** The most visits that a calendar shows one by one. */
export const mostShown = (days: ReadonlyArray<Day>, kind: Kind): number => days.length * BUSY[kind]

const totals = (counts: ReadonlyArray<DayCount>): ReadonlyMap<Day, number> => {
  const found = new Map<Day, number>()
  for (const { day, visits } of counts) found.set(day, (found.get(day) ?? 0) + visits)
  return found
}

const gravity = { missed: 0, "under-way": 1, "to-come": 2, done: 3, cancelled: 4 } as const

/** Visits that stand in one chip: of one kind to one building, as far as each other. */
const together = (visit: Visit) =>
  [
    visit.buildingId,
    visit.activity,
    visit.standing,
    visit.movedFrom ?? "",
    visit.standing === "under-way" ? visit.state : "",
  ].join()

const chipOf = (
  c: Context<Env>,
  visits: ReadonlyArray<Visit>,
  listOf: (day: Day, more: Readonly<Record<string, string>>) => string,
): VisitChip | null => {
  const [first] = visits
  if (first === undefined) return null
  const { visits: text } = c.get("web").words
  const alone = visits.length === 1
  const kind = text.activities[first.activity]
  const what = alone
    ? text.what(kind, first.unit, timeWords(c, first))
    : text.what(kind, text.units(visits.length, formatsFor(c).number(visits.length)), "")
  const { standing } = first
  return {
    href: alone
      ? visitHref(first.id)
      : listOf(first.day, { building: String(first.buildingId), kind: first.activity, state: standing }),
    building: first.building,
    what,
    look: standing === "missed" ? "missed" : standing === "done" || standing === "cancelled" ? "past" : "plan",
    tag: standing === "to-come" && first.movedFrom === null ? null : visitTag(c, first),
  }
}

/** A month or a week, drawn from the counts of its days and the visits of its quiet ones. */
export const calendarOf = (
  c: Context<Env>,
  { first, last, from, to }: Pick<VisitsQuery, "first" | "last" | "from" | "to">,
  kind: Kind,
  caption: string,
  counts: ReadonlyArray<DayCount>,
  visits: ReadonlyArray<Visit>,
  today: Day,
  listOf: (day: Day, more: Readonly<Record<string, string>>) => string,
): CalendarView => {
  const { visits: text } = c.get("web").words
  const format = formatsFor(c)
  const total = totals(counts)
  const countsOf = Map.groupBy(counts, ({ day }) => day)
  const visitsOfDay = Map.groupBy(visits, ({ day }) => day)

  const chipsOf = (day: Day) => {
    const groups = [...Map.groupBy(visitsOfDay.get(day) ?? [], together).values()]
    const inOrder = groups.toSorted((a, b) => gravity[a[0]?.standing ?? "done"] - gravity[b[0]?.standing ?? "done"])
    const shown = inOrder.slice(0, CHIPS[kind])
    return {
      chips: shown.flatMap((group) => chipOf(c, group, listOf) ?? []),
      visits: shown.reduce((sum, group) => sum + group.length, 0),
    }
  }

  const partsOf = (day: Day) => {
    const some = countsOf.get(day) ?? []
    const missed = some.reduce((sum, one) => sum + (one.standing === "missed" ? one.visits : 0), 0)
    const moved = some.reduce((sum, one) => sum + (one.standing === "to-come" ? one.moved : 0), 0)
    return [
      ...(missed === 0
        ? []
        : [{ href: listOf(day, { state: "missed" }), text: text.missedCount(format.number(missed)) }]),
      ...(moved === 0 ? [] : [{ href: listOf(day, { state: "moved" }), text: text.movedCount(format.number(moved)) }]),
    ]
  }

  const dayOf = (day: Day): CalendarDay => {
    const all = total.get(day) ?? 0
    const busy = all > BUSY[kind]
    const shown = busy ? { chips: [], visits: 0 } : chipsOf(day)
    const rest = all - shown.visits
    const begins = day.endsWith("-01") || day === first
    return {
      date: day,
      weekday: format.weekdays[weekday(dayNumber(day)) - 1] ?? "",
      text: begins ? format.dayMonth(day) : String(Number(day.slice(8))),
      today: day === today,
      off: weekday(dayNumber(day)) > 5,
      other: day < from || day > to,
      chips: shown.chips,
      more:
        rest === 0
          ? null
          : {
              href: listOf(day, {}),
              text: busy ? text.visitCount(all, format.number(all)) : text.more(format.number(rest)),
            },
      parts: busy ? partsOf(day) : [],
    }
  }

  const weeks = Math.round((dayNumber(last) - dayNumber(first) + 1) / 7)
  return {
    caption,
    week: kind === "week",
    weekdays: format.weekdays,
    weeks: Array.from({ length: weeks }, (_, week) =>
      Array.from({ length: 7 }, (__, at) => dayOf(addDays(first, week * 7 + at))),
    ),
  }
}
