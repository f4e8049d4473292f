import { setTimeout as after } from "node:timers/promises"
import postgres from "postgres"
import { type Benchmark, type Line, median, whole, withDatabase } from "./benchmark.ts"
import { type BenchGateway, makeConnectedFleet, unitName } from "./connected-fleet.ts"
import type { LoadResult } from "./telemetry-load.ts"
import { rolledUp, sendLoad, startPortal, watchWaiting } from "./telemetry-portal.ts"

const FLEET = 10_000
const UNITS_A_GATEWAY = 1000
const SUSTAINED_SECONDS = Number(process.env["BENCH_SECONDS"] ?? 120)

/** Rows a second that one connection writes into the same table, without anything around it: the machine's own limit. */
export const bareInserts = async (sql: postgres.Sql, seconds: number, unitIds: ReadonlyArray<number>, base: number) => {
  await sql.unsafe(
    "create table if not exists public.bench_telemetry (like equipment.telemetry including all) partition by range (at)",
  )
  await sql.unsafe(
    "create table if not exists public.bench_telemetry_all partition of public.bench_telemetry for values from ('2000-01-01') to ('2100-01-01')",
  )
  await sql`truncate public.bench_telemetry`
  const size = 10_000
  let rows = 0
  let busy = 0
  for (let round = 0; busy < seconds * 1000;) {
    for (let first = 0; first < unitIds.length; first += size) {
      const ids = unitIds.slice(first, first + size)
      const list = (value: number | string) => `{${ids.map(() => value).join(",")}}`
      const columns = [`{${ids.join(",")}}`, list(2), list(`"${new Date(base + round * 1000).toISOString()}"`), list(round), list(1), list(round), list(round * 15), list(round), list(0), list(round * 10)] // prettier-ignore
      const begun = performance.now()
      await sql.unsafe(
        `insert into public.bench_telemetry (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres)
         select * from unnest($1::text::int[], $2::text::smallint[], $3::text::timestamptz[], $4::text::bigint[], $5::text::bigint[],
           $6::text::bigint[], $7::text::bigint[], $8::text::bigint[], $9::text::bigint[], $10::text::bigint[]) on conflict do nothing`,
        columns,
      )
      busy += performance.now() - begun
      rows += ids.length
    }
    round++
  }
  return rows / (busy / 1000)
}

interface Sums {
  readonly starts: number
  readonly messages: number
}
const sums = async (sql: postgres.Sql): Promise<Sums> => {
  const [row] = await sql<Array<Sums>>`
    select (select coalesce(sum(starts), 0)::float8 from equipment.unit_hours) as starts,
      (select count(*)::float8 from equipment.telemetry) as messages`
  return row ?? { starts: 0, messages: 0 }
}

