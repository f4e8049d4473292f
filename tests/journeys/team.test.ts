import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { desk, phone, startBrowser } from "../support/browser.ts"
import { eventually } from "../support/eventually.ts"
import { type MailServer, startMailServer } from "../support/mail-server.ts"
import { type Portal, testPortal } from "../support/portal.ts"
import { enter, heading, openAccountMenu, openScreen, type Size } from "./screen.ts"

let mail: MailServer
let portal: Portal
let browser: Browser
beforeAll(async () => {
  mail = await startMailServer()
  const settings = { SMTP_URL: mail.url, MAIL_FROM: "Kestrel Lifts <portal@kestrel.example>" }
  ;[portal, browser] = await Promise.all([testPortal({ demo: true, settings }), startBrowser()])
})
afterAll(async () => {
  await browser.close()
  await portal.stop()
  await mail.stop()
})

/** The link in the mail that came to an address. */
const linkFor = (email: string) =>
  eventually(() => {
    const letter = mail.received.findLast(({ recipients }) => recipients.includes(email))
    const link = /https?:\/\/\S+\/invitations\/[\w-]+/.exec(letter?.parsed.text ?? "")?.[0]
    if (link === undefined) throw new Error(`No invitation came to ${email}.`)
    return link
  })

const part = async (page: Page, name: string) => {
  await page.getByRole("navigation", { name: "1-2-3 Setup" }).getByRole("link", { name }).click()
}

/** Makes a portfolio of the first building that the search finds. Returns the building's name. */
const makePortfolio = async (page: Page, name: string, text: string) => {
  await part(page, "Portfolios")
  await page.getByLabel("Name", { exact: true }).fill(name)
  await page.getByRole("button", { name: "Make the portfolio" }).click()
  await page.getByRole("link", { name: "Add buildings and units" }).click()
  await page.getByRole("navigation", { name: "Find by" }).getByRole("link", { name: "Buildings" }).click()
  await page.getByLabel("Name of the building").fill(text)
  await page.locator("main").getByRole("button", { name: "Search" }).click()
  await page.getByRole("checkbox").first().check()
  await page.getByRole("button", { name: "Add what is ticked" }).click()
  await page.getByText("Added 1 whole building").waitFor()
}

const invite = async (page: Page, email: string, role: RegExp, portfolios: ReadonlyArray<string>) => {
  await part(page, "Team")
  await page.getByRole("link", { name: "Invite somebody" }).click()
  await heading(page, "Invite somebody").waitFor()
  await page.getByLabel("E-mail").fill(email)
  await page.getByRole("radio", { name: role }).check()
  const reach = portfolios.length === 0 ? "The whole account" : "Only these portfolios"
  await page.getByRole("radio", { name: reach }).check()
  for (const name of portfolios) await page.getByRole("checkbox", { name }).check()
  await page.getByRole("button", { name: "Send the invitation" }).last().click()
  await page.getByText("The invitation is on its way.").waitFor()
}

const OWNER = "owner@lakeshore.example"
const ACCOUNT = "Lakeshore Medical Center"

test("an owner sets up two portfolios and three people, on a phone and then at a desk, who each come in by their mail and see what is theirs", async () => {
  const [first, second] = await portal.database.owner<Array<{ name: string; units: number }>>`
    select b.name, (select count(*)::int from equipment.units u where u.building_id = b.id) as units
    from equipment.buildings b join access.accounts a on a.id = b.account_id where a.name = ${ACCOUNT} order by b.name limit 2`
  if (first === undefined || second === undefined) throw new Error(`${ACCOUNT} has too few buildings.`)
  const openSetup = async (size: Size) => {
    const screen = await openScreen(browser, portal.url, size)
    await screen.page.goto("/")
    await enter(screen.page, OWNER)
    await screen.page.getByRole("link", { name: /^(1-2-3 )?Setup$/ }).click()
    return screen
  }

  const onTheWay = await openSetup(phone)
  await makePortfolio(onTheWay.page, "North side", first.name)
  await invite(onTheWay.page, "one@team.example", /^Viewer/, ["North side"])
  const inTheOffice = await openSetup(desk)
  const { page } = inTheOffice
  await makePortfolio(page, "South side", second.name)
  await invite(page, "two@team.example", /^Manager/, [])
  await invite(page, "viewer@northgate.example", /^Viewer/, ["North side", "South side"])

  const seen = { one: first.units, both: first.units + second.units }
  const newcomer = async (size: Size, email: string, name: string) => {
    const own = await openScreen(browser, portal.url, size)
    await own.page.goto(await linkFor(email))
    await heading(own.page, `You are invited to ${ACCOUNT}`).waitFor()
    expect(await own.page.getByLabel("You will sign in as").inputValue()).toBe(email)
    await own.page.getByLabel("Your name").fill(name)
    await own.page.getByLabel("Choose a password").fill("mountain railway 1912")
    await own.page.getByRole("button", { name: "Accept and sign in" }).click()
    await own.page.waitForURL(({ pathname }) => pathname === "/")
    return own
  }
  const one = await newcomer(phone, "one@team.example", "Una First")
  await one.page.goto("/equipment")
  await heading(one.page, new RegExp(`^${seen.one} units? in 1 building`)).waitFor()
  const two = await newcomer(desk, "two@team.example", "Duo Second")

  const three = await openScreen(browser, portal.url, phone)
  await three.page.goto(await linkFor("viewer@northgate.example"))
  await three.page.getByRole("link", { name: "Sign in", exact: true }).click()
  await enter(three.page, "viewer@northgate.example")
  await three.page.getByRole("button", { name: "Accept" }).click()
  await three.page.waitForURL(({ pathname }) => pathname === "/")
  await three.page.goto("/equipment")
  await heading(three.page, new RegExp(`^${seen.both} units in 2 buildings`)).waitFor()
  await openAccountMenu(three.page)
  await three.page.getByRole("button", { name: "Northgate Property Trust" }).waitFor()

  // The owner sees who is there, and takes one of them out again, whose open page closes.
  await part(onTheWay.page, "Team")
  await onTheWay.page.getByRole("link", { name: "Change Una First’s access" }).click()
  await onTheWay.page.getByRole("link", { name: "Remove this person" }).click()
  await heading(onTheWay.page, "Remove Una First?").waitFor()
  await onTheWay.page.getByRole("button", { name: "Remove", exact: true }).click()
  await onTheWay.page.getByText("The person has no access any more.").waitFor()
  await part(page, "Team")
  await page.getByText("Duo Second").first().waitFor()
  expect(await page.getByText("Una First").count()).toBe(0)
  await one.page.goto("/equipment")
  await heading(one.page, "Sign in").waitFor()
  for (const { complaints, context } of [onTheWay, inTheOffice, one, two, three]) {
    expect(complaints().filter((complaint) => !/status (of )?401/.test(complaint))).toEqual([])
    await context.close()
  }
})
