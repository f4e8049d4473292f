import { Cause, Effect, Exit } from "effect"
import { allAccounts, findAccountByName } from "#access"
import { availabilityReport } from "#equipment"
import { as, lengthyReading } from "#kernel/database/database.ts"
import { unknownAccount, withRuntime } from "./command-runtime.ts"
import { configOrExit, runCommand, StartFailed } from "./process.ts"
import { readReportArguments, type ReportArguments, reportUsage } from "./report-arguments.ts"
import { reportHead, reportLine } from "./report-csv.ts"

const readRequest = (): ReportArguments => {
  const given = readReportArguments(process.argv.slice(2))
  if (given === "help") {
    process.stdout.write(reportUsage)
    process.exit(0)
  }
  if ("problems" in given) throw new StartFailed(`${given.problems.join("\n")}\n\n${reportUsage}`)
  return given
}

/** Waits until the text was taken, so that a slow reader needs no memory here. */
const write = (text: string) => new Promise<void>((done) => void process.stdout.write(text, () => done()))

const report = Effect.fn("report")(function* (wanted: ReportArguments) {
  const { account, filter, first, until, hours } = wanted
  const found = account === null ? null : yield* findAccountByName(account)
  if (account !== null && found === null) return yield* Effect.die(unknownAccount(account, yield* allAccounts))
  yield* Effect.promise(() => write(reportHead()))
  const units = yield* availabilityReport(filter, { first, until }, new Date(), (rows) =>
    write(rows.map((row) => reportLine(row, hours)).join("")),
  ).pipe(lengthyReading, as({ reach: "all", accountId: found?.id ?? null }))
  if (units === 0) process.stderr.write("No unit matches.\n")
})

/** Prints a report from the command line, beside a running portal or without one. */
await runCommand(async () => {
  const wanted = readRequest()
  // Who reads only the first lines of it closes the pipe, and has what they wanted.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1))
  await withRuntime(configOrExit(), async (runtime, signal) => {
    const exit = await runtime.runPromiseExit(report(wanted), { signal })
    if (Exit.isSuccess(exit)) return
    if (!signal.aborted) throw Cause.squash(exit.cause)
    process.exitCode = 130
  })
})
