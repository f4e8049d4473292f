import { randomUUID } from "node:crypto"
import type { HttpBindings } from "@hono/node-server"
import { matchedRoutes } from "hono/route"
import type { Context } from "hono"
import { createMiddleware } from "hono/factory"
import { networkAddress } from "#access"
import { withLogFields } from "#kernel/observability.ts"
import type { Web } from "../web.ts"
import type { Env } from "./env.ts"
import { requestSeconds } from "./metrics.ts"

/** Gives the request its id and the parts of the portal, and writes one line when it has been answered. */
export const request = (web: Web) =>
  createMiddleware<Env>(async (c, next) => {
    const given = c.req.header("x-request-id")
    const requestId = given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
    c.set("web", web)
    c.set("requestId", requestId)
    c.set("person", null)
    c.set("sessionToken", null)
    c.header("X-Request-Id", requestId)
    const begun = performance.now()
    await withLogFields({ requestId }, next)
    const seconds = (performance.now() - begun) / 1000
    // What answers has a method of its own; what only looks on is mounted for all of them.
    const route = matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? "(none)"
    requestSeconds(c.req.method, route, c.res.status, seconds)
    const { pathname } = new URL(c.req.url)
    if (pathname.startsWith("/assets/")) return
    web.log.debug("request", {
      requestId,
      method: c.req.method,
      path: pathname,
      status: c.res.status,
      ms: Math.round(seconds * 1000),
    })
  })

/**
 * Where a request came from, for rate limits and the audit log: the address at the end of the connection, or what a trusted
 * proxy says, without a port; "unknown" for a connection that has gone.
 */
export const placeOf = (c: Context<Env>): string => {
  const { trustedProxies } = c.get("web").config
  const direct =
    networkAddress((c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? "") ?? "unknown"
  if (trustedProxies === 0) return direct
  const forwarded = (c.req.header("x-forwarded-for") ?? "").split(",")
  return networkAddress(forwarded.at(-trustedProxies) ?? "") ?? direct
}

const policy = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "object-src 'none'",
].join("; ")

/** No inline script or style, no frame around us, no guessing of types, no address of ours told to others. */
export const securityHeaders = createMiddleware<Env>(async (c, next) => {
  await next()
  // Set on the response itself: c.header would copy it, its body too, once for each.
  const { headers } = c.res
  // A page that is not ours, a letter say, brings a stricter one.
  if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", policy)
  headers.set("X-Content-Type-Options", "nosniff")
  headers.set("X-Frame-Options", "DENY")
  headers.set("Referrer-Policy", "same-origin")
  headers.set("Cross-Origin-Opener-Policy", "same-origin")
  headers.set("Cross-Origin-Resource-Policy", "same-origin")
  headers.set("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
  if (c.get("web").config.publicAddress?.startsWith("https:") === true) {
    headers.set("Strict-Transport-Security", "max-age=31536000")
  }
})
