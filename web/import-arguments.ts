import { type ImportKind, importKinds } from "#equipment"
import { isTimeZone } from "#kernel/time.ts"

export const importUsage = `Reads a file into a customer account: its lifts and escalators, histories of their
states, agreed hours, or orders and visits of the past.

  npm run import -- units FILE --map MAP.json --account NAME [options]
  npm run import -- states FILE --map MAP.json --account NAME [--rejected OUT.csv]
  npm run import -- orders FILE --map MAP.json --account NAME [--rejected OUT.csv]
  npm run import -- agreed-hours FILE --account NAME [--map MAP.json] [--rejected OUT.csv]

  FILE               CSV, packed with gzip or not
  --map MAP.json     how its columns are read: docs/import/README.md
  --account NAME     the customer account
  --create-account   opens the account when there is none of that name; its country and time zone are
                     those of the map, or --country GB and --time-zone Europe/London (units only)
  --rejected OUT.csv writes every refused row there, with its line and the reason
`

export interface ImportArguments {
  readonly what: ImportKind
  readonly file: string
  /** Null: the file's columns have their usual names. */
  readonly map: string | null
  readonly account: string
  readonly createAccount: boolean
  readonly country: string | null
  readonly timeZone: string | null
  readonly rejected: string | null
}

const texts = ["map", "account", "country", "time-zone", "rejected"] as const
const flags = ["create-account", "help"] as const

/** Everything that is wrong with the arguments at once, or what they mean. No argument at all, or --help, is "help". */
export const readImportArguments = (
  given: ReadonlyArray<string>,
): ImportArguments | "help" | { readonly problems: ReadonlyArray<string> } => {
  const problems: Array<string> = []
  const positionals: Array<string> = []
  const values = new Map<string, string>()
  const waiting = [...given]
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (!word.startsWith("-")) {
      positionals.push(word)
      continue
    }
    const [, name = "", inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    const isFlag = flags.some((flag) => flag === name)
    if (!isFlag && !texts.some((text) => text === name)) {
      problems.push(`There is no option ${word}.`)
      continue
    }
    if (values.has(name)) problems.push(`--${name} is given twice.`)
    if (isFlag && inline !== undefined) problems.push(`--${name} takes no value.`)
    const next = isFlag || inline !== undefined || waiting[0]?.startsWith("-") !== false ? inline : waiting.shift()
    if (!isFlag && (next ?? "").trim() === "") problems.push(`--${name} needs a value.`)
    values.set(name, next?.trim() ?? "")
  }
  if (given.length === 0 || values.has("help")) return "help"

  const [word, file, ...rest] = positionals
  const what = importKinds.find((kind) => kind === word)
  const can = `${importKinds.slice(0, -1).join(", ")} and ${importKinds.at(-1)} can`
  if (what === undefined)
    problems.unshift(
      word === undefined
        ? `Say what to import: ${importKinds.join(", ").replace(/, ([^,]*)$/, " or $1")}.`
        : `"${word}" cannot be imported; ${can}.`,
    )
  else if (file === undefined) problems.push("The file to import is missing.")
  if (rest.length > 0)
    problems.push(
      `One file at a time: what is ${rest.map((word) => `"${word}"`).join(", ")}? A name with blanks needs quotation marks.`,
    )
  if (!values.has("map") && what !== "agreed-hours") problems.push("--map is missing.")
  if (!values.has("account")) problems.push("--account is missing.")
  if (values.has("create-account") && what !== undefined && what !== "units")
    problems.push("--create-account is for units: there is nothing to tell of in a new account.")
  const country = values.get("country") ?? null
  const timeZone = values.get("time-zone") ?? null
  if (country !== null && country !== "" && !/^[A-Z]{2}$/.test(country)) {
    problems.push(`--country ${country}: give the two letters of a country, such as GB.`)
  }
  if (timeZone !== null && timeZone !== "" && !isTimeZone(timeZone)) {
    problems.push(`--time-zone ${timeZone}: give a time zone such as Europe/London.`)
  }
  if (problems.length > 0 || what === undefined) return { problems }
  return {
    what,
    file: file ?? "",
    map: values.get("map") ?? null,
    account: values.get("account") ?? "",
    createAccount: values.has("create-account"),
    country,
    timeZone,
    rejected: values.get("rejected") ?? null,
  }
}
