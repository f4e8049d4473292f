import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import path from "node:path"
import { Effect } from "effect"
import postgres from "postgres"
import { personOfSession } from "#access"
import { as } from "#kernel/database/database.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { dayAt } from "#kernel/time.ts"
import { createRuntime, type Runtime, services, type Services } from "../web/composition.ts"
import { readEquipment } from "../web/equipment/equipment-page.ts"
import { readEquipmentQuery } from "../web/equipment/equipment-query.ts"
import { readUnit } from "../web/equipment/unit-page.ts"
import { readHome } from "../web/home/home-page.ts"
import { english } from "../web/words/english.ts"
import { type Benchmark, type Line, median, percentile, whole, withDatabase } from "./benchmark.ts"
import { addPortfolioViewer, fillAccount, newYorkMissing, openWithOwner } from "./fleet.ts"
import { signIn } from "./sign-in.ts"
import { askOnce, type Load, load } from "./load.ts"
import { importNewYork } from "./new-york.ts"

/** As Chrome asks. */
const ENCODINGS = "gzip, deflate, br, zstd"
const GOAL_MS = 15
const GOAL_RATIO = 0.5
const CONNECTIONS = 32
const ROUNDS = 3
const ALONE_SECONDS = 1
const TOGETHER_SECONDS = 2
const UNITS = 10_000
const CONNECTED = 1_000
const NEW_YORK = 76_061

type Sql = Effect.Effect<unknown, never, Services>

interface Page {
  readonly what: string
  readonly path: string
  /** A text that only this page holds, with its data. */
  readonly holds: string
  /** What the page asks the database, after who is asking. */
  readonly sql: Effect.Effect<unknown, never, Services>
  /** Whether the throughput has a goal, or is told for information. */
  readonly throughputGoal: boolean
}

/** The list as it opens. */
const allUnits = readEquipmentQuery(new URLSearchParams(), english)

const homeSql = Effect.suspend(() => readHome(new Date(), dayAt(new Date(), "Europe/London")))

const listSql = Effect.suspend(() => readEquipment(allUnits, new Date()))

const unitSql = (id: number) =>
  Effect.suspend(() => readUnit(id, new Date(), dayAt(new Date(), "Europe/London"))).pipe(Effect.orDie)

/** The portal's server in a process of its own, without a worker beside it; it ends when its input does. */
export const startServer = async (
  ownerUrl: string,
): Promise<{ readonly url: string; readonly process: ChildProcess }> => {
  const server = spawn(process.execPath, [...profiling(), path.join(import.meta.dirname, "pages-server.ts")], {
    env: { ...process.env, DATABASE_URL: ownerUrl },
    stdio: ["pipe", "pipe", "inherit"],
  })
  const [line] = (await Promise.race([
    once(server.stdout, "data"),
    once(server, "exit").then(() => Promise.reject(new Error("The server did not start."))),
  ])) as [Buffer]
  return { url: line.toString().trim(), process: server }
}

