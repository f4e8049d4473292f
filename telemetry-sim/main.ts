import { setTimeout as after } from "node:timers/promises"
import { backFill } from "./back-fill.ts"
import { runCrews } from "./crews.ts"
import { readOptions } from "./options.ts"
import { simulate } from "./simulator.ts"
import { usage } from "./usage.ts"
import { verify } from "./verify.ts"

const options = readOptions(process.argv.slice(2), process.env, Date.now())
if (options.kind === "help") {
  console.log(usage)
  process.exit(0)
}
if (options.kind === "wrong") {
  for (const error of options.errors) console.error(error)
  console.error("--help prints all options.")
  process.exit(2)
}

/** Runs until it is told to stop, which then is no failure. */
const goesOn = options.kind === "run" || options.kind === "crews"
const stopping = new AbortController()
/** Longer than flushing and saving may take. */
const patience = 5000
const stop = () => {
  if (stopping.signal.aborted) return
  stopping.abort()
  setTimeout(() => process.exit(goesOn ? 0 : 1), patience).unref()
}
process.on("SIGINT", stop)
process.on("SIGTERM", stop)
// Whoever read our output may be gone before we are.
process.stdout.on("error", stop)
process.stderr.on("error", stop)
if ("stopWithParent" in options && options.stopWithParent) {
  process.stdin.on("end", stop).on("close", stop).on("error", stop).resume()
}

const world = (before: string, quiet: boolean) => ({
  now: Date.now,
  wait: (ms: number, until: AbortSignal) => after(ms, undefined, { signal: until }).catch(() => undefined),
  news: (line: string) => (quiet ? undefined : console.log(`${before}${line}`)),
  trouble: (line: string) => console.log(`${before}${line}`),
})

/** Does what was asked for; whether it went well. */
const work = async (): Promise<boolean> => {
  switch (options.kind) {
    case "run":
      await simulate(options.plan, world("simulator: ", options.plan.quiet), stopping.signal)
      return true
    case "verify":
      return verify(options.verification, world("", false), stopping.signal)
    case "crews":
      return runCrews(options.crews, world("crews: ", options.crews.quiet), stopping.signal)
    case "back-fill":
      return backFill(options.backFill, world("", options.backFill.quiet), stopping.signal)
  }
}
try {
  process.exit((await work()) ? 0 : 1)
} catch (error) {
  console.error(error)
  process.exit(1)
}
