import postgres from "postgres"
import { type Benchmark, type Line, whole, withDatabase } from "./benchmark.ts"
import { makeConnectedFleet } from "./connected-fleet.ts"
import { rolledUp, sendLoad, startPortal, watchWaiting } from "./telemetry-portal.ts"

/** The largest maintenance fleet there is. */
const FLEET = Number(process.env["BENCH_UNITS"] ?? 1_600_000)
const MINUTES = Number(process.env["BENCH_MINUTES"] ?? 10)

export const telemetryUnitsBenchmark: Benchmark = {
  name: "telemetry-units",
  about: `${whole(FLEET)} units that send their counters every minute, and now and then a state, for ${MINUTES} minutes`,
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const sql = postgres(ownerUrl, { max: 2, onnotice: () => {} })
      try {
        say(`making ${whole(FLEET)} connected units`)
        const gateways = await makeConnectedFleet(ownerUrl, { units: FLEET, unitsAGateway: 1000 })
        const portal = await startPortal(ownerUrl)
        say("sending")
        const stopWatching = watchWaiting(sql)
        const sent = await sendLoad({
          ...{ url: portal.url, gateways, seconds: MINUTES * 60, connections: 4, everyMs: 60_000, stateOneIn: 1000 },
          ...{ firstRound: 1, base: Date.now() - 60_000, stepMs: 60_000 },
        })
        const waited = await stopWatching()
        const ended = performance.now()
        await rolledUp(sql)
        const left = (performance.now() - ended) / 1000
        await portal.stop()
        const keptUp = sent.behind < 5 && waited < 60
        const line = (what: string, figure: string, more: Partial<Line> = {}): Line => ({
          ...{ what, figure, limit: "", ratio: "", goal: "", met: null },
          ...more,
        })
        return [
          line("units carried", keptUp ? whole(FLEET) : `fewer than ${whole(FLEET)}`, {
            goal: "1,600,000",
            met: keptUp && FLEET >= 1_600_000,
          }),
          line("messages a second", whole(sent.accepted / sent.seconds)),
          line("acknowledged", `p50 ${sent.p50.toFixed(0)} ms, p99 ${sent.p99.toFixed(0)} ms`, {
            goal: "p99 500 ms",
            met: sent.p99 <= 500,
          }),
          line("rolled up", `${waited.toFixed(0)} s after at most, ${left.toFixed(0)} s after the end`),
          line("sender behind its minute", `${sent.behind.toFixed(1)} s at the end, ${sent.refused} requests put off`),
        ]
      } finally {
        await sql.end()
      }
    }),
}
