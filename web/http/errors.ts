import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import { errorWords, type ErrorView } from "../errors/error-view.ts"
import type { Env } from "./env.ts"
import { formatsFor, layoutOf } from "./layout.ts"

const wantsHtml = (c: Context<Env>) => {
  const path = new URL(c.req.url).pathname
  return !path.startsWith("/telemetry") && !path.startsWith("/api/") && !path.startsWith("/assets/")
}

/** Answers with a page, or with JSON where machines ask, that says what happened and what to do next. */
export const errorPage = async (
  c: Context<Env>,
  status: ContentfulStatusCode,
  options: { readonly reference?: string; readonly waitSeconds?: number } = {},
): Promise<Response> => {
  const web = c.get("web")
  const wait = formatsFor(c).duration(options.waitSeconds ?? 60)
  const words = errorWords(status, web.words, wait)
  c.header("Cache-Control", "no-store")
  if (options.waitSeconds !== undefined) c.header("Retry-After", String(options.waitSeconds))
  if (!wantsHtml(c)) return c.json({ error: words.answer, reference: options.reference }, status)
  const page = await layoutOf(c, { title: words.title })
  const view: ErrorView = {
    page,
    answer: words.answer,
    text: words.text,
    link: words.link,
    reference: options.reference ?? null,
  }
  return c.html(web.render("errors/error", view, web.words), status)
}

/** The same answer for what never existed and for what is somebody else's. */
export const pageNotFound = (c: Context<Env>) => errorPage(c, 404)
