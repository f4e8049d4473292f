import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"
import type { Browser, Page } from "playwright-core"
import { startBrowser } from "../tests/support/browser.ts"
import { demoPassword } from "../web/demo/demo-people.ts"

const help = `Pictures of pages: npm run look -- / /equipment /equipment/units/1

  Starts the portal with the demo fleet on a throw-away folder, signs in, and writes each page at 390 and 1280 px, light and
  dark, into .look/. A path that holds a * stands for the first link of that form on the page before it or on the list of
  units: "/equipment/units/*".

  --url ADDRESS      a portal that runs already, instead of a new one
  --as EMAIL         who signs in (owner@northgate.example); "nobody" stays at the door
  --width PIXELS     this width only; may be given more than once
  --theme NAME       light or dark only
  --height PIXELS    what fits on so much, instead of the whole page
  --out FILE.png     where to: for a single picture
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean" },
    url: { type: "string" },
    as: { type: "string", default: "owner@northgate.example" },
    width: { type: "string", multiple: true },
    theme: { type: "string" },
    height: { type: "string" },
    out: { type: "string" },
  },
})

const themes =
  values.theme === undefined
    ? (["light", "dark"] as const)
    : [values.theme === "dark" ? ("dark" as const) : ("light" as const)]
const widths = (values.width ?? ["390", "1280"]).map(Number)
const folder = path.resolve(import.meta.dirname, "../.look")
const MOST_WAIT_MS = 60_000

/** A portal of our own: Postgres, demo fleet and simulator on a folder that goes when it ends. */
const startPortal = async (): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-look-"))
  fs.chmodSync(data, 0o755)
  const environment = { ...process.env, HOISTWAY_DATA: data, LOG_LEVEL: "warn" }
  const portal: ChildProcess = spawn(process.execPath, [path.resolve(import.meta.dirname, "../web/main.ts")], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = new Promise<void>((resolve) => portal.once("exit", () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ""
    portal.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString()
      const address = /Hoistway runs at\s+(\S+)/.exec(printed)?.[1]
      if (address !== undefined) resolve(address)
    })
    portal.once("exit", () => reject(new Error("The portal ended before it served pages.")))
  })
  return {
    url,
    stop: async () => {
      portal.kill("SIGINT")
      await ended
      fs.rmSync(data, { recursive: true, force: true })
    },
  }
}

const signIn = async (page: Page) => {
  await page.goto("/sign-in")
  await page.getByLabel("E-mail").fill(values.as)
  await page.getByLabel("Password").fill(demoPassword)
  await page.locator("#sign-in button[type=submit]").click()
  await page.waitForURL((url) => url.pathname !== "/sign-in")
}

/** The fleet lives: every lift of the list that is in service is somewhere, and one of them has moved. */
const untilAlive = async (browser: Browser, url: string) => {
  // Waiting for a condition evaluates text in the page, which the content policy forbids where pictures are taken.
  const context = await browser.newContext({ baseURL: url, bypassCSP: true })
  const page = await context.newPage()
  await signIn(page)
  await page.goto("/equipment?state=in-service&kind=lift&sort=-today")
  const rows = 'document.querySelectorAll("table.units tbody tr")'
  await page.waitForFunction(`[...${rows}].every((row) => row.querySelector("svg .car") !== null)`, undefined, {
    timeout: MOST_WAIT_MS,
  })
  const places = '[...document.querySelectorAll("table.units svg .car")].map((car) => car.getAttribute("d")).join()'
  const before = await page.evaluate<string>(places)
  await page.waitForFunction(`${places} !== ${JSON.stringify(before)}`, undefined, { timeout: MOST_WAIT_MS })
  await context.close()
}

/** The address itself, or the first link that has its form. */
const addressOf = async (page: Page, wanted: string): Promise<string> => {
  if (!wanted.includes("*")) return wanted
  const form = new RegExp(
    `^${wanted
      .split("*")
      .map((part) => part.replace(/[.+?^$()[\]{}|\\]/g, "\\$&"))
      .join("[^/]+")}$`,
  )
  const find = async () => {
    const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""))
    return links.find((href) => form.test(href))
  }
  const here = await find()
  if (here !== undefined) return here
  await page.goto("/equipment")
  const listed = await find()
  if (listed === undefined) throw new Error(`No page links to ${wanted}.`)
  return listed
}

const nameOf = (address: string) => address.replace(/^\//, "").replace(/[^\w.-]+/g, "-") || "home"

const picture = async (page: Page, address: string, file: string) => {
  await page.goto(address)
  const live = page.locator("#live")
  if ((await live.count()) > 0) await live.filter({ hasText: /./ }).waitFor()
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const viewport = page.viewportSize()
  if (values.height === undefined && viewport !== null) {
    // As tall as the page, so that what is fixed to the bottom of the window stands at the bottom of the picture.
    const height = await page.evaluate<number>("document.documentElement.scrollHeight")
    await page.setViewportSize({ ...viewport, height })
  }
  await page.screenshot({ path: file })
  if (viewport !== null) await page.setViewportSize(viewport)
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`)
}

const look = async (browser: Browser, url: string, wanted: ReadonlyArray<string>) => {
  const context = await browser.newContext({ baseURL: url, reducedMotion: "reduce" })
  const page = await context.newPage()
  if (values.as !== "nobody") {
    await signIn(page)
    if (values.url === undefined) await untilAlive(browser, url)
  }
  const addresses: Array<string> = []
  for (const one of wanted) addresses.push(await addressOf(page, one))
  for (const width of widths) {
    await page.setViewportSize({ width, height: Number(values.height ?? (width < 600 ? 844 : 900)) })
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      for (const address of addresses) {
        const usual = path.join(folder, `${nameOf(address)}-${width}-${theme}.png`)
        await picture(page, address, values.out === undefined ? usual : path.resolve(values.out))
      }
    }
  }
}

const main = async () => {
  if (values.help === true || positionals.length === 0) return void process.stdout.write(help)
  if (values.out !== undefined && positionals.length * widths.length * themes.length > 1) {
    throw new Error("--out takes one picture: give one path, --width and --theme.")
  }
  const portal =
    values.url === undefined ? await startPortal() : { url: values.url.replace(/\/$/, ""), stop: async () => {} }
  try {
    const browser = await startBrowser()
    try {
      await look(browser, portal.url, positionals)
    } finally {
      await browser.close()
    }
  } finally {
    await portal.stop()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
