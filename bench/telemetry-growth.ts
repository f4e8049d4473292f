import postgres from "postgres"
import { type Benchmark, whole, withDatabase } from "./benchmark.ts"
import { makeConnectedFleet } from "./connected-fleet.ts"
import { rolledUp, sendLoad, startPortal } from "./telemetry-portal.ts"

const FLEET = 10_000
const SMALL = 1_000_000
const GROWN = Number(process.env["BENCH_ROWS"] ?? 200_000_000)
const SECONDS = 30
const WARM_UP_SECONDS = 10
/** As long as messages are kept by themselves. */
const DAYS = 14
const DAY_MS = 86_400_000
const UNITS_AT_ONCE = 500
/** A unit's messages lie so many milliseconds apart. */
const APART_MS = 10

export const telemetryGrowthBenchmark: Benchmark = {
  name: "telemetry-growth",
  about: `the same intake into a table of ${whole(SMALL)} messages and into one of ${whole(GROWN)}, of ${DAYS} days`,
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const sql = postgres(ownerUrl, { max: 2, onnotice: () => {} })
      try {
        const gateways = await makeConnectedFleet(ownerUrl, { units: FLEET, unitsAGateway: 1000 })
        const today = Math.floor(Date.now() / DAY_MS)
        await sql`select equipment.make_telemetry_day(date '1970-01-01' + d) from generate_series(${today - DAYS + 1}::int, ${today}::int) as d`
        /** Fills rounds [from, to) of a day, each a message of every unit; several units' share at once. */
        const fillDay = async (day: number, from: number, to: number) => {
          for (let unit = 0; unit < FLEET; unit += UNITS_AT_ONCE) {
            await sql`
              insert into equipment.telemetry (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres)
              select u.id, 2, to_timestamp(${day}::float8 * 86400 + r * ${APART_MS} / 1000.0), r, 0, 1, 1, 1, 1, 1
              from (select id from equipment.units order by id offset ${unit} limit ${UNITS_AT_ONCE}) as u
              cross join generate_series(${from}::int, ${to - 1}::int) as r order by u.id, r`
          }
        }
        let rounds = 0
        /** The days before, and today's until now, as a fleet leaves them that reports evenly. Nothing in them is vacuumed. */
        const growTo = async (goal: number) => {
          const [from, to] = [rounds, Math.round(goal / FLEET / DAYS)]
          rounds = to
          const days = Array.from({ length: DAYS }, (_, back) => today - back)
          const fillNext = async (): Promise<void> => {
            const day = days.pop()
            if (day === undefined) return
            await fillDay(day, from, to)
            say(`${whole((DAYS - days.length) * to * FLEET)} messages`)
            return fillNext()
          }
          await Promise.all([fillNext(), fillNext()])
          await sql`analyze equipment.telemetry`
          await sql`checkpoint`
        }
        let firstRound = 1_000_000
        const portal = await startPortal(ownerUrl)
        const send = async (seconds: number) => {
          const sent = await sendLoad({
            ...{ url: portal.url, gateways, seconds, connections: 4, everyMs: 0, stateOneIn: 0 },
            ...{ firstRound, base: Date.now() - firstRound * 100, stepMs: 100 },
          })
          await rolledUp(sql)
          firstRound += sent.rounds
          const rate = sent.accepted / sent.seconds
          say(`${whole(rate)} messages a second for ${seconds} s`)
          return rate
        }
        const measure = async () => {
          await send(WARM_UP_SECONDS)
          return send(SECONDS)
        }
        await growTo(SMALL)
        const small = await measure()
        await growTo(GROWN)
        const large = await measure()
        await portal.stop()
        return [
          {
            what: `messages a second at ${whole(GROWN)} rows`,
            figure: whole(large),
            limit: `${whole(small)} at ${whole(SMALL)} rows`,
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
