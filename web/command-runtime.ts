import { Layer, ManagedRuntime } from "effect"
import postgres from "postgres"
import type { AccountName } from "#access"
import { Live } from "#kernel/bus/live.ts"
import type { Config } from "#kernel/config.ts"
import { Database } from "#kernel/database/database.ts"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { appUrl, migrate } from "#kernel/database/migrate.ts"
import { StartFailed } from "./process.ts"

/** The database of the settings, or the embedded one, which is ended afterwards unless someone else works with it. */
const withDatabase = async <A>(config: Config, work: (ownerUrl: string) => Promise<A>): Promise<A> => {
  if (config.databaseUrl !== null) return await work(config.databaseUrl)
  const server = await startEmbedded(config.data)
  try {
    return await work(server.url)
  } finally {
    if (!server.reused && (await othersConnected(server.url)) === 0) await server.stop()
  }
}

const othersConnected = async (url: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [found] = await sql<Array<{ others: number }>>`
      select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
    return found?.others ?? 0
  } finally {
    await sql.end()
  }
}

/** What a command works with. */
export type CommandRuntime = ManagedRuntime.ManagedRuntime<Database | Live, never>

/** Runs a command's work on the portal's database, whether the portal runs or not; `signal` tells that it was asked to stop. */
export const withRuntime = async (
  config: Config,
  work: (runtime: CommandRuntime, signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const stop = new AbortController()
  process.once("SIGINT", () => stop.abort())
  process.once("SIGTERM", () => stop.abort())
  await withDatabase(config, async (ownerUrl) => {
    await migrate(ownerUrl)
    const database = Database.layer(appUrl(ownerUrl), { read: 1, write: 2 })
    const runtime = ManagedRuntime.make(
      Layer.orDie(Live.layer({ listening: false }).pipe(Layer.provideMerge(database))),
    )
    try {
      await work(runtime, stop.signal)
    } finally {
      await runtime.dispose()
    }
  })
}

const likeness = (a: string, b: string) => {
  const pairs = (text: string) => new Set([...text.toLowerCase()].map((_, i, all) => `${all[i]}${all[i + 1] ?? ""}`))
  const [one, two] = [pairs(a), pairs(b)]
  return one.intersection(two).size / Math.max(1, one.union(two).size)
}

/** That there is no account of a name, with those whose names are like it. */
export const unknownAccount = (name: string, accounts: ReadonlyArray<AccountName>, more = ""): StartFailed => {
  const near = accounts
    .map((account) => account.name)
    .sort((a, b) => likeness(b, name) - likeness(a, name))
    .slice(0, 5)
  const instead =
    near.length === 0
      ? "There is no account yet."
      : `There are: ${near.join(", ")}${accounts.length > near.length ? ", …" : ""}.`
  return new StartFailed(`There is no account named ${name}. ${instead}${more}`)
}
