import { setTimeout as after } from "node:timers/promises"
import { readOptions, usage } from "./options.ts"
import { simulate } from "./simulator.ts"

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

const stopping = new AbortController()
/** Longer than flushing and saving may take. */
const patience = 5000
const stop = () => {
  if (stopping.signal.aborted) return
  stopping.abort()
  setTimeout(() => process.exit(0), patience).unref()
}
process.on("SIGINT", stop)
process.on("SIGTERM", stop)
// Whoever read our output may be gone before we are.
process.stdout.on("error", stop)
process.stderr.on("error", stop)
if (options.stopWithParent) {
  process.stdin.on("end", stop).on("close", stop).on("error", stop).resume()
}

const { plan } = options
const world = {
  now: Date.now,
  wait: (ms: number, until: AbortSignal) => after(ms, undefined, { signal: until }).catch(() => undefined),
  news: (line: string) => (plan.quiet ? undefined : console.log(`simulator: ${line}`)),
  trouble: (line: string) => console.log(`simulator: ${line}`),
}
try {
  await simulate(plan, world, stopping.signal)
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
