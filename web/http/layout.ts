import type { Context } from "hono"
import type { Link } from "../components/view.ts"
import type { LayoutView, Tab } from "../layout/layout-view.ts"
import { type Formats, formats } from "../words/format.ts"
import type { Env } from "./env.ts"

const telephone = (number: string): Link => ({ href: `tel:${number.replaceAll(" ", "")}`, text: number })

/** What a page says of itself; everything else around it follows from the request. */
export interface PageHead {
  readonly title: string
  readonly tab?: Tab
  readonly crumbs?: ReadonlyArray<Link>
  readonly live?: string
  readonly failed?: boolean
  readonly today?: string
  readonly notice?: string
}

/** What stands around a page for whoever asks. `signedIn: false` gives the public frame. */
export const layoutOf = async (c: Context<Env>, head: PageHead): Promise<LayoutView> => {
  const web = c.get("web")
  const person = c.get("person")
  const company = await web.company()
  const all = { id: "all", name: web.words.layout.allAccounts }
  const accounts = (person?.accounts ?? []).map((account) => ({ id: String(account.id), name: account.name }))
  const banners = [
    ...(company?.demo === true ? [web.words.banners.demo] : []),
    ...(head.notice === undefined ? [] : [head.notice]),
  ]
  return {
    locale: person?.locale ?? "en-GB",
    title: head.title,
    failed: head.failed ?? false,
    tab: head.tab ?? null,
    staff: person?.staffRole != null,
    company: {
      name: company?.name ?? "Hoistway",
      address: company?.address ?? null,
      emergencyPhone: company === null ? null : telephone(company.emergencyPhone),
    },
    user: person === null ? null : { name: person.name },
    account: person?.account == null ? null : { id: String(person.account.id), name: person.account.name },
    accounts: person?.staffRole == null ? accounts : [all, ...accounts],
    crumbs: head.crumbs ?? [],
    today: head.today ?? null,
    searched: new URL(c.req.url).searchParams.get("text") ?? "",
    banners,
    live: head.live ?? null,
    assets: web.assets.layout(),
  }
}

/** Numbers and times for whoever asks, in a building's zone or their own. */
export const formatsFor = (c: Context<Env>, timeZone?: string): Formats => {
  const person = c.get("person")
  const own = person?.timeZone ?? "UTC"
  return formats(person?.locale ?? "en-GB", timeZone ?? own, own)
}