/** BENCH_PROFILE=folder writes the server's processor profile there. */
const profiling = () => {
  const folder = process.env["BENCH_PROFILE"]
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`]
}

/** The page's SQL and the look-up of the session, from this process: one at a time, then 32 at a time. */
const sqlAlone = async (runtime: Runtime, cookie: string, sql: Sql) => {
  const token = cookie.slice(cookie.indexOf("=") + 1)
  const once = () =>
    runtime.runPromise(
      personOfSession(token, 336).pipe(
        Effect.flatMap((person) => (person === null ? Effect.die("no session") : sql.pipe(as(person.viewer)))),
      ),
    )
  const run = async (concurrency: number, seconds: number) => {
    const times: Array<number> = []
    const begun = performance.now()
    const end = begun + seconds * 1000
    const one = async () => {
      while (performance.now() < end) {
        const asked = performance.now()
        await once()
        times.push(performance.now() - asked)
      }
    }
    await Promise.all(Array.from({ length: concurrency }, one))
    return { p50: percentile(times, 0.5), perSecond: times.length / ((performance.now() - begun) / 1000) }
  }
  await run(1, 0.5)
  const alone = await run(1, ALONE_SECONDS)
  const many = await run(CONNECTIONS, TOGETHER_SECONDS)
  return { p50: alone.p50, perSecond: many.perSecond }
}

const alone = { connections: 1, seconds: ALONE_SECONDS }
const crowd = { connections: CONNECTIONS, seconds: TOGETHER_SECONDS }

const medianLoad = (loads: ReadonlyArray<Load>): Load => ({
  perSecond: median(loads.map((one) => one.perSecond)),
  p50: median(loads.map((one) => one.p50)),
  p95: median(loads.map((one) => one.p95)),
  bytes: loads[0]?.bytes ?? 0,
})

/** The limits are taken between the pages' rounds, so that all of them meet the same weather on a shared machine. */
const measure = async (
  url: string,
  cookie: string,
  page: Page,
  limits: { readonly rows: string; readonly constant: string },
) => {
  const headers = { cookie, "accept-encoding": ENCODINGS }
  const plain = await askOnce(url + page.path, { cookie })
  if (!plain.includes(page.holds)) throw new Error(`${page.path} does not hold ${JSON.stringify(page.holds)}.`)
  await load(url + page.path, headers, alone)
  await load(url + page.path, headers, crowd)
  const rounds = {
    alone: [] as Array<Load>,
    crowd: [] as Array<Load>,
    rows: [] as Array<Load>,
    constant: [] as Array<Load>,
  }
  for (let round = 0; round < ROUNDS; round++) {
    rounds.alone.push(await load(url + page.path, headers, alone))
    rounds.crowd.push(await load(url + page.path, headers, crowd))
    rounds.rows.push(await load(limits.rows, { "accept-encoding": ENCODINGS }, crowd))
    rounds.constant.push(
      await load(limits.constant, { "accept-encoding": ENCODINGS }, { connections: CONNECTIONS, seconds: 0.5 }),
    )
  }
  return {
    alone: medianLoad(rounds.alone),
    crowd: medianLoad(rounds.crowd),
    rows: medianLoad(rounds.rows),
    constant: medianLoad(rounds.constant),
  }
}

const lines = (
  page: Page,
  found: Awaited<ReturnType<typeof measure>>,
  sql: Awaited<ReturnType<typeof sqlAlone>>,
): ReadonlyArray<Line> => {
  const ratio = found.crowd.perSecond / found.rows.perSecond
  return [
    {
      what: `${page.what}: time of one answer, p50`,
      figure: `${found.alone.p50.toFixed(1)} ms (p95 ${found.alone.p95.toFixed(1)}, ${(found.alone.bytes / 1000).toFixed(1)} kB)`,
      limit: `the same SQL alone: ${sql.p50.toFixed(1)} ms`,
      ratio: (found.alone.p50 / sql.p50).toFixed(2),
      goal: `at most ${GOAL_MS} ms`,
      met: found.alone.p50 <= GOAL_MS,
    },
    {
      what: `${page.what}: ${CONNECTIONS} connections`,
      figure: `${whole(found.crowd.perSecond)}/s`,
      limit: `a query and 50 rows: ${whole(found.rows.perSecond)}/s; SQL alone ${whole(sql.perSecond)}/s; a constant ${whole(found.constant.perSecond)}/s`,
      ratio: ratio.toFixed(2),
      goal: page.throughputGoal ? `at least ${GOAL_RATIO}` : "for information",
      met: page.throughputGoal ? ratio >= GOAL_RATIO : null,
    },
  ]
}

const viewer = "viewer@harbour.example"

const fill = async (runtime: Runtime, owner: postgres.Sql, say: (text: string) => void) => {
  const missing = newYorkMissing()
  say(missing ?? "Data: account New York, 76,061 units of ../shared/data/nyc-elevators-2015.csv.gz, none connected")
  say(
    `Data: account Harbour, ${whole(UNITS)} generated units; the first ${whole(CONNECTED)} by building connected, 13 months each`,
  )
  const newYork = await runtime.runPromise(openWithOwner("New York", "owner@newyork.example", "America/New_York"))
  if (missing === null) await runtime.runPromise(importNewYork(newYork))
  else await fillAccount(runtime, newYork, { units: NEW_YORK, connected: 0, prefix: "NY-" })
  const harbour = await runtime.runPromise(openWithOwner("Harbour", "owner@harbour.example", "Europe/London"))
  const [firstUnit = 0] = await fillAccount(runtime, harbour, { units: UNITS, connected: CONNECTED, prefix: "HB-" })
  const buildings = await owner<Array<{ id: number }>>`
    select id from equipment.buildings where account_id = ${harbour} order by id limit 20`
  await runtime.runPromise(
    addPortfolioViewer(
      harbour,
      viewer,
      buildings.map(({ id }) => id),
    ),
  )
  // What autovacuum does by itself within minutes of a large import.
  await owner`vacuum analyze`
  await owner`checkpoint`
  return { harbour, firstUnit }
}

export const pagesBenchmark: Benchmark = {
  name: "pages",
  about:
    "Home, the equipment list and a unit's page, served by a process of its own to a signed-in owner, packed as a browser asks for it",
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const runtime = createRuntime(services(appUrl(ownerUrl), { listening: false }))
      const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      try {
        const { harbour, firstUnit } = await fill(runtime, owner, say)
        const server = await startServer(ownerUrl)
        try {
          const { url } = server
          const limits = { rows: `${url}/bench/rows/${harbour}`, constant: `${url}/bench/constant` }
          const pages: ReadonlyArray<Page & { readonly email: string }> = [
            ...[
              { whose: "10,000 units", email: "owner@harbour.example", street: "Harbour Street", goal: true },
              { whose: "76,061 units", email: "owner@newyork.example", street: "/equipment/buildings/", goal: false },
              { whose: "portfolio of 20 buildings", email: viewer, street: "Harbour Street", goal: false },
            ].flatMap(({ whose, email, street, goal }) => [
              { what: `Home, ${whose}`, path: "/", holds: street, sql: homeSql, throughputGoal: goal, email },
              {
                what: `Equipment list, ${whose}`,
                path: "/equipment",
                holds: street,
                sql: listSql,
                throughputGoal: goal,
                email,
              },
            ]),
            {
              what: "Unit page",
              path: `/equipment/units/${firstUnit}`,
              holds: "100 Harbour Street",
              sql: unitSql(firstUnit),
              throughputGoal: true,
              email: "owner@harbour.example",
            },
          ]
          const all: Array<Line> = []
          for (const page of pages) {
            const cookie = await signIn(url, page.email)
            const found = await measure(url, cookie, page, limits)
            const sql = await sqlAlone(runtime, cookie, page.sql)
            all.push(...lines(page, found, sql))
          }
          return all
        } finally {
          server.process.stdin?.end()
          await once(server.process, "exit")
        }
      } finally {
        await owner.end()
        await runtime.dispose()
      }
    }),
}
