import type { Company } from "#access"
import type { Config } from "#kernel/config.ts"
import type { Log } from "#kernel/observability.ts"
import type { AssetFiles } from "./assets/assets.ts"
import type { Runtime } from "./composition.ts"
import type { SharedReadings } from "./http/shared-readings.ts"
import type { Render } from "./http/views.ts"
import type { Words } from "./words/words.ts"

/** What the pages are made with: one a process. */
export interface Web {
  readonly config: Config
  readonly runtime: Runtime
  readonly log: Log
  readonly render: Render
  readonly words: Words
  readonly assets: AssetFiles
  readonly shared: SharedReadings
  /** Where people find the portal, for links in messages: PUBLIC_ADDRESS, or else where it listens. */
  readonly address: () => string
  /** Told once it listens. */
  readonly listensAt: (url: string) => void
  /** The company at the head of every page; null until its first administrator has named it. */
  readonly company: () => Promise<Company | null>
}
