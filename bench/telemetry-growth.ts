import postgres from "postgres"
import { type Benchmark, whole, withDatabase } from "./benchmark.ts"
import { makeConnectedFleet } from "./connected-fleet.ts"
import { rolledUp, sendLoad, startPortal } from "./telemetry-portal.ts"

const FLEET = 10_000
const GROWN = Number(process.env["BENCH_ROWS"] ?? 200_000_000)
const SECONDS = 30
/** Rows of a fill are so many milliseconds apart for a unit. */
const APART = 4

export const telemetryGrowthBenchmark: Benchmark = {
  name: "telemetry-growth",
  about: `the same intake with 1 million and with ${whole(GROWN)} messages in the day's table`,
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const sql = postgres(ownerUrl, { max: 2, onnotice: () => {} })
      try {
        const gateways = await makeConnectedFleet(ownerUrl, { units: FLEET, unitsAGateway: 1000 })
        // The day's own table, and within it before what is sent.
        const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000
        let rows = 0
        const fillUpTo = async (goal: number) => {
          while (rows < goal) {
            const rounds = Math.min(100, Math.ceil((goal - rows) / FLEET))
            const first = rows / FLEET
            await sql`
              insert into equipment.telemetry (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres)
              select u.id, 2, to_timestamp(${midnight / 1000}::float8 + (${first}::int + r) * ${APART} / 1000.0), ${first}::int + r, 0, 1, 1, 1, 1, 1
              from generate_series(0, ${rounds - 1}) as r, (select id from equipment.units order by id) as u`
            rows += rounds * FLEET
            if (rows % 20_000_000 === 0) say(`${whole(rows)} messages`)
          }
        }
        let firstRound = 1_000_000
        const portal = await startPortal(ownerUrl)
        const measure = async () => {
          const sent = await sendLoad({
            ...{ url: portal.url, gateways, seconds: SECONDS, connections: 4, everyMs: 0, stateOneIn: 0 },
            ...{ firstRound, base: Date.now() - firstRound * 100, stepMs: 100 },
          })
          await rolledUp(sql)
          rows += sent.accepted
          firstRound += sent.rounds
          return sent.accepted / sent.seconds
        }
        await fillUpTo(1_000_000)
        const small = await measure()
        await fillUpTo(GROWN)
        const large = await measure()
        await portal.stop()
        return [
          {
            what: `messages a second at ${whole(GROWN)} rows`,
            figure: whole(large),
            limit: `${whole(small)} at 1,000,000 rows`,
            ratio: (large / small).toFixed(2),
            goal: "0.85",
            met: large / small >= 0.85,
          },
        ]
      } finally {
        await sql.end()
      }
    }),
}
