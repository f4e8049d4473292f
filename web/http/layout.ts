import type { Context } from "hono"
import { may, type Person } from "#access"
import type { Link } from "../components/view.ts"
import type { Assets, LayoutView, Tab } from "../layout/layout-view.ts"
import type { Web } from "../web.ts"
import { type Formats, formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"
import type { Env } from "./env.ts"

const MOST_IN_MENU = 8

const telephone = (number: string): Link => ({ href: `tel:${number.replaceAll(" ", "")}`, text: number })

/** What a visitor of the demonstration must know: of the fleet, and where its mail goes when none can leave. */
const demoBanner = ({ words, config }: Web) =>
  config.smtpUrl === null ? `${words.banners.demo} ${words.banners.demoMail}` : words.banners.demo

/** What a page says of itself; everything else around it follows from the request. */
export interface PageHead {
  readonly title: string
  readonly tab?: Tab
  readonly crumbs?: ReadonlyArray<Link>
  readonly live?: string
  readonly failed?: boolean
  readonly today?: string
  readonly notice?: string
  /** Scripts that this page needs beside everybody's, by the names that assets.ts has them under. */
  readonly scripts?: ReadonlyArray<string>
}

/** What stands around a page for whoever asks. `signedIn: false` gives the public frame. */
export const layoutOf = async (c: Context<Env>, head: PageHead): Promise<LayoutView> => {
  const web = c.get("web")
  const person = c.get("person")
  const company = await web.company()
  const banners = [
    ...(company?.demo === true ? [demoBanner(web)] : []),
    ...(head.notice === undefined ? [] : [head.notice]),
  ]
  return {
    locale: person?.locale ?? "en-GB",
    title: head.title,
    failed: head.failed ?? false,
    tab: head.tab ?? null,
    staff: person?.staffRole != null,
    administrator: person?.staffRole === "administrator",
    viewing: person?.viewedBy == null ? null : web.words.team.viewing.banner(person.name, person.account?.name ?? ""),
    company: {
      name: company?.name ?? "Hoistway",
      address: company?.address ?? null,
      emergencyPhone: company === null ? null : telephone(company.emergencyPhone),
    },
    user: person === null ? null : { id: String(person.userId), name: person.name },
    account: person?.account == null ? null : { id: String(person.account.id), name: person.account.name },
    ...accountMenu(person, web.words),
    crumbs: head.crumbs ?? [],
    today: head.today ?? null,
    searched: new URL(c.req.url).searchParams.get("text") ?? "",
    banners,
    live: head.live ?? null,
    assets: assetsWith(web, [...ofTheDay(person), ...(head.scripts ?? [])]),
  }
}

/** As many as a menu holds, the present account first; the others are found by a search. */
const accountMenu = (person: Person | null, words: Words): Pick<LayoutView, "accounts" | "allAccounts"> => {
  if (person === null) return { accounts: [], allAccounts: null }
  const { account, accounts, staffRole } = person
  const many = accounts.length > MOST_IN_MENU
  const others = accounts.filter(({ id }) => id !== account?.id)
  const shown = many ? [...(account === null ? [] : [account]), ...others].slice(0, MOST_IN_MENU) : accounts
  const everyone = staffRole === null ? [] : [{ id: "all", name: words.layout.allAccounts }]
  return {
    accounts: [...everyone, ...shown.map(({ id, name }) => ({ id: String(id), name }))],
    allAccounts: many ? "/accounts" : null,
  }
}

/** Whose phone may keep steps of the day sends them from every page, and signing out asks first. */
const ofTheDay = (person: Person | null): ReadonlyArray<string> =>
  person !== null && may(person, "work-orders") ? ["day.js"] : []

const assetsWith = ({ assets }: Web, names: ReadonlyArray<string>): Assets => {
  const everywhere = assets.layout()
  return { ...everywhere, scripts: [...everywhere.scripts, ...names.map(assets.href)] }
}

/** Numbers and times for whoever asks, in a building's zone or their own. */
export const formatsFor = (c: Context<Env>, timeZone?: string): Formats => {
  const person = c.get("person")
  const own = person?.timeZone ?? "UTC"
  return formats(person?.locale ?? "en-GB", timeZone ?? own, own)
}
