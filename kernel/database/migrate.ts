import { createHmac } from "node:crypto"
import path from "node:path"
import postgres from "postgres"
import Postgrator from "postgrator"
import { installBus } from "../bus/install.ts"

export const APP_ROLE = "hoistway_app"
const folder = path.resolve(import.meta.dirname, "../../migrations")
const globSafe = (name: string) => name.replace(/[*?[\](){}!+@]/g, "[$&]")

/** The database refuses what migrations need; the message says what to do. */
export class MigrationFailed extends Error {}

/**
 * Where the application connects: the same database as `hoistway_app`, whose password follows from the owner's, so that
 * every process that knows DATABASE_URL knows it, and nothing more needs to be kept.
 */
export const appUrl = (ownerUrl: string): string => {
  const url = new URL(ownerUrl)
  url.username = APP_ROLE
  url.password = createHmac("sha256", decodeURIComponent(new URL(ownerUrl).password))
    .update(APP_ROLE)
    .digest("base64url")
  return url.href
}

const ensureAppRole = async (owner: postgres.ISql, ownerUrl: string) => {
  const app = postgres(appUrl(ownerUrl), { max: 1, onnotice: () => {} })
  try {
    await app`select 1`
    return
  } catch {
    const password = decodeURIComponent(new URL(appUrl(ownerUrl)).password)
    // Only a superuser may name these attributes of a role that is there, so that role is looked at instead.
    const [existing] = await owner<Array<{ mighty: boolean }>>`
      select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as mighty from pg_roles where rolname = ${APP_ROLE}`
    if (existing?.mighty === true) {
      throw new MigrationFailed(
        `The role ${APP_ROLE} may do more than row security allows. As a superuser: alter role ${APP_ROLE} nosuperuser nobypassrls nocreaterole nocreatedb`,
      )
    }
    await owner.unsafe(
      existing === undefined
        ? `create role ${APP_ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole password '${password}'`
        : `alter role ${APP_ROLE} login password '${password}'`,
    )
  } finally {
    await app.end()
  }
}

/**
 * Brings the database to the newest version: the application's role and our schemas, in one transaction under an
 * advisory lock, so that a crash leaves the version before and two starting at once take turns; then the bus. Returns what was applied.
 */
export const migrate = async (ownerUrl: string): Promise<ReadonlyArray<string>> => {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    const [server] = await owner<
      Array<{ version: number }>
    >`select current_setting('server_version_num')::int as version`
    if ((server?.version ?? 0) < 160_000) throw new MigrationFailed("The database is older than Postgres 16.")
    const applied = await owner.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('hoistway.migrate'))`
      await ensureAppRole(tx, ownerUrl)
      const postgrator = new Postgrator({
        driver: "pg",
        migrationPattern: path.posix.join(globSafe(folder.replaceAll("\\", "/")), "*.sql"),
        schemaTable: "public.hoistway_migrations",
        newline: "LF",
        execQuery: async (text) => ({ rows: [...(await tx.unsafe(text))] }),
      })
      const applied = await postgrator.migrate()
      return applied.map(({ version, name }) => `${version} ${name}`)
    })
    await installBus(ownerUrl, APP_ROLE)
    return applied
  } catch (error) {
    if ((error as { code?: string }).code === "42501") {
      throw new MigrationFailed(
        "The user of DATABASE_URL may not create roles, schemas or extensions. Give it CREATEROLE and the ownership of the database.",
      )
    }
    throw error
  } finally {
    await owner.end()
  }
}
