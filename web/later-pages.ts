import { type Context, Hono } from "hono"
import type { DocumentsView } from "./documents/documents-view.ts"
import { allow } from "./http/access.ts"
import type { Env } from "./http/env.ts"
import { layoutOf } from "./http/layout.ts"
import type { ReportsView } from "./reports/reports-view.ts"

/** The tabs whose part of the product is still to come: honest pages that say what will stand there. */
export const laterPages = new Hono<Env>()
  .get("/reports", allow("look-around"), async (c) => {
    const view: ReportsView = { page: await frame(c, "reports"), csv: "/equipment.csv" }
    return show(c, "reports/reports", view)
  })
  .get("/documents", allow("look-around"), async (c) => {
    const view: DocumentsView = { page: await frame(c, "documents") }
    return show(c, "documents/documents", view)
  })

const frame = (c: Context<Env>, tab: "reports" | "documents") =>
  layoutOf(c, { title: c.get("web").words.tabs[tab], tab })

const show = (c: Context<Env>, template: string, view: object) => {
  const { render, words } = c.get("web")
  return c.html(render(template, view, words))
}
