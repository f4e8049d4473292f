import fs from "node:fs"
import type { Page } from "playwright-core"
import { expect } from "vitest"
import { desk, phone } from "../support/browser.ts"

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
/** What may differ at another width or in another theme: the rest looks at elements, and they are the same. */
const ofWidthAndTheme = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]

const axe = fs.readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8")
const haveAxe = new WeakSet<Page>()

/** To the page that is open and to those that come after it: sending it each time takes longer than reading it. */
const bringAxe = async (page: Page) => {
  if (haveAxe.has(page)) return
  haveAxe.add(page)
  const script = `${axe}; axe.configure({ rules: [{ id: "color-contrast", selector: "[data-new-colours]" }] })`
  await page.addInitScript({ content: script })
  await page.evaluate(`${script}; 0`)
}

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

/**
 * Marks what shows text in colours that are not known yet, and answers with them: contrast follows from a text's own colour and
 * size and from the grounds that it stands on, and finding it out takes axe longer than all its other rules.
 */
const markNewColours = (known: ReadonlyArray<string>) => `(() => {
  const known = new Set(${JSON.stringify(known)}), found = new Set(), grounds = new Map([[null, ""]])
  const groundOf = (element) => {
    if (!grounds.has(element)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
      const own = [backgroundColor, backgroundImage, opacity].join(" ")
      const covers = own.startsWith("rgb(") && own.endsWith(" none 1")
      const behind = covers ? "" : groundOf(element.parentElement)
      grounds.set(element, own === "rgba(0, 0, 0, 0) none 1" ? behind : own + " on " + behind)
    }
    return grounds.get(element)
  }
  for (const element of document.body.querySelectorAll("*")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "")
    const isTextField = /^(input|select|textarea)$/.test(element.localName)
    const isSeen = element.getBoundingClientRect().width > 1 && !element.closest(":disabled")
    const { color, fontSize, fontWeight } = getComputedStyle(element)
    const colours = [color, fontSize, fontWeight, "on", groundOf(element)].join(" ")
    const isNew = (hasText || isTextField) && isSeen && !known.has(colours)
    element.toggleAttribute("data-new-colours", isNew)
    if (isNew) found.add(colours)
  }
  return [...found]
})()`

/** Colours in which texts were seen well enough. */
const knownColours = new Set<string>()

/** What stands around pages, such as their header, and was faultless at that width and in that theme. */
const faultless = new Set<string>()

/** Axe at a page as it is open, without what is around it where the same was looked at before. */
const expectNoViolations = async (page: Page, theme: "light" | "dark", runOnly: ReadonlyArray<string>) => {
  const place = `${page.viewportSize()?.width} px, ${theme}`
  const around = await page.evaluate<ReadonlyArray<string>>(
    "[...document.body.children].map((part) => (part.localName === 'main' ? '' : part.outerHTML))",
  )
  const parts = around.map((html) => `${place}: ${html}`)
  const exclude = parts.flatMap((part, at) => (faultless.has(part) ? [`body > :nth-child(${at + 1})`] : []))
  const colours = await page.evaluate<ReadonlyArray<string>>(markNewColours([...knownColours]))
  const violations = await page.evaluate<ReadonlyArray<string>>(
    `axe.run(${JSON.stringify({ exclude })}, ${JSON.stringify({ resultTypes: ["violations"], runOnly })}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 160) + " " + (node.failureSummary ?? "").slice(0, 200))))`,
  )
  expect(violations, place).toEqual([])
  for (const one of colours) knownColours.add(one)
  for (const [at, part] of parts.entries()) if (around[at] !== "") faultless.add(part)
}

/** Axe at a page in light, in the width that it is open in. Of many rows of a kind it looks at one. */
export const expectAccessibleInLight = async (page: Page): Promise<void> => {
  await bringAxe(page)
  await page.evaluate(keepOneOfEachKind)
  await expectNoViolations(page, "light", tags)
}

/** The same, and then in the other width, phone's or desk's, in dark, by the rules that may tell something else there. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await expectAccessibleInLight(page)
  await page.emulateMedia({ colorScheme: "dark" })
  await page.setViewportSize(page.viewportSize()?.width === phone.width ? desk : phone)
  await expectNoViolations(page, "dark", ofWidthAndTheme)
  await page.emulateMedia({ colorScheme: "light" })
}
