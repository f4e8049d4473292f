import postgres from "postgres"
import { monthAvailability, reckonChangedMonths } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { createRuntime, services } from "../web/composition.ts"
import { type Benchmark, median, whole, withDatabase } from "./benchmark.ts"
import { makeConnectedFleet } from "./connected-fleet.ts"

const FLEET = 76_061
const RUNS = 15

/** Seven outages a unit in the last ninety days, with everything between them. */
const giveHistories = async (sql: postgres.Sql) => {
  await sql`delete from equipment.state_intervals`
  await sql`
    insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, rule, source, started_at, ended_at)
    select u.id, u.account_id, u.building_id,
      case when n % 2 = 0 then 'in-service' when n % 6 = 1 then 'planned-outage' else 'out-of-order' end,
      case when n % 2 = 0 then null when n % 6 = 1 then 'planned' else 'unplanned' end,
      case when n % 2 = 0 then 'up' when n % 6 = 1 then 'planned-outage' else 'otherwise' end, 'telemetry',
      t.begun + n * interval '6 days' - case when n % 2 = 0 then interval '0' else make_interval(mins => 30 + u.id % 400) end,
      case when n < 14 then t.begun + (n + 1) * interval '6 days'
        - case when n % 2 = 1 then interval '0' else make_interval(mins => 30 + u.id % 400) end end
    from equipment.units u
    cross join lateral (select date_trunc('minute', now()) - interval '85 days' - make_interval(mins => u.id % 8000) as begun) t
    cross join generate_series(0, 14) as n
    order by u.id, n`
  await sql`
    insert into equipment.unit_months (unit_id, account_id, building_id, month, up, planned, external, unplanned, agreed_up,
      agreed_planned, agreed_external, agreed_unplanned, peak_up, peak_planned, peak_external, peak_unplanned)
    select id, account_id, building_id, '2000-01-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 from equipment.units`
  await sql`insert into equipment.months_to_reckon select id from equipment.units`
}

export const availabilityBenchmark: Benchmark = {
  name: "availability",
  about: `this month and last of a fleet of ${whole(FLEET)} units, each with fifteen intervals`,
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      const runtime = createRuntime(services(appUrl(ownerUrl), { listening: false }))
      try {
        say("making units and their histories")
        await makeConnectedFleet(ownerUrl, { units: FLEET, unitsAGateway: 1000 })
        await giveHistories(sql)
        say("reckoning their months")
        while ((await runtime.runPromise(reckonChangedMonths())) > 0);
        await sql`vacuum analyze`
        const [account] = await sql<Array<{ id: number }>>`select id from access.accounts`
        const viewer = { reach: "account", accountId: account?.id ?? 0 } as const
        const times: Array<number> = []
        for (let run = 0; run < RUNS; run++) {
          const begun = performance.now()
          const found = await runtime.runPromise(monthAvailability(new Date()).pipe(reading, as(viewer)))
          times.push(performance.now() - begun)
          if (found.knownUnits !== FLEET) throw new Error(`${found.knownUnits} units were found.`)
        }
        const scans: Array<number> = []
        for (let run = 0; run < RUNS; run++) {
          const begun = performance.now()
          await sql`select sum(up), sum(unplanned) from equipment.unit_months where month >= date_trunc('month', now()) - interval '1 month'`
          scans.push(performance.now() - begun)
        }
        const [figure, limit] = [median(times), median(scans)]
        return [
          {
            what: "two months of the fleet",
            figure: `${figure.toFixed(0)} ms`,
            limit: `${limit.toFixed(0)} ms, two of its sums alone`,
            ratio: (figure / limit).toFixed(1),
            goal: "300 ms",
            met: figure <= 300,
          },
        ]
      } finally {
        await runtime.dispose()
        await sql.end()
      }
    }),
}
