import {
  cellSources,
  type Cells,
  type Emptied,
  folded,
  type Given,
  Refused,
  refusalOf,
  type RowReader,
  timeReader,
} from "#equipment"
import { dayAt } from "#kernel/time.ts"
import { causesOf, componentsOf, technicianActions } from "./findings.ts"
import type { OrdersMap } from "./orders-map.ts"
import { activityTypes, conditions, orderStates } from "./service-order.ts"
import { LONGEST_NAME, LONGEST_TEXT } from "./service-request.ts"

/** A day, when a file gives no time of day, or an instant in epoch milliseconds. */
export type DayOrTime = { readonly day: string } | { readonly at: number }

/** One row of a file of orders. Times are epoch milliseconds. */
export interface ImportedOrder {
  /** Its equipment number. */
  readonly unit: string
  /** By which it is known when the file comes again: its number, or what it says itself. */
  readonly key: string
  readonly activity: (typeof activityTypes)[number]
  readonly state: (typeof orderStates)[number]
  /** "": the file says nothing. */
  readonly title: string
  readonly reported: number | null
  readonly due: DayOrTime | null
  readonly planned: DayOrTime | null
  readonly arrived: number | null
  readonly finished: number | null
  readonly technician: string | null
  readonly conditionOnArrival: string | null
  readonly conditionOnDeparture: string | null
  readonly cause: string | null
  readonly component: string | null
  readonly action: string | null
  readonly entrapment: boolean
  readonly labourMinutes: number | null
  readonly comment: string
  /** Why it was cancelled; null of others. */
  readonly reason: string | null
  readonly shown: ReadonlyArray<string>
}

/** What a column can be read as, in the order in which a preview shows it. */
export const orderFields = [
  ...[
    "number",
    "unit",
    "activity",
    "state",
    "title",
    "reported",
    "due",
    "planned",
    "arrived",
    "finished",
    "technician",
  ],
  ...["conditionOnArrival", "conditionOnDeparture", "cause", "component", "action", "entrapment", "labourMinutes"],
  ...["comment", "reason"],
]

const earliest = Date.UTC(1900, 0, 1)
/** Plans do not reach further. */
const latestAhead = 20 * 366 * 86_400_000

/** Reads one of the product's own words, also "Follow up needed" for "follow-up-needed". */
const wordOf = <Word extends string>(words: ReadonlyArray<Word>) => {
  const known = new Map<string, Word>(words.map((word) => [word, word]))
  return (text: string): Word | null => known.get(folded(text).replaceAll(/[\s_]+/g, "-")) ?? null
}
const activityOf = wordOf(activityTypes)
const stateOf = wordOf(orderStates)
const codes = {
  conditionOnArrival: wordOf(conditions),
  conditionOnDeparture: wordOf(conditions),
  cause: wordOf([...causesOf("lift"), ...causesOf("escalator")]),
  component: wordOf([...componentsOf("lift"), ...componentsOf("escalator")]),
  action: wordOf(technicianActions),
} as const
type Code = keyof typeof codes

const truths: Readonly<Record<string, boolean>> = {
  ...{ yes: true, true: true, y: true, x: true, 1: true, ja: true, oui: true },
  ...{ no: false, false: false, n: false, 0: false, nein: false, non: false, "": false },
}

const needsFinish: ReadonlySet<string> = new Set(["finished", "closed", "follow-up-needed"])

/** The state of a row that names none: what its times say. */
const stateByTimes = (arrived: number | null, finished: number | null) => {
  if (finished !== null) return "closed"
  if (arrived !== null) throw new Refused("arrived and never finished: say its state")
  return "planned"
}

/** Reads a text that is a day without a time of day, written as the file's times begin; null: it is something else. */
const dayReader = (format: string | undefined): ((text: string) => number | null) => {
  if (format === undefined) {
    const read = timeReader({ zone: "UTC" })
    return (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? read(text, "earlier") : null)
  }
  const day = format.split(/[T\s]+(?=HH|hh)/)[0] ?? ""
  if (/HH|hh|unix/.test(day)) return () => null
  const read = timeReader({ format: day, zone: "UTC" })
  return (text) => read(text, "earlier")
}

/**
 * Makes the reader of a file's rows of orders. The header's names must be trimmed and hold every column that the map names. A row
 * with a time that cannot be read, or whose times are not in order, is refused; a code that is not known is left empty.
 */
