import { createMiddleware } from "hono/factory"
import { may, type Permission } from "#access"
import type { Env } from "./env.ts"
import { errorPage, pageNotFound } from "./errors.ts"

/**
 * Who may use a route: anyone, a machine with its token (checked where the route is), or persons who have one of the
 * permissions of modules/access/domain/permissions.ts.
 */
export type Allowed = "anyone" | "token" | Permission

/** Under this key a route's middleware says whom it lets in; a test walks all routes and fails on one without it. */
export const rule = Symbol("access rule")

const isOpen = (allowed: Allowed): allowed is "anyone" | "token" => allowed === "anyone" || allowed === "token"

/** Whoever looks through another's eyes changes nothing but this. */
const LEAVING = new Set(["/session/viewing/end", "/sign-out"])

/**
 * Lets in those who may; asks a stranger to sign in; answers anyone else as if the page did not exist. Every route carries
 * one. An administrator who looks through a customer's eyes sees what they see, and can post nothing.
 */
export const allow = (...allowed: ReadonlyArray<Allowed>) =>
  Object.assign(
    createMiddleware<Env>(async (c, next) => {
      const person = c.get("person")
      const changes = c.req.method !== "GET" && c.req.method !== "HEAD"
      if (person?.viewedBy != null && changes && !LEAVING.has(c.req.path)) return errorPage(c, 403)
      if (allowed.some(isOpen)) return next()
      if (person === null) {
        const url = new URL(c.req.url)
        // A script asks for no page.
        if (c.req.header("sec-fetch-dest") === "empty") return c.text("Sign in first.", 401)
        if (changes) return errorPage(c, 401)
        return c.redirect(`/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`, 303)
      }
      return allowed.some((one) => !isOpen(one) && may(person, one)) ? next() : pageNotFound(c)
    }),
    { [rule]: allowed },
  )
