import { type Browser, chromium, type Page } from "playwright-core"
import { readyChromium } from "./chromium.ts"
import { fitsInMemory } from "./quick-folder.ts"

export const phone = { width: 390, height: 844 }
export const desk = { width: 1280, height: 900 }

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  // No page lives long enough for its scripts to repay what optimising them costs.
  "--js-flags=--no-opt --no-maglev",
]

/** Starts the browser: one a test file. Close it before the portal, whose live pages it holds open. */
export const startBrowser = async (): Promise<Browser> => {
  const { executable, environment } = await readyChromium()
  return chromium.launch({
    executablePath: executable,
    args: flags,
    // Playwright keeps what the browser's processes share on the disk, for containers with little memory to share.
    ignoreDefaultArgs: fitsInMemory() ? ["--disable-dev-shm-usage"] : [],
    env: { ...process.env, ...environment },
    handleSIGINT: false,
  })
}

/** What a page complains about: errors in the console, breaches of the content policy, requests to other hosts than these. */
export const complaintsOf = (page: Page, ...urls: ReadonlyArray<string>): Array<string> => {
  const complaints: Array<string> = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`console: ${message.text()}`)
  })
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`))
  page.on("request", (request) => {
    const ours = urls.some((url) => request.url().startsWith(`${url}/`))
    if (!ours && !request.url().startsWith("data:")) complaints.push(`request to ${request.url()}`)
  })
  return complaints
}

/** Gives a page's browser context the session of someone who has signed in. */
export const useSession = (page: Page, url: string, cookie: string) => {
  const [name = "", value = ""] = cookie.split("=")
  return page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: "Lax" }])
}
