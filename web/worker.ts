import { Layer } from "effect"
import { appUrl } from "#kernel/database/migrate.ts"
import { createLog } from "#kernel/observability.ts"
import { consumers, createRuntime, services } from "./composition.ts"
import { configOrExit, logStrayFailures, onStopSignal, ownDatabase, runCommand } from "./process.ts"

/** Does the work in the background alone: consumers and schedules. Any number may run. The database must have been migrated. */
await runCommand(async () => {
  const config = configOrExit()
  const log = createLog(config)
  logStrayFailures(log)
  const url = appUrl(ownDatabase(config))
  const consuming = consumers(url, config, (failure) => log.warn("a consumer failed", { ...failure }))
  const runtime = createRuntime(consuming.pipe(Layer.provideMerge(services(url, { listening: false }))))
  await runtime.context()
  onStopSignal(() => runtime.dispose())
  log.info("working")
})
