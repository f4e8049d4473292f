import type { Context } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import type { Env } from "./env.ts"
import { isSecure } from "./session.ts"

/** What was begun in this browser and is not finished: each has a cookie of its own. */
export type Step = "second-factor" | "passkey" | "single-sign-on"

const MINUTES = 10

const cookieName = (c: Context<Env>, step: Step) => `${isSecure(c) ? "__Host-" : ""}hoistway-${step}`

/** The secret of what this browser has begun, or null. */
export const stepOf = (c: Context<Env>, step: Step): string | null => getCookie(c, cookieName(c, step)) ?? null

/** Gives the browser the secret by which it goes on with what it has begun, for ten minutes. */
export const setStep = (c: Context<Env>, step: Step, token: string) =>
  setCookie(c, cookieName(c, step), token, {
    path: "/",
    httpOnly: true,
    secure: isSecure(c),
    sameSite: "Lax",
    maxAge: MINUTES * 60,
  })

/** Takes the secret back: it was used, or is worth nothing any more. */
export const endStep = (c: Context<Env>, step: Step) =>
  deleteCookie(c, cookieName(c, step), { path: "/", secure: isSecure(c) })
