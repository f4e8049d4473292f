import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"
import { appUrl } from "#kernel/database/migrate.ts"

/** A migrated database of one's own. `owner` sees through row security, `app` is what the product connects as. */
export interface TestDatabase {
  readonly ownerUrl: string
  readonly appUrl: string
  readonly owner: postgres.Sql
  readonly drop: () => Promise<void>
}

let cluster: postgres.Sql | undefined
/** For statements that are about databases themselves: one connection for all files of a thread. */
export const ofCluster = (): postgres.Sql =>
  (cluster ??= postgres(inject("clusterUrl"), { max: 1, onnotice: () => {}, idle_timeout: 20 }))

/** The address of a database of the run's cluster, as its owner. */
export const databaseUrl = (name: string): string => {
  const url = new URL(inject("clusterUrl"))
  url.pathname = `/${name}`
  return url.href
}

/** Clones the migrated template, or another: 25 to 60 ms. Call `drop` in afterAll. */
export const testDatabase = async (template = "template_migrated"): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString("hex")}`
  await ofCluster().unsafe(`create database ${name} template ${template} strategy file_copy`)
  const url = databaseUrl(name)
  const owner = postgres(url, { max: 4, onnotice: () => {} })
  return {
    ownerUrl: url,
    appUrl: appUrl(url),
    owner,
    drop: async () => {
      await owner.end()
      await ofCluster().unsafe(`drop database if exists ${name} with (force)`)
    },
  }
}
