import { type ChildProcess, spawn } from "node:child_process"
import path from "node:path"
import { Layer } from "effect"
import { company, offerSetup, renewStaffToken } from "#access"
import { connectGateway } from "#equipment"
import { loadHolidays, requestPlan } from "#maintenance"
import { childEnvironment, type Config } from "#kernel/config.ts"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { appUrl, migrate } from "#kernel/database/migrate.ts"
import { createLog, type Log } from "#kernel/observability.ts"
import { consumers, createRuntime, services } from "./composition.ts"
import { createWeb } from "./create-web.ts"
import { DEMO_HUB, demoCountries, loadDemo } from "./demo/load-demo.ts"
import { demoDispatcher, demoPassword, demoPeople } from "./demo/demo-people.ts"
import { countJobFailure } from "./http/metrics.ts"
import { expectFreePort, listen } from "./listen.ts"
import { takeOnlyPlace } from "./only-place.ts"
import { configOrExit, databaseToAnswer, logStrayFailures, onStopSignal, runCommand } from "./process.ts"

/** Steps that take a while say so, and how long they took. */
const step = async <A>(name: string, work: () => Promise<A>): Promise<A> => {
  const begun = performance.now()
  const slow = setTimeout(() => process.stderr.write(`${name} …\n`), 300)
  try {
    return await work()
  } finally {
    clearTimeout(slow)
    const seconds = (performance.now() - begun) / 1000
    if (seconds > 1) process.stderr.write(`${name}: ${seconds.toFixed(1)} s\n`)
  }
}

const simulate = (token: string, ...words: ReadonlyArray<string>): ChildProcess =>
  spawn(
    process.execPath,
    [path.resolve(import.meta.dirname, "../telemetry-sim/main.ts"), ...words, "--quiet", "--stop-with-parent"],
    { env: childEnvironment({ HOISTWAY_SIM_TOKEN: token }), stdio: ["pipe", "ignore", "inherit"] },
  )

const startSimulator = (url: string, token: string, config: Config): ChildProcess =>
  simulate(
    token,
    ...["--target", url, "--seed", "demo", "--state-file", path.join(config.data, "simulator.json")],
    ...["--fault-rate", "120", "--hurry", "50", "--even-faults"],
  )

/** A dispatcher and technicians who see to what visitors report. */
const startCrews = (url: string, token: string): ChildProcess =>
  simulate(token, "crews", "--target", url, "--seed", "demo")

/** What has been started, to be ended in the opposite order: at Ctrl-C, or when a later step fails. */
const started: Array<() => Promise<void> | void> = []
const stopAll = async () => {
  for (const stop of started.splice(0).toReversed()) await stop()
}

const startDatabase = async (config: Config, log: Log) => {
  if (config.databaseUrl !== null) {
    await databaseToAnswer(config.databaseUrl, log)
    return { url: config.databaseUrl, reused: false }
  }
  const keepUp = (what: string, why: string) => log.warn(what, { why })
  const server = await step("Starting the database", () => startEmbedded(config.data, { keepUp }))
  started.push(server.stop)
  return server
}

const main = async () => {
  const given = configOrExit()
  const config: Config = process.argv.includes("--development") ? { ...given, environment: "development" } : given
  const wantsDemo = !process.argv.includes("--no-demo")
  const log = createLog(config)
  logStrayFailures(log)
  onStopSignal(async () => {
    process.stderr.write("Stopping …\n")
    await stopAll()
  })
  const place = config.databaseUrl === null ? takeOnlyPlace(config.data) : null
  if (place !== null) started.push(place.leave)
  await expectFreePort(config)
  const server = await startDatabase(config, log)
  await step("Preparing the database", () => migrate(server.url))
  const url = appUrl(server.url)
  const worker = consumers(url, config, (failure) => {
    countJobFailure(failure.queue)
    log.warn("a consumer failed", { ...failure })
  })
  const runtime = createRuntime(worker.pipe(Layer.provideMerge(services(url, { listening: true }))))
  started.push(() => runtime.dispose())
  await runtime.context()
  if (wantsDemo) await step("Loading the demo fleet", () => runtime.runPromise(loadDemo(new Date())))
  const portal = await listen(createWeb(config, runtime, log), config)
  started.push(portal.close)
  place?.tell(portal.url)

  const present = await runtime.runPromise(company)
  const demo = present?.demo === true
  if (demo && wantsDemo) {
    const { token } = await runtime.runPromise(
      connectGateway({ accountId: null, name: DEMO_HUB, unitIds: "as before" }),
    )
    const simulator = startSimulator(portal.url, token, config)
    started.push(() => void simulator.kill("SIGINT"))
    // The weeks to come are the planner's own work.
    for (const country of demoCountries) await runtime.runPromise(loadHolidays(country))
    await runtime.runPromise(requestPlan("Demo", new Date()))
    const staffToken = await runtime.runPromise(renewStaffToken(demoDispatcher, "Demo crews"))
    if (staffToken !== null) {
      const crews = startCrews(portal.url, staffToken)
      started.push(() => void crews.kill("SIGINT"))
    }
  }
  const setupToken = present === null ? await runtime.runPromise(offerSetup()) : null
  process.stdout.write(screen(portal, config, { demo, setupToken, reused: server.reused }))
}

const screen = (
  portal: { readonly url: string; readonly port: number },
  config: Config,
  state: { readonly demo: boolean; readonly setupToken: string | null; readonly reused: boolean },
): string => {
  const address = config.publicAddress ?? portal.url
  const lines = ["", `Hoistway runs at  ${address}`, ""]
  if (config.port === null && portal.port !== 8080)
    lines.push(`Port 8080 is in use, so this is port ${portal.port}. PORT=… chooses one.`, "")
  if (state.reused) lines.push("The database of a run that was killed was still there; it goes on where it was.", "")
  if (state.setupToken !== null) {
    lines.push(
      "This portal is empty. Become its first administrator with this link (once, within 24 hours):",
      "",
      `  ${address}/set-up/${state.setupToken}`,
      "",
    )
  }
  if (state.demo) {
    lines.push(`Demo sign-ins, all with the password  ${demoPassword}`, "")
    const width = Math.max(...demoPeople.map((person) => person.email.length))
    lines.push(...demoPeople.map((person) => `  ${person.email.padEnd(width)}  ${person.who}`), "")
    lines.push(
      "Try first",
      "  1  Sign in as owner@northgate.example: Home answers whether everything is running, and moves by itself.",
      "  2  Equipment: type anything printed, such as  bed lift  or  out of order, and share the address of what you found.",
      "  3  Open a unit that is out of order: what is known of it, where the car is, its last 90 days.",
      "  4  Report a problem of a unit and stay on its page: crews see to it within three minutes.",
      "  5  Sign in as viewer@northgate.example: the same pages, three buildings.",
      "  6  Sign in as admin@kestrel.example: all customers, and Operations with imports and failed messages.",
      "",
    )
  }
  lines.push("Ctrl-C ends it. Settings: npm run config.", "")
  return lines.join("\n")
}

await runCommand(async () => {
  try {
    await main()
  } catch (error) {
    await stopAll()
    throw error
  }
})
