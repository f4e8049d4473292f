import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { migrate } from "#kernel/database/migrate.ts"

declare module "vitest" {
  interface ProvidedContext {
    readonly clusterUrl: string
  }
}

/** One throw-away Postgres a run, with a migrated database that every test file clones. */
export default async (project: TestProject) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-test-"))
  fs.chmodSync(folder, 0o755)
  const server = await startEmbedded(folder, { ephemeral: true, connections: 200 })
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin`create database template_migrated`
  await admin.end()
  const template = new URL(server.url)
  template.pathname = "/template_migrated"
  await migrate(template.href)
  project.provide("clusterUrl", server.url)
  return () => server.stop()
}
