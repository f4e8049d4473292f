import { type Config, ConfigInvalid, readConfig } from "#kernel/config.ts"
import { awaitDatabase, DatabaseUnreachable } from "#kernel/database/await-database.ts"
import { EmbeddedServerFailed } from "#kernel/database/embedded-binaries.ts"
import { appUrl, MigrationFailed } from "#kernel/database/migrate.ts"
import type { Log } from "#kernel/observability.ts"

const LEAST_NODE = 26

/** What a person who starts a command should read: one message, no stack. */
export class StartFailed extends Error {}

/** The settings of this process; wrong ones are all told at once, before anything starts. Also asserts Node's version. */
export const configOrExit = (): Config => {
  const major = Number(process.versions.node.split(".")[0])
  if (major < LEAST_NODE) {
    process.stderr.write(
      `This is Node ${process.versions.node}; Hoistway runs on Node ${LEAST_NODE}, which npm ci installs beside it.\n` +
        "Start it with npm (npm start), and install without --omit=optional.\n",
    )
    process.exit(2)
  }
  try {
    return readConfig()
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error
    process.stderr.write(`${error.message}\nnpm run config prints all settings.\n`)
    process.exit(2)
  }
}

/** The database of DATABASE_URL, for commands that have no embedded server of their own. */
export const ownDatabase = (config: Config): string => {
  if (config.databaseUrl === null) {
    throw new StartFailed(
      "Set DATABASE_URL: the embedded server is started by npm start, which serves and works in one.",
    )
  }
  return config.databaseUrl
}

/** Waits until the database answers, and says in the log that it does. */
export const databaseToAnswer = (url: string, log: Log): Promise<void> =>
  awaitDatabase(url, (place, why) => log.warn("waiting for the database", { place, why }))

/** Where the application connects, once it is let in there. */
export const applicationDatabase = async (config: Config, log: Log): Promise<string> => {
  const url = appUrl(ownDatabase(config))
  try {
    await databaseToAnswer(url, log)
    return url
  } catch (error) {
    if (!(error instanceof DatabaseUnreachable)) throw error
    throw new StartFailed(`${error.message} Is DATABASE_URL right, and has npm run migrate been run on it?`)
  }
}

/** Runs a command and prints what a person should read when it cannot go on: a sentence for what was foreseen, else a stack. */
export const runCommand = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    const foreseen = [StartFailed, DatabaseUnreachable, EmbeddedServerFailed, MigrationFailed].some(
      (kind) => error instanceof kind,
    )
    const text = foreseen
      ? (error as Error).message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error)
    process.stderr.write(`${text}\n`)
    process.exit(1)
  }
}

/** A failure that nobody waited for, of a library perhaps, is logged and must not end a portal that others are using. */
export const logStrayFailures = (log: Log) =>
  process.on("unhandledRejection", (error) => log.error("a failure that nobody waited for", { error }))

/** Calls `stop` at the first SIGINT or SIGTERM and exits when it is done; at the second, or after 15 s, at once. */
export const onStopSignal = (stop: () => Promise<void>) => {
  let stopping = false
  const handle = () => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), 15_000).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on("SIGINT", handle)
  process.on("SIGTERM", handle)
}
