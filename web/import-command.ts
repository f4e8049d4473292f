import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Cause, Effect, Exit, Layer, ManagedRuntime, Stream } from "effect"
import postgres from "postgres"
import { type AccountName, allAccounts, findAccountByName, openAccount } from "#access"
import { openImport, parseUnitMap, rejectedRows, rejectedRowsCsv, runImport, type UnitMap } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import type { Config } from "#kernel/config.ts"
import { Database } from "#kernel/database/database.ts"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { appUrl, migrate } from "#kernel/database/migrate.ts"
import { type ImportArguments, importUsage, readImportArguments } from "./import-arguments.ts"
import { importReport, progressWriter } from "./import-report.ts"
import { configOrExit, runCommand, StartFailed } from "./process.ts"

const SHOWN = 50

/** The arguments and the map, or all that is wrong with them. */
const readRequest = async (): Promise<{ wanted: ImportArguments; map: UnitMap }> => {
  const given = readImportArguments(process.argv.slice(2))
  if (given === "help") {
    process.stdout.write(importUsage)
    process.exit(0)
  }
  const problems = "problems" in given ? [...given.problems] : []
  if ("problems" in given) throw new StartFailed(`${problems.join("\n")}\n\n${importUsage}`)
  if (!fs.existsSync(given.file)) problems.push(`There is no file ${given.file}.`)
  const map = await readMap(given.map, problems)
  if (map === null || problems.length > 0) throw new StartFailed(`${problems.join("\n")}\n\n${importUsage}`)
  return { wanted: given, map }
}

const readMap = async (file: string, problems: Array<string>): Promise<UnitMap | null> => {
  let text: string
  try {
    text = fs.readFileSync(file, "utf8")
  } catch {
    problems.push(`There is no map ${file} that can be read.`)
    return null
  }
  return Effect.runPromise(
    parseUnitMap(text).pipe(
      Effect.catchTag("MapInvalid", (invalid) => {
        problems.push(`The map ${file} cannot be used:`, ...invalid.message.split("\n").map((line) => `  ${line}`))
        return Effect.succeed(null)
      }),
    ),
  )
}

/** The database of the settings, or the embedded one, which is ended afterwards unless someone else works with it. */
const withDatabase = async (config: Config, work: (ownerUrl: string) => Promise<void>) => {
  if (config.databaseUrl !== null) return work(config.databaseUrl)
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

const likeness = (a: string, b: string) => {
  const pairs = (text: string) => new Set([...text.toLowerCase()].map((_, i, all) => `${all[i]}${all[i + 1] ?? ""}`))
  const [one, two] = [pairs(a), pairs(b)]
  return one.intersection(two).size / Math.max(1, one.union(two).size)
}

const unknownAccount = (name: string, accounts: ReadonlyArray<AccountName>) => {
  const near = accounts
    .map((account) => account.name)
    .sort((a, b) => likeness(b, name) - likeness(a, name))
    .slice(0, 5)
  const instead =
    near.length === 0
      ? "There is no account yet."
      : `There are: ${near.join(", ")}${accounts.length > near.length ? ", …" : ""}.`
  return new StartFailed(`There is no account named ${name}. ${instead}\n--create-account opens it.`)
}

const constantOf = (given: UnitMap["fields"]["country"] | UnitMap["fields"]["timeZone"]) =>
  typeof given === "string" ? null : (given.constant ?? null)

const findAccount = Effect.fn("findAccount")(function* (wanted: ImportArguments, map: UnitMap) {
  const name = wanted.account
  const found = yield* findAccountByName(name)
  if (found !== null) return found
  if (!wanted.createAccount) return yield* Effect.die(unknownAccount(name, yield* allAccounts))
  const country = wanted.country ?? constantOf(map.fields.country)
  const timeZone = wanted.timeZone ?? constantOf(map.fields.timeZone)
  if (country === null || timeZone === null) {
    const missing = [...(country === null ? ["--country"] : []), ...(timeZone === null ? ["--time-zone"] : [])]
    return yield* Effect.die(
      new StartFailed(`The map does not say where the new account is: give ${missing.join(" and ")}.`),
    )
  }
  const { id } = yield* openAccount({ name, country, timeZone }).pipe(Effect.orDie)
  return { id, name }
})

const writeRejected = (importId: number, file: string) =>
  Effect.gen(function* () {
    const csv = yield* rejectedRowsCsv(importId)
    const out = fs.createWriteStream(file)
    yield* Stream.runForEach(csv, (text) =>
      Effect.promise(() => new Promise<void>((done) => void out.write(text, () => done()))),
    )
    yield* Effect.promise(() => new Promise<void>((done) => void out.end(() => done())))
  })

/** Returns whether the file was read to its end. */
const importUnits = Effect.fn("importUnits")(function* (wanted: ImportArguments, map: UnitMap) {
  const account = yield* findAccount(wanted, map)
  const importId = yield* openImport({
    accountId: account.id,
    fileName: path.basename(wanted.file),
    filePath: path.resolve(wanted.file),
    map,
    requestedBy: `${os.userInfo().username}, command line`,
  })
  const progress = progressWriter(process.stderr)
  const done = yield* runImport(importId, progress.step).pipe(Effect.ensuring(Effect.sync(progress.end)))
  const rejected = yield* rejectedRows(importId, SHOWN)
  if (wanted.rejected !== null) yield* writeRejected(importId, wanted.rejected)
  process.stdout.write(importReport(done, account.name, rejected, wanted.rejected))
  if (done.failure !== null) process.stderr.write(`\n${done.failure}\n`)
  return done.failure === null
})

/** Reads a register into an account's fleet from the command line, beside a running portal or without one. */
await runCommand(async () => {
  const { wanted, map } = await readRequest()
  const config = configOrExit()
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
      const exit = await runtime.runPromiseExit(importUnits(wanted, map), { signal: stop.signal })
      if (Exit.isSuccess(exit)) process.exitCode = exit.value ? 0 : 1
      else if (stop.signal.aborted) {
        process.stderr.write("Stopped. Run it again: it goes on with what is missing.\n")
        process.exitCode = 130
      } else throw Cause.squash(exit.cause)
    } finally {
      await runtime.dispose()
    }
  })
})
