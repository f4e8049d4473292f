import { pipeline } from "node:stream/promises"
import { Readable } from "node:stream"
import postgres from "postgres"
import { appUrl } from "#kernel/database/migrate.ts"
import { createRuntime, type Runtime, services } from "../web/composition.ts"
import { type Benchmark, type Line, whole, withDatabase } from "./benchmark.ts"
import { fillAccount, newYorkMissing, openWithOwner } from "./fleet.ts"
import { importNewYork } from "./new-york.ts"

const GOAL_SECONDS = 20
const GENERATED = 76_061

const timed = async <A>(work: () => Promise<A>) => {
  const begun = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - begun) / 1000 }
}

/** The units as they lie in the table now, copied as text into a table without keys and indexes. */
const bareCopy = async (owner: postgres.Sql) => {
  await owner`create schema bench`
  await owner`create table bench.bare as select * from equipment.units with no data`
  const pieces: Array<Buffer> = []
  for await (const piece of await owner`copy equipment.units to stdout`.readable()) pieces.push(piece as Buffer)
  const { seconds } = await timed(async () => {
    await pipeline(Readable.from([Buffer.concat(pieces)]), await owner`copy bench.bare from stdin`.writable())
  })
  const [row] = await owner<Array<{ rows: number }>>`select count(*)::int as rows from bench.bare`
  await owner`drop schema bench cascade`
  return { seconds, rows: row?.rows ?? 0 }
}

interface Run {
  readonly what: string
  readonly rows: number
  readonly seconds: number
  readonly note: string
}

const importTwice = async (runtime: Runtime, accountId: number): Promise<ReadonlyArray<Run>> => {
  const runs: Array<Run> = []
  for (const what of ["New York file into an empty account", "the same file again"]) {
    const { result, seconds } = await timed(() => runtime.runPromise(importNewYork(accountId)))
    const { rowsRead, created, updated, unchanged, rejected } = result
    const counts: ReadonlyArray<readonly [number, string]> = [
      [created, "new"],
      [updated, "updated"],
      [unchanged, "unchanged"],
      [rejected, "refused"],
    ]
    const note = counts.flatMap(([count, word]) => (count === 0 ? [] : `${whole(count)} ${word}`)).join(", ")
    runs.push({ what, rows: rowsRead, seconds, note })
  }
  return runs
}

const addTwice = async (runtime: Runtime, accountId: number): Promise<ReadonlyArray<Run>> => {
  const runs: Array<Run> = []
  for (const what of ["generated units into an empty account", "the same units again"]) {
    const { seconds } = await timed(() =>
      fillAccount(runtime, accountId, { units: GENERATED, connected: 0, prefix: "GEN-" }),
    )
    runs.push({ what, rows: GENERATED, seconds, note: "without reading a file" })
  }
  return runs
}

export const importBenchmark: Benchmark = {
  name: "import",
  about: "Reading a register of 76,088 rows into an account, validation included",
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const runtime = createRuntime(services(appUrl(ownerUrl), { listening: false }))
      const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      try {
        const missing = newYorkMissing()
        say(missing ?? "Data: ../shared/data/nyc-elevators-2015.csv.gz with docs/import/nyc-2015.json")
        const accountId = await runtime.runPromise(
          openWithOwner("New York", "owner@newyork.example", "America/New_York"),
        )
        const runs = await (missing === null ? importTwice(runtime, accountId) : addTwice(runtime, accountId))
        const bare = await bareCopy(owner)
        const copied = bare.rows / bare.seconds
        return runs.map(({ what, rows, seconds, note }): Line => ({
          what: `${what} (${note})`,
          figure: `${seconds.toFixed(1)} s, ${whole(rows / seconds)} rows/s`,
          limit: `COPY of the ${whole(bare.rows)} units into a bare table: ${whole(copied)} rows/s`,
          ratio: (rows / seconds / copied).toFixed(3),
          goal: `at most ${GOAL_SECONDS} s`,
          met: seconds <= GOAL_SECONDS,
        }))
      } finally {
        await owner.end()
        await runtime.dispose()
      }
    }),
}
