import { migrate } from "#kernel/database/migrate.ts"
import { createLog } from "#kernel/observability.ts"
import { configOrExit, databaseToAnswer, ownDatabase, runCommand } from "./process.ts"

/** Brings the database of DATABASE_URL to this version. `npm start` does it by itself. */
await runCommand(async () => {
  const config = configOrExit()
  const url = ownDatabase(config)
  await databaseToAnswer(url, createLog(config))
  const applied = await migrate(url)
  process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `Applied: ${applied.join(", ")}\n`)
})
