import { appUrl } from "#kernel/database/migrate.ts"
import { createLog } from "#kernel/observability.ts"
import { createRuntime, services } from "./composition.ts"
import { createWeb } from "./create-web.ts"
import { listen } from "./listen.ts"
import { configOrExit, logStrayFailures, onStopSignal, ownDatabase, runCommand } from "./process.ts"

/** Serves pages alone; `npm run worker` does the work in the background. The database must have been migrated. */
await runCommand(async () => {
  const config = configOrExit()
  const log = createLog(config)
  logStrayFailures(log)
  const runtime = createRuntime(services(appUrl(ownDatabase(config)), { listening: true }))
  const portal = await listen(createWeb(config, runtime, log), config)
  onStopSignal(async () => {
    await portal.close()
    await runtime.dispose()
  })
  log.info("serving", { url: portal.url })
})
