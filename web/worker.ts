import { Layer } from "effect"
import { createLog } from "#kernel/observability.ts"
import { consumers, createRuntime, services } from "./composition.ts"
import { applicationDatabase, configOrExit, logStrayFailures, onStopSignal, runCommand } from "./process.ts"

/** Does the work in the background alone: consumers and schedules. Any number may run. The database must have been migrated. */
await runCommand(async () => {
  const config = configOrExit()
  const log = createLog(config)
  logStrayFailures(log)
  const url = await applicationDatabase(config, log)
  const consuming = consumers(url, config, (failure) => log.warn("a consumer failed", { ...failure }))
  const runtime = createRuntime(consuming.pipe(Layer.provideMerge(services(url, { listening: false }))))
  await runtime.context()
  onStopSignal(() => runtime.dispose())
  log.info("working")
})
