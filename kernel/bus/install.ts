import { PgBoss } from "pg-boss"
import postgres from "postgres"

export const BUS_SCHEMA = "bus"

/** Creates or upgrades pg-boss's schema as the owner, and lets the application's role use it, not change it. */
export const installBus = async (ownerUrl: string, appRole: string): Promise<void> => {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: BUS_SCHEMA,
    max: 1,
    supervise: false,
    schedule: false,
    migrate: true,
  })
  boss.on("error", () => {})
  await boss.start()
  await boss.stop({ graceful: false })
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await owner.unsafe(`
      grant usage on schema ${BUS_SCHEMA} to ${appRole};
      grant select, insert, update, delete on all tables in schema ${BUS_SCHEMA} to ${appRole};
      grant usage on all sequences in schema ${BUS_SCHEMA} to ${appRole};
      grant execute on all functions in schema ${BUS_SCHEMA} to ${appRole};`)
  } finally {
    await owner.end()
  }
}
