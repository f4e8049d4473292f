import { setTimeout as after } from "node:timers/promises"
import postgres from "postgres"

/** The database does not answer, or lets its user not in; the message says where, and why. */
export class DatabaseUnreachable extends Error {}

const PAUSE_MS = 250
const ATTEMPT_SECONDS = 5

/** SQLSTATE classes of what waiting does not mend: a user or password that is wrong, a database that does not exist. */
const LASTING = ["28", "3D"]

/**
 * Waits until the database answers its user: it may be starting, recovering from a crash, or not be there yet. `onWaiting` is
 * told once that it does not. Rejects with DatabaseUnreachable after `patienceSeconds`, or at once where waiting is of no use.
 */
export const awaitDatabase = async (
  url: string,
  onWaiting: (place: string, why: string) => void,
  patienceSeconds = 60,
): Promise<void> => {
  const { host, pathname, username } = new URL(url)
  const place = `${host}${pathname}`
  const deadline = performance.now() + patienceSeconds * 1000
  for (let attempt = 1; ; attempt++) {
    const why = await refusalOf(url)
    if (why === null) return
    if (LASTING.some((kind) => why.code.startsWith(kind))) {
      throw new DatabaseUnreachable(`The database ${place} does not let ${username} in: ${why.message}.`)
    }
    if (performance.now() > deadline) {
      throw new DatabaseUnreachable(`The database ${place} does not answer: ${why.message}.`)
    }
    if (attempt === 1) onWaiting(place, why.message)
    await after(PAUSE_MS)
  }
}

const refusalOf = async (url: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false, connect_timeout: ATTEMPT_SECONDS })
  try {
    await sql`select 1`
    return null
  } catch (error) {
    const { code = "", message } = error as { readonly code?: string; readonly message: string }
    return { code, message: message === "" ? code : message }
  } finally {
    await sql.end({ timeout: 0 })
  }
}
