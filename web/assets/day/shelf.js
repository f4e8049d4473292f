/** The page that shows what was not sent. */
export const UNSENT = "/day/unsent"

/** The pages of the day and what they are made with, kept on this phone to be read without a connection. */
const PAGES = "hoistway-day-pages"
const ASSETS = "hoistway-day-assets"

/** A page's address without what it says of what was just done. @param {string} address */
export const withoutNews = (address) => {
  const url = new URL(address, location.origin)
  url.searchParams.delete("done")
  url.hash = ""
  return url.href
}

/** Only what the portal itself answered to whoever is signed in. @param {Response} answer */
const isGood = (answer) => answer.ok && answer.type === "basic" && !answer.redirected

/** Keeps a page as it was answered. @param {string} address @param {Response} answer */
export const keepPage = async (address, answer) => {
  if (isGood(answer)) await (await caches.open(PAGES)).put(withoutNews(address), answer)
}

/** @param {string} address @returns {Promise<Response | undefined>} */
export const keptPage = async (address) => (await caches.open(PAGES)).match(withoutNews(address), { ignoreVary: true })

/** Asks for pages and keeps them. False: not all of them came. @param {Iterable<string>} addresses */
export const fetchPages = async (addresses) => {
  let all = true
  for (const address of addresses) {
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(15_000) })
      all &&= isGood(answer)
      await keepPage(address, answer)
    } catch {
      // No connection: they are asked for again another time.
      return false
    }
  }
  return all
}

/** A stylesheet, script or picture: its address changes with its content, so that what is kept is always right. */
export const asset = async (/** @type {Request} */ request) => {
  const kept = await (await caches.open(ASSETS)).match(request, { ignoreVary: true })
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (isGood(answer)) await (await caches.open(ASSETS)).put(request, answer.clone())
  return answer
}

/** Keeps more of them. @param {ReadonlyArray<string>} addresses */
export const addAssets = async (addresses) => {
  const shelf = await caches.open(ASSETS)
  for (const address of addresses) {
    if ((await shelf.match(address, { ignoreVary: true })) === undefined) await shelf.add(address)
  }
}

/** Keeps no others of them any longer. @param {ReadonlyArray<string>} addresses */
export const dropOtherAssets = async (addresses) => {
  const shelf = await caches.open(ASSETS)
  for (const { url } of await shelf.keys()) if (!addresses.includes(url)) await shelf.delete(url)
}

/** Keeps no other pages any longer. @param {ReadonlyArray<string>} addresses */
export const dropOtherPages = async (addresses) => {
  const shelf = await caches.open(PAGES)
  const wanted = addresses.map(withoutNews)
  for (const { url } of await shelf.keys()) if (!wanted.includes(url)) await shelf.delete(url)
}

/** Forgets the pages: somebody else has this phone now. */
export const clearPages = () => caches.delete(PAGES)
