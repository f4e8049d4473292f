import { Effect } from "effect"
import type { Context } from "hono"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { layoutOf, type PageHead } from "../http/layout.ts"
import type { PhoneFrame } from "./day-view.ts"

/** The frame of a page of the day: `here` is the page itself, after the parts that lead to it. */
export const phoneFrame = (
  c: Context<Env>,
  title: string,
  here: ReadonlyArray<Link>,
  more: Partial<PageHead> = {},
): Effect.Effect<PhoneFrame> =>
  Effect.promise(async () => {
    const { words, assets } = c.get("web")
    const person = c.get("person")
    const isOwn = person?.staffRole === "technician"
    const crumbs = [{ href: "/", text: person?.account?.name ?? words.layout.allAccounts }, ...here]
    return {
      page: await layoutOf(c, { title, tab: isOwn ? "home" : "operations", crumbs, ...more }),
      css: assets.href("day.css"),
      person: String(person?.userId ?? 0),
      worker: assets.href("day-worker.js"),
    }
  })