export const orderRowReader = (
  map: OrdersMap,
  header: ReadonlyArray<string>,
  now: number,
): RowReader<ImportedOrder> => {
  const { fields } = map
  const { cell, source } = cellSources(header, (field, column, value) => {
    throw new Refused(`${column} "${value}" matches none of the patterns of ${field}`)
  })
  const sources = Object.fromEntries(
    Object.entries(fields).map(([field, given]) => [field, source(field, given as Given | undefined)]),
  )
  const refusal = refusalOf(map.refuse, cell)
  const notation = map.time ?? {}
  const readTime = timeReader(notation)
  const readDay = dayReader(notation.format)
  const localHint = notation.zone === undefined ? " (without an offset it needs the map's time.zone)" : ""

  const textOf = (cells: Cells, field: string, longest: number): string => {
    const text = sources[field]?.of(cells) ?? ""
    if (text.length > longest) throw new Refused(`${field} is longer than ${longest} characters`)
    return text
  }
  const inOrder = (field: string, text: string, at: number | null, most: number): number => {
    if (at === null) throw new Refused(`${field} "${text.slice(0, 100)}" cannot be read as a time${localHint}`)
    if (at < earliest) throw new Refused(`${field} "${text}" lies before 1900`)
    if (at > most) throw new Refused(`${field} "${text}" lies ${most === now ? "" : "too far "}in the future`)
    return at
  }
  const pastTime = (cells: Cells, field: string): number | null => {
    const text = textOf(cells, field, 100)
    return text === "" ? null : inOrder(field, text, readTime(text, "earlier"), now)
  }
  const dayOrTime = (cells: Cells, field: string): DayOrTime | null => {
    const text = textOf(cells, field, 100)
    if (text === "") return null
    const day = readDay(text)
    if (day !== null) return { day: dayAt(new Date(inOrder(field, text, day, now + latestAhead)), "UTC") }
    return { at: inOrder(field, text, readTime(text, "earlier"), now + latestAhead) }
  }

  const timesOf = (cells: Cells) => {
    const times = {
      reported: pastTime(cells, "reported"),
      due: dayOrTime(cells, "due"),
      planned: dayOrTime(cells, "planned"),
      arrived: pastTime(cells, "arrived"),
      finished: pastTime(cells, "finished"),
    }
    const { reported, arrived, finished } = times
    if (finished !== null && arrived !== null && finished < arrived) throw new Refused("finished lies before arrived")
    const first = arrived ?? finished
    if (reported !== null && first !== null && first < reported) throw new Refused("arrived lies before reported")
    if (Object.values(times).every((time) => time === null)) throw new Refused("no day and no time at all")
    return times
  }

  const readRow = (cells: Cells): { row: ImportedOrder; leftEmpty: ReadonlyArray<Emptied> } => {
    const reasonOfMap = refusal(cells)
    if (reasonOfMap !== null) throw new Refused(reasonOfMap)
    const unit = textOf(cells, "unit", 60)
    if (unit === "") throw new Refused("no equipment number")
    const activityText = textOf(cells, "activity", 100)
    const activity = activityOf(activityText)
    if (activity === null) {
      throw new Refused(activityText === "" ? "no activity" : `the map does not know the activity "${activityText}"`)
    }
    const times = timesOf(cells)
    const stateText = textOf(cells, "state", 100)
    const state = stateText === "" ? stateByTimes(times.arrived, times.finished) : stateOf(stateText)
    if (state === null) throw new Refused(`the map does not know the state "${stateText}"`)
    if (needsFinish.has(state) && times.finished === null)
      throw new Refused(`${state}, and no time when it was finished`)
    if (!needsFinish.has(state) && times.finished !== null) throw new Refused(`finished, and yet its state is ${state}`)
    if (state === "on-site" && times.arrived === null) throw new Refused("on site, and no time when somebody arrived")

    const leftEmpty: Array<Emptied> = []
    const emptied = (field: string, text: string, what: string) => {
      const column = sources[field]?.column ?? field
      leftEmpty.push({ column, reason: `${column} "${text.slice(0, 200)}" cannot be read as ${what}: left empty` })
      return null
    }
    const code = (field: Code) => {
      const text = textOf(cells, field, 200)
      return text === "" ? null : (codes[field](text) ?? emptied(field, text, `a code of ${field}`))
    }
    const minutesText = textOf(cells, "labourMinutes", 20)
    const trapped = textOf(cells, "entrapment", 20)
    const labour = /^\d{1,5}$/.test(minutesText)
      ? Number(minutesText)
      : minutesText === ""
        ? null
        : emptied("labourMinutes", minutesText, "whole minutes")
    const title = textOf(cells, "title", 200)
    const number = textOf(cells, "number", 60)
    const technician = textOf(cells, "technician", LONGEST_NAME)
    const told = { unit, activity, state, title, ...times, comment: textOf(cells, "comment", LONGEST_TEXT) }
    return {
      leftEmpty,
      row: {
        ...told,
        // Without a number, one activity on a unit at a time.
        key:
          number === ""
            ? JSON.stringify([unit, activity, times.planned ?? times.due, times.reported ?? times.arrived])
            : number,
        technician: technician === "" ? null : technician,
        conditionOnArrival: code("conditionOnArrival"),
        conditionOnDeparture: code("conditionOnDeparture"),
        cause: code("cause"),
        component: code("component"),
        action: code("action"),
        entrapment: truths[folded(trapped)] ?? emptied("entrapment", trapped, "yes or no") ?? false,
        labourMinutes: labour,
        reason: state === "cancelled" ? textOf(cells, "reason", LONGEST_TEXT) : null,
        shown: orderFields.map((field) => textOf(cells, field, LONGEST_TEXT)),
      },
    }
  }

  return (cells) => {
    try {
      return readRow(cells)
    } catch (error) {
      if (error instanceof Refused) return { refused: error.message }
      throw error
    }
  }
}
