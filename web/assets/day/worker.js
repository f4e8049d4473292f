import { sendKept, settle } from "./outbox.js"
import { asset, keepPage, keptPage, UNSENT } from "./shelf.js"

/** A page that takes longer is shown as it was, if it is kept. */
const PATIENCE_MS = 6000

addEventListener("install", (event) => event.waitUntil(skipWaiting()))
addEventListener("activate", (event) => event.waitUntil(clients.claim()))

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== "GET" || origin !== location.origin) return
  if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request))
  else if (mode === "navigate") event.respondWith(page(event))
})

/** A page of the day: as the portal answers, or else as it was when it was last seen. @param {FetchEvent} event */
const page = async (event) => {
  const { url } = event.request
  const asked = fetch(event.request)
  event.waitUntil(
    asked
      .then((answer) => keepPage(url, answer.clone()))
      .catch(() => {
        // Without a connection there is nothing to keep.
      }),
  )
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)).then(() => keptPage(url))
  try {
    return (await Promise.race([asked, late])) ?? (await asked)
  } catch {
    return (await keptPage(url)) ?? (await keptPage(UNSENT)) ?? Response.error()
  }
}

// Where the browser has it, what waits is sent also when no page is open.
addEventListener("sync", (event) => event.waitUntil(sendLater()))

const sendLater = async () => {
  const { left } = await sendKept()
  await settle()
  // The browser tries again when this fails.
  if (left === "later") throw new Error("There is no connection yet.")
}
