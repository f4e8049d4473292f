import { cellSources, type Cells, folded, type Given, refusalOf, Refused } from "./cell-source.ts"
import { type StatesMap, toldClasses } from "./states-map.ts"
import { timeReader } from "./told-time.ts"
import { unitStates, type UnitState } from "./unit.ts"

/** One row of a file of states: what a unit was, [from, to) in epoch milliseconds; to null: it still is. */
export interface StateRow {
  /** Its equipment number. */
  readonly unit: string
  readonly from: number
  readonly to: number | null
  readonly state: UnitState
  /** Null: by rule. */
  readonly class: (typeof toldClasses)[number] | null
  readonly reason: string | null
}

export type StateRowRead = { readonly row: StateRow } | { readonly refused: string }

const LONGEST = 300
const earliest = Date.UTC(1900, 0, 1)

/** Reads one of the product's own words, also "Out of order" for "out-of-order". */
const wordOf = <const Words extends ReadonlyArray<string>>(words: Words) => {
  const known = new Map<string, Words[number]>(words.map((word) => [word, word]))
  return (text: string): Words[number] | null => known.get(folded(text).replaceAll(/[\s_]+/g, "-")) ?? null
}
const stateOf = wordOf(unitStates)
const classOf = wordOf(toldClasses)

/**
 * Makes the reader of a file's rows of states. The header's names must be trimmed and hold every column that the map names. A row
 * with a time that cannot be read, that ends before it begins or after `now` (epoch milliseconds), is refused.
 */
export const stateRowReader = (
  map: StatesMap,
  header: ReadonlyArray<string>,
  now: number,
): ((cells: Cells) => StateRowRead) => {
  const { fields } = map
  const { cell, source } = cellSources(header, (field, column, value) => {
    throw new Refused(`${column} "${value}" matches none of the patterns of ${field}`)
  })
  const sources = {
    unit: source("unit", fields.unit),
    from: source("from", fields.from),
    to: source("to", fields.to),
    state: source("state", fields.state as Given),
    class: source("class", fields.class as Given | undefined),
    reason: source("reason", fields.reason),
  }
  const refusal = refusalOf(map.refuse, cell)
  const read = timeReader(map.time ?? {})
  const localHint = map.time?.zone === undefined ? " (without an offset it needs the map's time.zone)" : ""

  const timeOf = (what: string, text: string, occurrence: "earlier" | "later") => {
    const at = read(text, occurrence)
    if (at === null) throw new Refused(`${what} "${text.slice(0, 100)}" cannot be read as a time${localHint}`)
    if (at < earliest) throw new Refused(`${what} "${text}" lies before 1900`)
    if (at > now) throw new Refused(`${what} "${text}" lies in the future`)
    return at
  }

  const timesOf = (fromText: string, toText: string) => {
    const from = timeOf("from", fromText, "earlier")
    if (toText === "") return { from, to: null }
    let to = timeOf("to", toText, "earlier")
    if (to <= from) to = timeOf("to", toText, "later")
    if (to < from) throw new Refused(`to "${toText}" lies before from "${fromText}"`)
    if (to === from) throw new Refused(`from and to are the same time, "${toText}"`)
    return { from, to }
  }

  const readRow = (cells: Cells): StateRow => {
    const reasonOfMap = refusal(cells)
    if (reasonOfMap !== null) throw new Refused(reasonOfMap)
    const unit = sources.unit.of(cells)
    if (unit === "") throw new Refused("no equipment number")
    const fromText = sources.from.of(cells)
    if (fromText === "") throw new Refused("no from: when did it begin?")
    const times = timesOf(fromText, sources.to.of(cells))
    const stateText = sources.state.of(cells)
    if (stateText === "") throw new Refused("no state")
    const state = stateOf(stateText)
    if (state === null) throw new Refused(`the map does not know the state "${stateText.slice(0, 100)}"`)
    const classText = sources.class.of(cells)
    const given = classText === "" ? null : classOf(classText)
    if (classText !== "" && given === null)
      throw new Refused(`the map does not know the class "${classText.slice(0, 100)}"`)
    const reason = sources.reason.of(cells)
    if (reason.length > LONGEST) throw new Refused(`the reason is longer than ${LONGEST} characters`)
    return { unit, ...times, state, class: given, reason: reason === "" ? null : reason }
  }

  return (cells) => {
    try {
      return { row: readRow(cells) }
    } catch (error) {
      if (error instanceof Refused) return { refused: error.message }
      throw error
    }
  }
}
