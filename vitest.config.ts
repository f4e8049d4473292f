import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["{kernel,modules,web,telemetry-sim,tests,tools,bench}/**/*.test.ts"],
    globalSetup: ["tests/support/cluster.ts"],
    pool: "threads",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
})
