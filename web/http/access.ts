import { createMiddleware } from "hono/factory"
import type { CustomerRole, Person, StaffRole } from "#access"
import type { Env } from "./env.ts"
import { pageNotFound } from "./errors.ts"

/** Who may use a route: anyone, a gateway with its token, any signed-in person, or those of certain roles. */
export type Allowed = "anyone" | "gateway" | "signed-in" | "customer" | "staff" | CustomerRole | StaffRole

/** Under this key a route's middleware says whom it lets in; a test walks all routes and fails on one without it. */
export const rule = Symbol("access rule")

const letsIn = (allowed: Allowed, person: Person): boolean => {
  if (allowed === "signed-in") return true
  if (allowed === "staff") return person.staffRole !== null
  if (allowed === "customer") return person.role !== null
  return person.staffRole === allowed || person.role === allowed
}

/**
 * Lets in those who are named; asks a stranger to sign in; answers anyone else as if the page did not exist. Every route
 * carries one. `gateway` checks its bearer token itself.
 */
export const allow = (...allowed: ReadonlyArray<Allowed>) =>
  Object.assign(
    createMiddleware<Env>(async (c, next) => {
      if (allowed.includes("anyone") || allowed.includes("gateway")) return next()
      const person = c.get("person")
      if (person === null) {
        const url = new URL(c.req.url)
        if (c.req.method !== "GET" || c.req.header("sec-fetch-dest") === "empty") return c.text("Sign in first.", 401)
        return c.redirect(`/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`, 303)
      }
      return allowed.some((one) => letsIn(one, person)) ? next() : pageNotFound(c)
    }),
    { [rule]: allowed },
  )
