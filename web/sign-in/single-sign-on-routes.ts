import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { beginSingleSignOn, endSingleSignOn, type SingleSignOnFailed } from "#access"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { placeOf } from "../http/requests.ts"
import { endStep, setStep, stepOf } from "../http/step-cookie.ts"
import { arrive, doorOf, providerOf } from "./door.ts"
import { localPath } from "./local-path.ts"
import { tooManySignIns } from "./sign-in-page.ts"

const RETURN = "/sign-in/single-sign-on/return"

/** Signing in through the identity provider of the settings: there, and back. */
export const singleSignOnRoutes = new Hono<Env>()
  .get("/sign-in/single-sign-on", allow("anyone"), (c) => {
    const next = localPath(c.req.query("next"))
    return respond(
      c,
      Effect.gen(function* () {
        const provider = yield* orNotFound(providerOf(c))
        const origin = c.get("web").config.publicAddress ?? new URL(c.req.url).origin
        const wanted = { provider, returnAddress: `${origin}${RETURN}`, next, place: placeOf(c) }
        const { url, step } = yield* beginSingleSignOn(wanted)
        setStep(c, "single-sign-on", step)
        return c.redirect(url, 303)
      }).pipe(
        Effect.catchTags({
          SingleSignOnFailed: (failure) => Effect.succeed(refused(c, failure)),
          TooManyTries: ({ retryAfterSeconds }) => Effect.promise(() => tooManySignIns(c, { next }, retryAfterSeconds)),
        }),
      ),
    )
  })
  .get(RETURN, allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const provider = yield* orNotFound(providerOf(c))
        const step = stepOf(c, "single-sign-on") ?? ""
        endStep(c, "single-sign-on")
        const door = yield* doorOf(c)
        const answer = new URL(c.req.url).search
        const { entered, next } = yield* endSingleSignOn({ ...door, provider, step, answer })
        return arrive(c, entered, localPath(next))
      }).pipe(Effect.catchTag("SingleSignOnFailed", (failure) => Effect.succeed(refused(c, failure)))),
    ),
  )

/** To the door, which says why; what only the operator can mend is in the log. */
const refused = (c: Context<Env>, { reason, about }: SingleSignOnFailed): Response => {
  c.get("web").log.warn("single sign-on failed", { requestId: c.get("requestId"), reason, about })
  return c.redirect(`/sign-in?problem=provider-${reason}`, 303)
}
