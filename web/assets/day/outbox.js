import { entries, put, remove } from "./store.js"
import { fetchPages } from "./shelf.js"

/** Held while entries are sent: pages, tabs and the worker take turns, so that nothing is sent twice at once. */
const LOCK = "hoistway-day"
const DAY = "/day"

/** Tells the other pages of this phone that something was kept, sent or refused. */
export const news = new BroadcastChannel("hoistway-day")

/** An answer may take so long; what is large goes with at least 20 kB a second. @param {FormData} form */
const patience = (form) => {
  const bytes = [...form.values()].reduce(
    (sum, value) => sum + (typeof value === "string" ? value.length : value.size),
    0,
  )
  return 15_000 + bytes / 20
}

/**
 * Sends one entry. `later`: no answer, or one that promises nothing; `trouble`: the portal could not do it just now; `signed-out`
 * and `another`: it waits until its person is signed in again; else the portal has decided.
 *
 * @param {import("./store.js").Entry} entry
 * @returns {Promise<{
 *   outcome: "sent" | "refused" | "later" | "trouble" | "signed-out" | "another", said?: string, next?: string
 * }>}
 */
const ask = async ({ action, fields }) => {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  const hasFiles = fields.some(([, value]) => typeof value !== "string")
  try {
    const answer = await fetch(action, {
      method: "POST",
      body: hasFiles ? form : new URLSearchParams(/** @type {Array<[string, string]>} */ (fields)),
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(patience(form)),
    })
    // What lies between, such as a hotel's network, may answer for the portal.
    if (!answer.headers.has("X-Request-Id")) return { outcome: "later" }
    const told = await answer.json().catch(() => ({}))
    if (answer.ok) return told.next === undefined ? { outcome: "later" } : { outcome: "sent", next: told.next }
    if (answer.status === 401) return { outcome: "signed-out" }
    if (answer.status === 409) return { outcome: "another" }
    if ([408, 425, 429].includes(answer.status) || answer.status >= 500) return { outcome: "trouble" }
    return { outcome: "refused", said: told.said ?? "" }
  } catch {
    // No connection, or it broke before the answer: sent again, the portal knows the entry by its key.
    return { outcome: "later" }
  }
}

/**
 * Sends what waits, in order, one at a time; what the portal cannot do just now holds up its own order and no other. `left`: why
 * something has to wait, null when nothing has to; `sent`: how many went.
 *
 * @returns {Promise<{ left: null | "later" | "signed-out" | "another", sent: number }>}
 */
export const sendKept = () =>
  navigator.locks.request(LOCK, async () => {
    let left = null
    let sent = 0
    let refused = 0
    const held = new Set()
    for (const entry of await entries()) {
      if (entry.status !== "waiting" || held.has(entry.order)) continue
      const { outcome, said = "", next = "" } = await ask(entry)
      if (outcome === "sent" || outcome === "refused") await put({ ...entry, status: outcome, said, next })
      else left = outcome === "trouble" ? "later" : outcome
      if (outcome === "sent") sent += 1
      if (outcome === "refused") refused += 1
      if (outcome === "trouble") held.add(entry.order)
      if (outcome === "later" || outcome === "signed-out") break
    }
    if (sent + refused > 0) news.postMessage(sent > 0 ? "sent" : "refused")
    return { left, sent }
  })

/** Until the pages kept here show what was sent, its entries stand for it: asks for those pages and forgets the entries. */
export const settle = async () => {
  const sent = (await entries()).filter(({ status }) => status === "sent")
  if (sent.length === 0 || !(await fetchPages(new Set([DAY, ...sent.map(({ order }) => order)])))) return
  for (const entry of sent) await remove(entry)
}
