import { Hono } from "hono"
import { allow } from "../http/access.ts"
import type { Env } from "../http/env.ts"
import { designView } from "./design-view.ts"

/** Every component in every state; in development only. */
export const designPages = new Hono<Env>().get("/design", allow("anyone"), (c) => {
  const { render, assets, words } = c.get("web")
  return c.html(render("design/design", designView(assets.layout(), assets.href("design.css")), words))
})