export const telemetryBenchmark: Benchmark = {
  name: "telemetry",
  about: `counters of ${whole(FLEET)} units over HTTP for ${SUSTAINED_SECONDS} s, rolled up meanwhile`,
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const sql = postgres(ownerUrl, { max: 2, onnotice: () => {} })
      try {
        say(`making ${whole(FLEET)} connected units`)
        const gateways = await makeConnectedFleet(ownerUrl, { units: FLEET, unitsAGateway: UNITS_A_GATEWAY })
        const unitIds = (await sql<Array<{ id: number }>>`select id from equipment.units order by id`).map(
          ({ id }) => id,
        )
        const base = Date.now()
        const limitBefore = await bareInserts(sql, 20, unitIds, base)
        say(`one connection alone writes ${whole(limitBefore)} rows/s`)
        const portal = await startPortal(ownerUrl)
        const stopWatching = watchWaiting(sql)
        const sent = await sendLoad({
          ...{ url: portal.url, gateways, seconds: SUSTAINED_SECONDS, connections: 4, everyMs: 0, stateOneIn: 1000 },
          ...{ firstRound: 1, base, stepMs: 100 },
        })
        const waited = await stopWatching()
        await rolledUp(sql)
        const { starts, messages } = await sums(sql)
        const late = await lateMessage(sql, portal.url, gateways, base)
        await portal.stop()
        const limitAfter = await bareInserts(sql, 20, unitIds, base)
        say(`one connection alone writes ${whole(limitAfter)} rows/s afterwards`)
        const limit = (limitBefore + limitAfter) / 2
        const perSecond = sent.accepted / sent.seconds
        const states = messages - sent.accepted
        say(
          `${whole(sent.accepted)} accepted in ${sent.seconds.toFixed(1)} s, ${sent.refused} requests put off, ${sent.rounds} rounds`,
        )
        const line = (what: string, figure: string, more: Partial<Line>): Line => ({
          ...{ what, figure, limit: "", ratio: "", goal: "", met: null },
          ...more,
        })
        return [
          line("accepted messages a second", whole(perSecond), {
            limit: `${whole(limit)} rows/s, INSERT … ON CONFLICT alone`,
            ratio: (perSecond / limit).toFixed(2),
            goal: "0.4 of it, and 80,000",
            met: perSecond >= 80_000 && perSecond / limit >= 0.4,
          }),
          line(
            "acknowledged",
            `p50 ${sent.p50.toFixed(0)} ms, p99 ${sent.p99.toFixed(0)} ms, slowest ${sent.slowest.toFixed(0)} ms`,
            {
              goal: "p99 200 ms",
              met: sent.p99 <= 200,
            },
          ),
          line("rolled up to the hour", `${waited.toFixed(1)} s after, at most`, { goal: "5 s", met: waited <= 5 }),
          line("reckoned anew after a late message", `${whole(late)} ms after its acknowledgement`, {
            goal: "1 s",
            met: late <= 1000,
          }),
          line("stored once, counted once", states === 0 ? "all" : `${whole(states)} more or less`, {
            goal: "all",
            met: states === 0 && isRight(gateways, sent, starts),
          }),
        ]
      } finally {
        await sql.end()
      }
    }),
}

/** Sends a reading from before all others and waits until the hours hold what follows from it; milliseconds, the middle of ten. */
const lateMessage = async (sql: postgres.Sql, url: string, gateways: ReadonlyArray<BenchGateway>, base: number) => {
  const sum = async (unit: string) => {
    const [row] = await sql<Array<{ starts: number }>>`
      select coalesce(sum(h.starts), 0)::float8 as starts from equipment.unit_hours h join equipment.units u on u.id = h.unit_id
      where u.equipment_number = ${unit}`
    return row?.starts ?? 0
  }
  const times: Array<number> = []
  for (let index = 0; index < 10; index++) {
    const unit = unitName((gateways[0]?.first ?? 1) + index)
    const before = await sum(unit)
    const at = new Date(base - 60_000).toISOString()
    const answer = await fetch(`${url}/telemetry`, {
      method: "POST",
      headers: { Authorization: `Bearer ${gateways[0]?.token ?? ""}` },
      body: JSON.stringify({ unit, at, seq: 0, kind: "counters", starts: 0, runSeconds: 0 }),
    })
    if (answer.status !== 202) throw new Error(await answer.text())
    const begun = performance.now()
    while ((await sum(unit)) === before) await after(5)
    times.push(performance.now() - begun)
  }
  return median(times)
}

/** The starts of all units rose by one a round, from their first to their last reading: one message in a thousand was none. */
const isRight = (gateways: ReadonlyArray<BenchGateway>, { rounds }: LoadResult, starts: number) => {
  let expected = 0
  for (const [gateway, { units }] of gateways.entries()) {
    for (let index = 0; index < units; index++) {
      const isState = (round: number) => (round + gateway + index) % 1000 === 0
      let [first, last] = [1, rounds]
      while (isState(first)) first++
      while (isState(last)) last--
      expected += last - first
    }
  }
  return Math.abs(expected - starts) < 1
}
