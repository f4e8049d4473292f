import { timingSafeEqual } from "node:crypto"
import { setTimeout as after } from "node:timers/promises"
import { Exit } from "effect"
import { Hono } from "hono"
import { queryOutside } from "#kernel/database/database.ts"
import { allow } from "./access.ts"
import type { Env } from "./env.ts"
import { metricsText } from "./metrics.ts"
import { placeOf } from "./requests.ts"

/** A database that answers later than that is of no use to a page. */
const PATIENCE_MS = 2000
const isThisMachine = (place: string) => place === "::1" || /^(::ffff:)?127\./.test(place)
const equal = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** For load balancers and monitoring: alive, ready to serve, figures. */
export const healthRoutes = new Hono<Env>()
  .get("/healthz", allow("anyone"), (c) => c.text("ok\n", 200, { "Cache-Control": "no-store" }))
  .get("/readyz", allow("anyone"), async (c) => {
    const { runtime } = c.get("web")
    const answer = runtime.runPromiseExit(queryOutside((sql) => sql`select 1`))
    const ready = await Promise.race([answer.then(Exit.isSuccess), after(PATIENCE_MS, false, { ref: false })])
    return ready
      ? c.text("ready\n", 200, { "Cache-Control": "no-store" })
      : c.text("the database does not answer\n", 503, { "Cache-Control": "no-store" })
  })
  .get("/metrics", allow("anyone"), (c) => {
    const { metricsToken } = c.get("web").config
    const given = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? ""
    const direct = c.req.header("x-forwarded-for") === undefined && c.req.header("forwarded") === undefined
    const allowed = metricsToken === null ? direct && isThisMachine(placeOf(c)) : equal(given, metricsToken)
    if (!allowed) return c.text("not for you\n", 401)
    return c.text(metricsText(), 200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" })
  })
