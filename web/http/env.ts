import type { Person } from "#access"
import type { Web } from "../web.ts"

/** What every request carries. */
export interface Env {
  readonly Variables: {
    readonly web: Web
    readonly requestId: string
    /** Who is signed in, or null. */
    readonly person: Person | null
    /** The session's token as the browser sent it, or null. */
    readonly sessionToken: string | null
  }
}
