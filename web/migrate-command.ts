import { migrate } from "#kernel/database/migrate.ts"
import { configOrExit, ownDatabase, runCommand } from "./process.ts"

/** Brings the database of DATABASE_URL to this version. `npm start` does it by itself. */
await runCommand(async () => {
  const applied = await migrate(ownDatabase(configOrExit()))
  process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `Applied: ${applied.join(", ")}\n`)
})
