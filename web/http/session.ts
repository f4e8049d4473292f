import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { createMiddleware } from "hono/factory"
import { personOfSession } from "#access"
import type { Env } from "./env.ts"

/** Over https the cookie is bound to this host and never sent in clear; the browser enforces the prefix. */
const cookieName = (secure: boolean) => (secure ? "__Host-hoistway" : "hoistway")

/** Whether browsers come by https, so that cookies can be kept off anything else. */
export const isSecure = (c: Context<Env>) => {
  const address = c.get("web").config.publicAddress
  return address === null ? new URL(c.req.url).protocol === "https:" : address.startsWith("https:")
}

/** Finds out who is asking. */
export const session = createMiddleware<Env>(async (c, next) => {
  const { runtime, config } = c.get("web")
  const token = getCookie(c, cookieName(isSecure(c))) ?? null
  const person = token === null ? null : await runtime.runPromise(personOfSession(token, config.sessionHours))
  c.set("sessionToken", person === null ? null : token)
  c.set("person", person)
  await next()
})

export const setSession = (c: Context<Env>, token: string) => {
  const secure = isSecure(c)
  setCookie(c, cookieName(secure), token, {
    path: "/",
    httpOnly: true,
    secure,
    sameSite: "Lax",
    maxAge: c.get("web").config.sessionHours * 3600,
  })
}

export const endSession = (c: Context<Env>) => {
  const secure = isSecure(c)
  deleteCookie(c, cookieName(secure), { path: "/", secure })
}
