import { Effect } from "effect"
import { Hono } from "hono"
import { beginPasskeySignIn, signInByPasskey } from "#access"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { placeOf } from "../http/requests.ts"
import { endStep, setStep, stepOf } from "../http/step-cookie.ts"
import { arrive, doorOf } from "./door.ts"
import { localPath } from "./local-path.ts"
import { relyingParty } from "./relying-party.ts"
import { signInPage } from "./sign-in-page.ts"

/** Signing in by passkey: assets/passkey.js asks for the question, and posts the browser's answer as a form. */
export const passkeyRoutes = new Hono<Env>()
  .post("/sign-in/passkey/options", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const party = yield* orNotFound(relyingParty(c))
        const { options, step } = yield* beginPasskeySignIn(party, placeOf(c))
        setStep(c, "passkey", step)
        c.header("Cache-Control", "no-store")
        return c.json(options)
      }).pipe(
        Effect.catchTag("TooManyTries", ({ retryAfterSeconds }) => {
          c.header("Retry-After", String(retryAfterSeconds))
          return Effect.succeed(c.json({ error: "too many tries" }, 429))
        }),
      ),
    ),
  )
  .post("/sign-in/passkey", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const party = yield* orNotFound(relyingParty(c))
        const typed = yield* formTexts(c)
        const next = localPath(typed["next"])
        const step = stepOf(c, "passkey") ?? ""
        endStep(c, "passkey")
        const door = yield* doorOf(c)
        return yield* signInByPasskey({ ...door, party, step, answer: typed["answer"] ?? "" }).pipe(
          Effect.map((session): Response => arrive(c, { kind: "in", session }, next)),
          Effect.catchTag("PasskeySignInRefused", () =>
            Effect.promise(async (): Promise<Response> => signInPage(c, { next, problem: "passkey" }, 422)),
          ),
        )
      }),
    ),
  )
