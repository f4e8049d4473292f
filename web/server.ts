import { createLog } from "#kernel/observability.ts"
import { createRuntime, services } from "./composition.ts"
import { createWeb } from "./create-web.ts"
import { listen } from "./listen.ts"
import { applicationDatabase, configOrExit, logStrayFailures, onStopSignal, runCommand } from "./process.ts"

/** Serves pages alone; `npm run worker` does the work in the background. The database must have been migrated. */
await runCommand(async () => {
  const config = configOrExit()
  const log = createLog(config)
  logStrayFailures(log)
  const url = await applicationDatabase(config, log)
  const runtime = createRuntime(services(url, { listening: true }))
  // Before anybody is served: a failure to come up is kept, and would be the answer to everybody from then on.
  await runtime.context()
  const portal = await listen(createWeb(config, runtime, log), config)
  onStopSignal(async () => {
    await portal.close()
    await runtime.dispose()
  })
  log.info("serving", { url: portal.url })
})
