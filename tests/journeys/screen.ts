import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { complaintsOf, desk, phone, useSession } from "../support/browser.ts"
import type { Visitor } from "../support/portal.ts"

export const screens = [
  { device: "a phone", size: phone },
  { device: "a desk", size: desk },
] as const
export type Size = (typeof screens)[number]["size"]

/** One person's browser, with one page open so far. */
export interface Screen {
  readonly context: BrowserContext
  readonly page: Page
  readonly onPhone: boolean
  /** See `complaintsOf`. Refusals that a journey asks for are not among them. */
  readonly complaints: () => ReadonlyArray<string>
}

/** Opens a browser of its own at a portal, signed in `as` somebody or at the door. */
export const openScreen = async (
  browser: Browser,
  url: string,
  size: Size,
  { as, ...options }: BrowserContextOptions & { readonly as?: Visitor } = {},
): Promise<Screen> => {
  const onPhone = size.width === phone.width
  const context = await browser.newContext({
    baseURL: url,
    viewport: size,
    hasTouch: onPhone,
    isMobile: onPhone,
    locale: "en-GB",
    ...options,
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  if (as !== undefined) await useSession(page, url, as.cookie)
  const heard = complaintsOf(page, url)
  return {
    context,
    page,
    onPhone,
    complaints: () => heard.filter((complaint) => !/the server responded with a status of 4(04|22)/.test(complaint)),
  }
}

/** Types into the form on the door, and waits until it opens. */
export const enter = async (page: Page, email: string, password = demoPassword) => {
  await page.getByLabel("E-mail").fill(email)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Sign in", exact: true }).click()
  await page.waitForURL(({ pathname }) => pathname !== "/sign-in")
}

/** Presses Tab until something has the focus. */
export const tabTo = async (page: Page, wanted: Locator) => {
  await wanted.waitFor()
  const passed: Array<string> = []
  const isFocused = () => wanted.evaluate((element) => element === element.ownerDocument.activeElement)
  while (!(await isFocused())) {
    if (passed.length > 100) throw new Error(`Tab leads past it: ${passed.join(", ")}`)
    await page.keyboard.press("Tab")
    passed.push(await page.locator(":focus").evaluate((element) => element.textContent?.trim() ?? ""))
  }
}

export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name })

/** The units of the list, as far as this page of it goes. */
export const unitRows = (page: Page) => page.locator("table.units tbody tr")

/** Searches the equipment from wherever one is: by the field on top, or on a phone by the sign that leads to the list's own. */
export const search = async ({ page, onPhone }: Screen, text: string) => {
  if (onPhone) {
    await page.getByRole("button", { name: "Search" }).click()
    await page.waitForURL(({ pathname }) => pathname === "/equipment")
    await page.locator("details.filter:not([open]) > summary").click()
    await page.getByLabel("Anything printed here").fill(text)
    await page.getByRole("button", { name: "Show", exact: true }).click()
  } else {
    await page.keyboard.press("/")
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
  }
  await page.waitForURL(({ searchParams }) => searchParams.get("text") === text)
}

/** Opens the menu with the accounts and the way out. */
export const openAccountMenu = (page: Page) => page.locator("details.account > summary").click()
