import { defineConfig } from "vitest/config"
import { LongestFirst } from "./tests/support/longest-first.ts"

export default defineConfig({
  test: {
    include: ["{kernel,modules,web,telemetry-sim,tests,tools,bench}/**/*.test.ts"],
    globalSetup: ["tests/support/cluster.ts"],
    pool: "threads",
    // The files of a worker share what they import: reading it anew for each costs more than most of them do.
    isolate: false,
    // Node reads TypeScript itself.
    experimental: { viteModuleRunner: false },
    // More than the two processors of a small machine: many tests wait for another process.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 180_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // What postgres.js asks of a connection that is lost just then fails for nobody: see kernel/database/pool.ts.
    onUnhandledError: (error) => !("query" in error && String(error.query).includes("from pg_catalog.pg_type a")),
  },
})
