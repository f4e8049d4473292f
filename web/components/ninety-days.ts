import type { Formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"
import { dayPaths, daysInWords, large, type Day, type DayPath } from "./day-strip.ts"
import type { UnitState } from "./view.ts"

/** A day with what happened on it; `what` is the reason in a few words, or "". */
export interface StoryDay extends Day {
  readonly what: string
}

/** A stretch of the strip's 30 columns: empty, or a run of bad days that links to its row in the table. */
export interface Hit {
  readonly run: number
  readonly href: string | null
  readonly lines: ReadonlyArray<string>
}

export interface ThirtyDays {
  readonly id: string
  readonly title: string
  readonly paths: ReadonlyArray<DayPath>
  /** Where a month begins, as x. */
  readonly months: ReadonlyArray<number>
  readonly hits: ReadonlyArray<Hit>
  readonly from: string
  readonly to: string
}

export interface BadDay {
  readonly id: string
  readonly iso: string
  readonly day: string
  readonly state: UnitState
  readonly length: string
  readonly what: string
}

/** Three strips of thirty days and the table of every day with trouble. Drawn by `components/ninety-days`. */
export interface NinetyDaysView {
  /** "In service all day on 74 of 90 days" */
  readonly summary: string
  readonly strips: ReadonlyArray<ThirtyDays>
  readonly table: ReadonlyArray<BadDay>
  readonly tableTitle: string
}

const troubled = (day: Day): day is Day & { readonly state: UnitState } =>
  day.state !== null && day.state !== "in-service" && day.state !== "not-connected"

/** From ninety days in order, the last one today. */
export const ninetyDays = (days: ReadonlyArray<StoryDay>, format: Formats, words: Words): NinetyDaysView => {
  const inWords = (day: StoryDay & { readonly state: UnitState }, last: boolean) =>
    words.days.one(
      format.dayMonth(day.date),
      words.states.lower[day.state],
      format.duration(day.seconds),
      last,
      day.what,
    )
  const lastDate = days.at(-1)?.date

  const hitsOf = (thirty: ReadonlyArray<StoryDay>) => {
    const hits: Array<{ run: number; href: string | null; lines: Array<string> }> = []
    for (const day of thirty) {
      const last = hits.at(-1)
      if (troubled(day)) {
        const line = inWords(day, day.date === lastDate)
        if (last?.href != null) {
          last.run++
          last.lines.push(line)
        } else hits.push({ run: 1, href: `#d-${day.date}`, lines: [line] })
      } else if (last !== undefined && last.href === null) last.run++
      else hits.push({ run: 1, href: null, lines: [] })
    }
    return hits
  }

  const strips: Array<ThirtyDays> = []
  for (let start = 0; start < days.length; start += 30) {
    const thirty = days.slice(start, start + 30)
    const first = thirty[0]!
    const last = thirty.at(-1)!
    strips.push({
      id: `days-${strips.length + 1}`,
      title: words.days.fromTo(format.dayMonth(first.date), format.dayMonth(last.date), daysInWords(thirty, words)),
      paths: dayPaths(thirty, large),
      months: thirty.flatMap((day, index) => (index > 0 && day.date.endsWith("-01") ? [index * large.pitch] : [])),
      hits: hitsOf(thirty),
      from: format.dayMonth(first.date),
      to: last.date === lastDate ? words.days.today : format.dayMonth(last.date),
    })
  }

  const table = days
    .filter((day) => troubled(day))
    .reverse()
    .map((day) => ({
      id: `d-${day.date}`,
      iso: day.date,
      day: format.dayMonth(day.date),
      state: day.state as UnitState,
      length: day.date === lastDate ? words.days.soFar(format.duration(day.seconds)) : format.duration(day.seconds),
      what: day.what,
    }))
  return { summary: daysInWords(days, words), strips, table, tableTitle: words.days.table(table.length) }
}
