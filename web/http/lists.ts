import type { Context } from "hono"
import type { Pages } from "../components/view.ts"
import type { Env } from "./env.ts"
import { formatsFor } from "./layout.ts"

const LONGEST = 200

/** The links to the pages of a list, or null when it fits on one. */
export const pagesOf = (c: Context<Env>, path: string, text: string, page: number, total: number, size: number) => {
  const { number } = formatsFor(c)
  const last = Math.max(1, Math.ceil(total / size))
  if (last === 1 && page === 1) return null
  const href = (to: number) => {
    const parts = new URLSearchParams({ ...(text === "" ? {} : { text }), ...(to === 1 ? {} : { page: String(to) }) })
    return parts.size === 0 ? path : `${path}?${parts.toString()}`
  }
  const pages: Pages = {
    text: c
      .get("web")
      .words.pages.range(
        number(Math.min((page - 1) * size + 1, total)),
        number(Math.min(page * size, total)),
        number(total),
      ),
    first: page > 2 ? href(1) : null,
    previous: page > 1 ? href(Math.min(page - 1, last)) : null,
    next: page < last ? href(page + 1) : null,
    last: page < last - 1 ? href(last) : null,
  }
  return pages
}

/** What a list is asked for: `text` and `page` in the address. */
export const listQuery = (c: Context<Env>) => {
  const page = c.req.query("page") ?? ""
  return {
    text: (c.req.query("text") ?? "").trim().slice(0, LONGEST),
    page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  }
}
