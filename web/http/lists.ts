import type { Context } from "hono"
import type { Pages } from "../components/view.ts"
import type { Env } from "./env.ts"
import { formatsFor } from "./layout.ts"

const LONGEST = 200

/** An address with the parts that say something: no empty text, and no first page. */
export const addressWith = (path: string, parts: Readonly<Record<string, string | number>>): string => {
  const said = Object.entries(parts).filter(([name, part]) => part !== "" && !(name === "page" && part === 1))
  const search = new URLSearchParams(said.map(([name, part]) => [name, String(part)])).toString()
  return search === "" ? path : `${path}?${search}`
}

/** The same address with some parts changed; null removes one. Changing anything but the page goes back to the first. */
export const withParts = (url: URL, path: string, parts: Readonly<Record<string, string | null>>): string => {
  const search = new URLSearchParams([...url.searchParams].filter(([, value]) => value !== ""))
  if (!("page" in parts)) search.delete("page")
  for (const [name, value] of Object.entries(parts)) {
    if (value === null) search.delete(name)
    else search.set(name, value)
  }
  const text = search.toString()
  return text === "" ? path : `${path}?${text}`
}

/** How much of a list is shown, of how much. */
interface Part {
  readonly page: number
  readonly size: number
  readonly total: number
}

/** Where one is in a list, and the links to its other pages. */
export const pageLinks = (c: Context<Env>, { page, size, total }: Part, href: (page: number) => string): Pages => {
  const { number } = formatsFor(c)
  const last = Math.max(1, Math.ceil(total / size))
  const from = Math.min((page - 1) * size + 1, total)
  return {
    text: c.get("web").words.pages.range(number(from), number(Math.min(page * size, total)), number(total)),
    first: page > 2 ? href(1) : null,
    previous: page > 1 ? href(Math.min(page - 1, last)) : null,
    next: page < last ? href(page + 1) : null,
    last: page < last - 1 ? href(last) : null,
  }
}

/** The same, or null when all of the list is on one page. */
export const pagesOf = (c: Context<Env>, part: Part, href: (page: number) => string): Pages | null =>
  part.total <= part.size && part.page === 1 ? null : pageLinks(c, part, href)

/** The number of the page that an address or form asks for. */
export const pageNumber = (text: string | undefined): number => (/^[1-9]\d{0,5}$/.test(text ?? "") ? Number(text) : 1)

/** The text that is searched for. */
export const searched = (text: string | undefined): string => (text ?? "").trim().slice(0, LONGEST)

/** What a list is asked for: `text` and `page` in the address. */
export const listQuery = (c: Context<Env>) => ({
  text: searched(c.req.query("text")),
  page: pageNumber(c.req.query("page")),
})
