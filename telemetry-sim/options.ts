import type { BackFill } from "./back-fill.ts"
import type { CrewsPlan } from "./crews.ts"
import type { Plan } from "./simulator.ts"
import type { Verification } from "./verify.ts"

/** What to do, or everything that is wrong. */
type Options =
  | { readonly kind: "run"; readonly plan: Plan; readonly stopWithParent: boolean }
  | { readonly kind: "verify"; readonly verification: Verification }
  | { readonly kind: "back-fill"; readonly backFill: BackFill }
  | { readonly kind: "crews"; readonly crews: CrewsPlan; readonly stopWithParent: boolean }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly errors: ReadonlyArray<string> }

const forAll = { values: ["--target", "--token"], switches: ["--help"] }
const ofModel = {
  values: ["--units", "--only", "--seed", "--fault-rate", "--hurry"],
  switches: ["--even-faults", "--quiet"],
}
const commands = {
  run: {
    values: [
      ...forAll.values,
      ...ofModel.values,
      ...["--from", "--to", "--speed", "--counters-every", "--restart-every", "--counter-bits"],
      ...["--in-flight", "--state-file", "--catch-up"],
    ],
    switches: [...forAll.switches, ...ofModel.switches, "--chaos", "--plain", "--stop-with-parent"],
  },
  verify: {
    values: [...forAll.values, "--state-file", "--silence-after", "--patience"],
    switches: forAll.switches,
  },
  "back-fill": {
    values: [...forAll.values, ...ofModel.values, "--months"],
    switches: [...forAll.switches, ...ofModel.switches],
  },
  crews: {
    values: [...forAll.values, "--seed"],
    switches: [...forAll.switches, "--quiet", "--stop-with-parent"],
  },
} as const

type Command = keyof typeof commands

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Reads the words of one command, and collects what is wrong. */
class Words {
  readonly errors: Array<string> = []
  readonly #words: ReadonlyArray<string>
  readonly #given = new Map<string, string>()

  constructor(words: ReadonlyArray<string>, command: Command) {
    this.#words = words
    const values: ReadonlyArray<string> = commands[command].values
    const switches: ReadonlyArray<string> = commands[command].switches
    for (let place = 0; place < words.length; place += 1) {
      const word = words[place] ?? ""
      const equals = word.indexOf("=")
      const name = word.startsWith("--") && equals > 0 ? word.slice(0, equals) : word
      if (this.#given.has(name)) this.errors.push(`${name} is given twice`)
      if (switches.includes(name)) {
        if (name === word) this.#given.set(name, "")
        else this.errors.push(`${name} takes no value`)
      } else if (values.includes(name)) {
        const value = name === word ? words[place + 1] : word.slice(equals + 1)
        const missing = value === undefined || value === "" || (name === word && value.startsWith("--"))
        if (missing) this.errors.push(`${name} needs a value`)
        else this.#given.set(name, value)
        if (name === word && !missing) place += 1
      } else this.errors.push(`${word} is not an option`)
    }
  }

  has(name: string): boolean {
    return this.#given.has(name)
  }

  text(name: string): string | null {
    return this.#given.get(name) ?? null
  }

  number(name: string, otherwise: number, least: number, most: number, whole = false): number {
    const text = this.#given.get(name)
    if (text === undefined) return otherwise
    const value = Number(text)
    const good = /^\d*\.?\d+$/.test(text) && value >= least && value <= most && (!whole || Number.isInteger(value))
    if (good) return value
    this.errors.push(`${name} ${text}: give a ${whole ? "whole number" : "number"} from ${least} to ${most}`)
    return otherwise
  }

  time(name: string): number | null {
    const text = this.#given.get(name)
    if (text === undefined) return null
    const time = Date.parse(text)
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(time))
      return time
    this.errors.push(`${name} ${text}: give a time with its offset, such as 2026-11-01T00:00:00Z`)
    return null
  }

  /** A value that must be there; says so unless it was given badly, which is said already. */
  needed(name: string, advice: string): string {
    const text = this.#given.get(name) ?? ""
    if (text === "" && !this.#words.some((word) => word.startsWith(name))) {
      this.errors.push(`${name} is missing: ${advice}`)
    }
    return text
  }

