import { parseArgs } from "node:util"
import type { UnitFilter } from "#equipment"
import { isDay } from "#kernel/time.ts"
import { readEquipmentQuery } from "./equipment/equipment-query.ts"
import { english } from "./words/english.ts"

export const reportUsage = `Prints what each unit did in a period, one unit a line.

  npm run report -- availability --units FILTER --from 2026-01-01 --to 2026-02-01 [options]

  --units FILTER     all; words as in the search of the equipment list; building:NAME (or part of it);
                     contract:NUMBER
  --from, --to       days of each building's own time zone, the first and the one after the last
  --hours agreed     counts the seconds of each class inside the agreed hours only; all (the default) counts all
  --format csv       the only one there is, and the default
  --account NAME     one customer account; otherwise all of them
`

export interface ReportArguments {
  readonly filter: UnitFilter
  readonly first: string
  readonly until: string
  readonly hours: "agreed" | "all"
  readonly account: string | null
}

/** What units a filter means: `all`, `building:…`, `contract:…`, or words of the equipment list's search. */
export const readUnitFilter = (text: string): UnitFilter => {
  const [, name = "", rest = ""] = /^(building|contract):\s*(.*)$/is.exec(text.trim()) ?? []
  const search = new URLSearchParams()
  if (name.toLowerCase() === "building") search.set("building", rest)
  else if (name === "" && text.trim().toLowerCase() !== "all") search.set("text", text)
  const { filter } = readEquipmentQuery(search, english)
  return name.toLowerCase() === "contract" ? { ...filter, contract: rest.trim() } : filter
}

const options = {
  units: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  hours: { type: "string" },
  format: { type: "string" },
  account: { type: "string" },
  help: { type: "boolean" },
} as const

const parsed = (given: ReadonlyArray<string>) => {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true })
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

/** Everything that is wrong with the arguments at once, or what they mean. No argument at all, or --help, is "help". */
export const readReportArguments = (
  given: ReadonlyArray<string>,
): ReportArguments | "help" | { readonly problems: ReadonlyArray<string> } => {
  const read = parsed(given)
  if ("problem" in read) return { problems: [read.problem] }
  const { values, positionals } = read
  if (given.length === 0 || values.help === true) return "help"
  const problems: Array<string> = []
  const [what, ...rest] = positionals
  if (what !== "availability")
    problems.push(
      what === undefined ? "Say what to report: availability." : `There is no report "${what}"; availability is one.`,
    )
  if (rest.length > 0)
    problems.push(`What is ${rest.map((word) => `"${word}"`).join(", ")}? A filter with blanks needs quotation marks.`)
  const { units = "", from = "", to = "", hours = "all", format = "csv", account = null } = values
  if (units.trim() === "") problems.push("--units is missing: all, words, building:NAME or contract:NUMBER.")
  else if (/^(building|contract):\s*$/i.test(units.trim())) problems.push(`--units ${units} names none.`)
  for (const [name, day] of [
    ["from", from],
    ["to", to],
  ] as const) {
    if (day === "") problems.push(`--${name} is missing: a day such as 2026-01-01.`)
    else if (!isDay(day)) problems.push(`--${name} ${day} is not a day of the calendar such as 2026-01-01.`)
  }
  if (isDay(from) && isDay(to) && to <= from) problems.push(`--to ${to} is not after --from ${from}.`)
  if (hours !== "agreed" && hours !== "all") problems.push(`--hours ${hours}: give agreed or all.`)
  if (format !== "csv") problems.push(`--format ${format}: there is csv.`)
  if (account?.trim() === "") problems.push("--account needs a value.")
  if (problems.length > 0 || (hours !== "agreed" && hours !== "all")) return { problems }
  return { filter: readUnitFilter(units), first: from, until: to, hours, account: account?.trim() ?? null }
}
