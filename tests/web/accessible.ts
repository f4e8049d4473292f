import fs from "node:fs"
import type { CDPSession, Page } from "playwright-core"
import { expect } from "vitest"
import { desk, phone } from "../support/browser.ts"

/** What may differ at another width or in another theme: the rest looks at elements, and they are the same. */
const ofWidthAndTheme = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

const violations = (page: Page, part: "document" | "'main'", rules: object) =>
  page.evaluate<ReadonlyArray<string>>(
    `axe.run(${part}, ${JSON.stringify({ resultTypes: ["violations"], ...rules })}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 160) + " " + (node.failureSummary ?? "").slice(0, 200))))`,
  )

/** Takes out the rows of tables and lists that differ in nothing but words and figures from one before them. */
const keepOneOfEachKind = `
  for (const list of document.querySelectorAll("main tbody, main ul, main ol")) {
    const seen = new Set()
    for (const row of [...list.children]) {
      const kind = row.outerHTML.replace(/>[^<]+</g, "><").replace(/ (?!class=)([\\w:-]+)="[^"]*"/g, " $1")
      if (seen.has(kind)) row.remove()
      seen.add(kind)
    }
  }`

const axe = fs.readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8")
const sessions = new WeakMap<Page, Promise<CDPSession>>()

/** By the browser's own door, through which it knows a script that it has read for the page before. */
const bringAxe = async (page: Page) => {
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  await (await session).send("Runtime.evaluate", { expression: `${axe};0` })
}

const isOnPhone = (page: Page) => page.viewportSize()?.width === phone.width
const place = (page: Page) => (isOnPhone(page) ? "phone" : "desk")

/**
 * Axe at both widths and in both themes. The page is open in light at the phone's or the desk's width, and is looked at whole
 * there; at the other one, in dark, by the rules that may tell something else. Of many rows of a kind it looks at one.
 */
export const expectAccessible = async (page: Page): Promise<void> => {
  await bringAxe(page)
  await page.evaluate(keepOneOfEachKind)
  expect(await violations(page, "document", { runOnly: tags }), `${place(page)}, light`).toEqual([])
  await page.emulateMedia({ colorScheme: "dark" })
  await page.setViewportSize(isOnPhone(page) ? desk : phone)
  expect(await violations(page, "document", { runOnly: ofWidthAndTheme }), `${place(page)}, dark`).toEqual([])
  await page.emulateMedia({ colorScheme: "light" })
}

/** Axe at what a page says that another one of its address, looked at whole, did not say: as it is open, in light. */
export const expectMainAccessible = async (page: Page): Promise<void> => {
  await bringAxe(page)
  await page.evaluate(keepOneOfEachKind)
  expect(await violations(page, "'main'", { runOnly: tags }), `${place(page)}, light`).toEqual([])
}
