import { isTimeZone } from "#kernel/time.ts"

export const importUsage = `Reads a register of lifts and escalators into the fleet of a customer account.

  npm run import -- units FILE --map MAP.json --account NAME [options]

  FILE               CSV, packed with gzip or not
  --map MAP.json     how its columns are read: docs/import/README.md
  --account NAME     the customer account
  --create-account   opens the account when there is none of that name; its country and time zone are
                     those of the map, or --country GB and --time-zone Europe/London
  --rejected OUT.csv writes every refused row there, with its line and the reason
`

export interface ImportArguments {
  readonly file: string
  readonly map: string
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

  const [what, file, ...rest] = positionals
  if (what !== "units")
    problems.unshift(what === undefined ? "Say what to import: units." : `"${what}" cannot be imported; units can.`)
  else if (file === undefined) problems.push("The file to import is missing.")
  if (rest.length > 0)
    problems.push(
      `One file at a time: what is ${rest.map((word) => `"${word}"`).join(", ")}? A name with blanks needs quotation marks.`,
    )
  for (const name of ["map", "account"]) if (!values.has(name)) problems.push(`--${name} is missing.`)
  const country = values.get("country") ?? null
  const timeZone = values.get("time-zone") ?? null
  if (country !== null && country !== "" && !/^[A-Z]{2}$/.test(country)) {
    problems.push(`--country ${country}: give the two letters of a country, such as GB.`)
  }
  if (timeZone !== null && timeZone !== "" && !isTimeZone(timeZone)) {
    problems.push(`--time-zone ${timeZone}: give a time zone such as Europe/London.`)
  }
  if (problems.length > 0) return { problems }
  return {
    file: file ?? "",
    map: values.get("map") ?? "",
    account: values.get("account") ?? "",
    createAccount: values.has("create-account"),
    country,
    timeZone,
    rejected: values.get("rejected") ?? null,
  }
}