  portal(environment: Readonly<Record<string, string | undefined>>) {
    const target = this.needed("--target", "give the portal's address")
    if (target !== "" && !/^https?:$/.test(URL.parse(target)?.protocol ?? "")) {
      this.errors.push(`--target ${target}: give an address that begins with http:// or https://`)
    }
    const token = this.text("--token") ?? environment["HOISTWAY_SIM_TOKEN"] ?? ""
    if (token === "") this.errors.push("--token is missing: give the gateway's token, or set HOISTWAY_SIM_TOKEN")
    else if (!/^[\x21-\x7e]+$/.test(token))
      this.errors.push("--token: a token has no blanks and no letters beyond ASCII")
    return { target, token }
  }

  /** Which units, of which seed, and what their lives are like. */
  model() {
    const units = this.has("--units") ? this.number("--units", 1, 1, 10_000_000, true) : null
    const only = this.text("--only")
    if (units !== null && only !== null) this.errors.push("--units and --only do not go together")
    return {
      units,
      only,
      seed: this.text("--seed") ?? "1",
      quiet: this.has("--quiet"),
      life: {
        faultRate: this.number("--fault-rate", 1, 0, 100_000),
        evenFaults: this.has("--even-faults"),
        hurry: this.number("--hurry", 1, 0.01, 100_000),
      },
    }
  }
}

const run = (words: Words, environment: Readonly<Record<string, string | undefined>>, now: number): Options => {
  const { target, token } = words.portal(environment)
  const { units, only, seed, quiet, life } = words.model()
  const speed = words.number("--speed", Infinity, 0.1, 1_000_000)
  const given = words.time("--from")
  if (given !== null && given > now) words.errors.push(`--from ${words.text("--from")} is in the future`)
  const from = given ?? (Number.isFinite(speed) && speed > 1 ? now - day : null)
  const to = words.time("--to")
  if (to !== null && to <= (from ?? now)) words.errors.push(`--to ${words.text("--to")} is before the start`)
  const bits = words.text("--counter-bits")
  if (bits !== null && bits !== "16" && bits !== "32") words.errors.push(`--counter-bits ${bits}: give 16 or 32`)
  return {
    kind: "run",
    stopWithParent: words.has("--stop-with-parent"),
    plan: {
      target,
      token,
      units,
      only,
      seed,
      speed,
      from,
      to,
      catchUp: words.number("--catch-up", 1, 0.1, 24 * 400) * hour,
      settings: {
        ...life,
        countersEvery: words.number("--counters-every", 60, 1, 3600, true) * 1000,
        restartEvery: words.number("--restart-every", 720, 0.1, 24 * 400) * hour,
        counterSize: bits === null ? null : 2 ** Number(bits),
      },
      inFlight: words.number("--in-flight", 4, 1, 256, true),
      zips: !words.has("--plain"),
      chaos: words.has("--chaos"),
      stateFile: words.text("--state-file"),
      quiet,
    },
  }
}

const verification = (words: Words, environment: Readonly<Record<string, string | undefined>>): Options => ({
  kind: "verify",
  verification: {
    ...words.portal(environment),
    stateFile: words.needed("--state-file", "give the file that the simulator saves to"),
    silenceAfter: words.number("--silence-after", 15, 10, 24 * 60) * minute,
    patience: words.number("--patience", 10, 0, 3600) * 1000,
  },
})

const backFill = (words: Words, environment: Readonly<Record<string, string | undefined>>): Options => {
  const { life, ...model } = words.model()
  return {
    kind: "back-fill",
    backFill: {
      ...words.portal(environment),
      ...model,
      months: words.number("--months", 13, 1, 120, true),
      life,
    },
  }
}

const crews = (words: Words, environment: Readonly<Record<string, string | undefined>>): Options => ({
  kind: "crews",
  stopWithParent: words.has("--stop-with-parent"),
  crews: { ...words.portal(environment), seed: words.text("--seed") ?? "1", quiet: words.has("--quiet") },
})

/** Reads the command line without the program's name; `now` is in milliseconds since 1970. */
export const readOptions = (
  words: ReadonlyArray<string>,
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Options => {
  const [first] = words
  const command: Command = first === "verify" || first === "back-fill" || first === "crews" ? first : "run"
  const own = new Words(command === "run" ? words : words.slice(1), command)
  if (own.has("--help")) return { kind: "help" }
  const options =
    command === "run"
      ? run(own, environment, now)
      : command === "verify"
        ? verification(own, environment)
        : command === "crews"
          ? crews(own, environment)
          : backFill(own, environment)
  return own.errors.length > 0 ? { kind: "wrong", errors: own.errors } : options
}
