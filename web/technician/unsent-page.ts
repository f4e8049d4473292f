import { Effect } from "effect"
import { Hono } from "hono"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import type { UnsentView } from "./day-view.ts"
import { DAY, UNSENT } from "./day-words.ts"
import { phoneFrame } from "./phone-frame.ts"

/** What the phone keeps that is not sent, or was refused. Only the phone knows it: its script fills the page. */
export const unsentPage = new Hono<Env>().get(UNSENT, allow("work-orders"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      const { day, kept } = words.work
      const view: UnsentView = yield* phoneFrame(c, kept.title, [
        { href: DAY, text: day.crumb },
        { href: UNSENT, text: kept.title },
      ])
      return c.html(render("technician/unsent", view, words))
    }),
  ),
)
