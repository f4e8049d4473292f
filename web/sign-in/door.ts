import { Effect } from "effect"
import type { Context } from "hono"
import type { Door, Entered, IdentityProvider } from "#access"
import type { Env } from "../http/env.ts"
import { placeOf } from "../http/requests.ts"
import { senderOf } from "../http/sender.ts"
import { setSession } from "../http/session.ts"
import { endStep, setStep, stepOf } from "../http/step-cookie.ts"

/** Where whoever makes this request comes in. */
export const doorOf = (c: Context<Env>): Effect.Effect<Door> =>
  Effect.map(
    Effect.promise(() => senderOf(c)),
    (sender) => ({
      place: placeOf(c),
      userAgent: c.req.header("user-agent") ?? "",
      sessionHours: c.get("web").config.sessionHours,
      formerSession: c.get("sessionToken"),
      sender,
    }),
  )

/** Gives the browser its session and goes on to `next`, an address of this site; or asks for the code first. */
export const arrive = (c: Context<Env>, entered: Entered, next: string): Response => {
  if (entered.kind === "second-factor") {
    setStep(c, "second-factor", entered.step)
    return c.redirect(`/sign-in/second-factor?next=${encodeURIComponent(next)}`, 303)
  }
  setSession(c, entered.session)
  if (stepOf(c, "second-factor") !== null) endStep(c, "second-factor")
  return c.redirect(next, 303)
}

/** The identity provider of the settings, and what its button says; or null. */
export const providerOf = (c: Context<Env>): (IdentityProvider & { readonly name: string }) | null => {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcDomains, oidcName } = c.get("web").config
  if (oidcIssuer === null || oidcClientId === null || oidcClientSecret === null || oidcDomains === null) return null
  return {
    issuer: oidcIssuer,
    clientId: oidcClientId,
    clientSecret: oidcClientSecret,
    domains: oidcDomains,
    name: oidcName,
  }
}
