import { Exit } from "effect"
import { company, type Company } from "#access"
import type { Config } from "#kernel/config.ts"
import type { Log } from "#kernel/observability.ts"
import { assets } from "./assets/assets.ts"
import type { Runtime } from "./composition.ts"
import { sharedReadings } from "./http/shared-readings.ts"
import { views } from "./http/views.ts"
import type { Web } from "./web.ts"
import { english } from "./words/english.ts"

const COMPANY_KEPT_MS = 5000

/**
 * Puts together what the pages are made with. The company's name is asked for at most every five seconds; while the database
 * is away it is the one last known, so that even the page that says so can be made.
 */
export const createWeb = (config: Config, runtime: Runtime, log: Log): Web => {
  const fresh = config.environment === "development"
  let kept: { readonly at: number; readonly company: Company | null } | undefined
  let listensAt = "http://localhost"
  return {
    config,
    // Never what a request says of itself: a link in a mail must not lead where whoever asked for it wants.
    address: () => config.publicAddress ?? listensAt,
    listensAt: (url) => {
      listensAt = url
    },
    runtime,
    log,
    render: views(fresh),
    words: english,
    assets: assets(fresh),
    shared: sharedReadings(),
    company: async () => {
      if (kept?.company == null || Date.now() - kept.at > COMPANY_KEPT_MS) {
        const asked = await runtime.runPromiseExit(company)
        if (Exit.isSuccess(asked)) kept = { at: Date.now(), company: asked.value }
      }
      return kept?.company ?? null
    },
  }
}
