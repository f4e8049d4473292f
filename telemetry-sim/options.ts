import type { Plan } from "./simulator.ts"

export const usage = `Drives the units of a portal over HTTP: traffic, faults, repairs, visits and lost signals of a realistic fleet.

  node telemetry-sim/main.ts --target URL --token TOKEN [options]

  --target URL          the portal, such as http://localhost:3000
  --token TOKEN         the gateway's token; or HOISTWAY_SIM_TOKEN, which does not show in the process list
  --units N             only the first N units
  --only PREFIX         only the units whose number begins so (not with --units)
  --seed S              any text; the same seed gives the same fleet (default 1)
  --from ISO            start the simulated clock in the past, such as 2026-11-01T00:00:00Z (default now)
  --speed X             simulated seconds in a real second until the clock reaches now, then real time
                        (default as fast as the portal takes it; --speed without --from starts 24 h back)
  --fault-rate F        multiplies how often units fail (default 1)
  --even-faults         faults of lifts come as often at night and on Sundays as in rush hours, for visitors at any hour
  --hurry H             divides response, repair and visit times (default 1)
  --counters-every S    seconds between two counter messages of a unit (default 60)
  --state-file FILE     save the state every few seconds and at the end, and go on from it
  --catch-up HOURS      make up for at most so much of the time since it was saved (default 1)
  --stop-with-parent    end when standard input closes
  --quiet               print only trouble
  --help                print this

Messages never carry a time in the future.`

/** A run to do, the usage to print, or everything that is wrong. */
type Options =
  | { readonly kind: "run"; readonly plan: Plan; readonly stopWithParent: boolean }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly errors: ReadonlyArray<string> }

const withValue = [
  "--target",
  "--token",
  "--units",
  "--only",
  "--seed",
  "--from",
  "--speed",
  "--fault-rate",
  "--hurry",
  "--counters-every",
  "--state-file",
  "--catch-up",
]
const withoutValue = ["--even-faults", "--stop-with-parent", "--quiet", "--help"]

const day = 86_400_000

/** Reads the command line without the program's name; `now` is in milliseconds since 1970. */
export const readOptions = (
  words: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Options => {
  const errors: Array<string> = []
  const given = new Map<string, string>()
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] ?? ""
    const equals = word.indexOf("=")
    const name = word.startsWith("--") && equals > 0 ? word.slice(0, equals) : word
    if (given.has(name)) errors.push(`${name} is given twice`)
    if (withoutValue.includes(name)) {
      if (name === word) given.set(name, "")
      else errors.push(`${name} takes no value`)
    } else if (withValue.includes(name)) {
      const value = name === word ? words[place + 1] : word.slice(equals + 1)
      const missing = value === undefined || value === "" || (name === word && value.startsWith("--"))
      if (missing) errors.push(`${name} needs a value`)
      else given.set(name, value)
      if (name === word && !missing) place += 1
    } else errors.push(`${word} is not an option`)
  }
  if (given.has("--help")) return { kind: "help" }

  const number = (name: string, otherwise: number, least: number, most: number, whole = false): number => {
    const text = given.get(name)
    if (text === undefined) return otherwise
    const value = Number(text)
    const good = /^\d*\.?\d+$/.test(text) && value >= least && value <= most && (!whole || Number.isInteger(value))
    if (good) return value
    errors.push(`${name} ${text}: give a ${whole ? "whole number" : "number"} from ${least} to ${most}`)
    return otherwise
  }

  const target = given.get("--target") ?? ""
  if (target === "") {
    if (!words.some((word) => word.startsWith("--target")))
      errors.push("--target is missing: give the portal's address")
  } else if (!/^https?:$/.test(URL.parse(target)?.protocol ?? "")) {
    errors.push(`--target ${target}: give an address that begins with http:// or https://`)
  }
  const token = given.get("--token") ?? environment["HOISTWAY_SIM_TOKEN"] ?? ""
  if (token === "") errors.push("--token is missing: give the gateway's token, or set HOISTWAY_SIM_TOKEN")
  else if (!/^[\x21-\x7e]+$/.test(token)) errors.push("--token: a token has no blanks and no letters beyond ASCII")

  const units = given.has("--units") ? number("--units", 1, 1, 10_000_000, true) : null
  const only = given.get("--only") ?? null
  if (units !== null && only !== null) errors.push("--units and --only do not go together")

  const speed = number("--speed", Infinity, 0.1, 1_000_000)
  const fromText = given.get("--from")
  let from: number | null = null
  if (fromText !== undefined) {
    from = Date.parse(fromText)
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(fromText) || Number.isNaN(from)) {
      errors.push(`--from ${fromText}: give a time with its offset, such as 2026-11-01T00:00:00Z`)
    } else if (from > now) errors.push(`--from ${fromText} is in the future`)
  } else if (Number.isFinite(speed) && speed > 1) from = now - day

  const settings = {
    faultRate: number("--fault-rate", 1, 0, 100_000),
    evenFaults: given.has("--even-faults"),
    hurry: number("--hurry", 1, 0.01, 100_000),
    countersEvery: number("--counters-every", 60, 1, 3600, true) * 1000,
  }
  const catchUp = number("--catch-up", 1, 0.1, 24 * 400) * 3_600_000
  if (errors.length > 0) return { kind: "wrong", errors }
  return {
    kind: "run",
    stopWithParent: given.has("--stop-with-parent"),
    plan: {
      target,
      token,
      units,
      only,
      seed: given.get("--seed") ?? "1",
      speed,
      from,
      catchUp,
      settings,
      stateFile: given.get("--state-file") ?? null,
      quiet: given.has("--quiet"),
    },
  }
}
