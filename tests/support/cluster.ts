import path from "node:path"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { migrate } from "#kernel/database/migrate.ts"
import { quickFolder } from "./quick-folder.ts"
import { root } from "./scratch.ts"

declare module "vitest" {
  interface ProvidedContext {
    readonly clusterUrl: string
  }
}

/** One throw-away Postgres a run, with a migrated database that every test file clones. */
export default async (project: TestProject) => {
  // The programs that tests start are then compiled once, and not each time.
  process.env["NODE_COMPILE_CACHE"] ??= path.join(root, "node_modules/.cache/node")
  const server = await startEmbedded(quickFolder("hoistway-test-"), { ephemeral: true, connections: 200 })
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin`create database template_migrated`
  await admin.end()
  const template = new URL(server.url)
  template.pathname = "/template_migrated"
  await migrate(template.href)
  project.provide("clusterUrl", server.url)
  return () => server.stop()
}
