import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Cause, Effect, Exit, Stream } from "effect"
import { allAccounts, findAccountByName, openAccount } from "#access"
import {
  decodeImportMap,
  type ImportMap,
  openImport,
  parseImportMap,
  previewImport,
  rejectedRows,
  rejectedRowsCsv,
  runImport,
} from "#equipment"
import { bringImports } from "./bring-imports.ts"
import { unknownAccount, withRuntime } from "./command-runtime.ts"
import { type ImportArguments, importUsage, readImportArguments } from "./import-arguments.ts"
import { importReport, progressWriter } from "./import-report.ts"
import { configOrExit, runCommand, StartFailed } from "./process.ts"

const SHOWN = 50

bringImports()

/** The arguments and the map, or all that is wrong with them. */
const readRequest = async (): Promise<{ wanted: ImportArguments; map: ImportMap }> => {
  const given = readImportArguments(process.argv.slice(2))
  if (given === "help") {
    process.stdout.write(importUsage)
    process.exit(0)
  }
  const problems = "problems" in given ? [...given.problems] : []
  if ("problems" in given) throw new StartFailed(`${problems.join("\n")}\n\n${importUsage}`)
  if (!fs.existsSync(given.file)) problems.push(`There is no file ${given.file}.`)
  const map =
    given.map !== null
      ? await readMap(given.map, given, problems)
      : problems.length === 0
        ? await usualMap(given, problems)
        : null
  if (map === null || problems.length > 0) throw new StartFailed(`${problems.join("\n")}\n\n${importUsage}`)
  return { wanted: given, map }
}

const readMap = async (file: string, { what }: ImportArguments, problems: Array<string>): Promise<ImportMap | null> => {
  let text: string
  try {
    text = fs.readFileSync(file, "utf8")
  } catch {
    problems.push(`There is no map ${file} that can be read.`)
    return null
  }
  const map = await Effect.runPromise(
    parseImportMap(text).pipe(
      Effect.catchTag("MapInvalid", (invalid) => {
        problems.push(`The map ${file} cannot be used:`, ...invalid.message.split("\n").map((line) => `  ${line}`))
        return Effect.succeed(null)
      }),
    ),
  )
  if (map !== null && map.kind !== what) problems.push(`The map ${file} is for ${map.kind}, not for ${what}.`)
  return map
}

/** The map of a file whose columns have their usual names. */
const usualMap = async ({ file, what }: ImportArguments, problems: Array<string>): Promise<ImportMap | null> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { proposal } = yield* previewImport(file, null, what)
      return yield* decodeImportMap(what, proposal.map)
    }).pipe(
      Effect.catchTags({
        FileUnreadable: ({ message }) => Effect.succeed(message),
        MapInvalid: ({ message }) => Effect.succeed(`The file's columns are not the usual ones.\n${message}`),
      }),
      Effect.map((map) => {
        if (typeof map !== "string") return map
        problems.push(map)
        return null
      }),
    ),
  )

/** What a register's map says of all its rows. */
const constantOf = ({ kind, map }: ImportMap, field: "country" | "timeZone") => {
  if (kind !== "units") return null
  const given = map.fields[field]
  return typeof given === "string" ? null : (given.constant ?? null)
}

const findAccount = Effect.fn("findAccount")(function* (wanted: ImportArguments, map: ImportMap) {
  const name = wanted.account
  const found = yield* findAccountByName(name)
  if (found !== null) return found
  if (!wanted.createAccount)
    return yield* Effect.die(
      unknownAccount(name, yield* allAccounts, wanted.what === "units" ? "\n--create-account opens it." : ""),
    )
  const country = wanted.country ?? constantOf(map, "country")
  const timeZone = wanted.timeZone ?? constantOf(map, "timeZone")
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
const importFile = Effect.fn("importFile")(function* (wanted: ImportArguments, map: ImportMap) {
  const account = yield* findAccount(wanted, map)
  const importId = yield* openImport({
    accountId: account.id,
    fileName: path.basename(wanted.file),
    filePath: path.resolve(wanted.file),
    ...map,
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

/** Reads a file into an account from the command line, beside a running portal or without one. */
await runCommand(async () => {
  const { wanted, map } = await readRequest()
  await withRuntime(configOrExit(), async (runtime, signal) => {
    const exit = await runtime.runPromiseExit(importFile(wanted, map), { signal })
    if (Exit.isSuccess(exit)) process.exitCode = exit.value ? 0 : 1
    else if (signal.aborted) {
      process.stderr.write("Stopped. Run it again: it goes on with what is missing.\n")
      process.exitCode = 130
    } else throw Cause.squash(exit.cause)
  })
})
