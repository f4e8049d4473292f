import { addAssets, clearPages, dropOtherAssets, dropOtherPages, fetchPages, UNSENT, withoutNews } from "./shelf.js"

/** Which version of each page this phone keeps. */
const VERSIONS = "hoistway-day-pages"
/** Whose pages these are. */
const PERSON = "hoistway-day-person"

/** What this page is made with, by address. */
const assetsOfPage = () =>
  [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=manifest], script[src]")].map(
    ({ href, src }) => src ?? href,
  )

/** The pages that are worth keeping, seen from this one, with the version of each. */
const pagesFrom = (here, assets) => {
  const pages = new Map([
    [here, ""],
    [UNSENT, ""],
  ])
  for (const { dataset } of document.querySelectorAll("[data-order]")) pages.set(dataset.order, dataset.version)
  return Object.fromEntries([...pages].map(([page, version]) => [page, [version, ...assets].join(" ")]))
}

/** Keeps the day for reading without a connection: what has changed since it was kept. @param {HTMLElement} day */
export const keepDay = async ({ dataset }) => {
  const url = new URL(withoutNews(location.href))
  const here = url.pathname + url.search
  const assets = assetsOfPage()
  const before = JSON.parse(localStorage.getItem(VERSIONS) ?? "{}")
  const wanted = pagesFrom(here, assets)
  // The worker keeps what it serves.
  const isServed = navigator.serviceWorker.controller !== null
  const missing = Object.keys(wanted).filter((page) => (page === here ? !isServed : before[page] !== wanted[page]))
  await navigator.serviceWorker.register(dataset.worker, { scope: "/day" })
  await addAssets(assets)
  if (!(await fetchPages(missing))) return
  const isDay = document.querySelector("#day-sign") !== null
  localStorage.setItem(VERSIONS, JSON.stringify(isDay ? wanted : { ...before, ...wanted }))
  if (isDay) {
    await dropOtherPages(Object.keys(wanted))
    await dropOtherAssets(assets)
  }
  for (const line of document.querySelectorAll("[data-ready]")) line.hidden = false
}

/** Somebody else's pages are not kept on. @param {HTMLElement} day */
export const forgetOthers = async ({ dataset }) => {
  if (localStorage.getItem(PERSON) === dataset.person) return
  await clearPages()
  localStorage.removeItem(VERSIONS)
  localStorage.setItem(PERSON, dataset.person)
}
