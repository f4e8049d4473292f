import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { secondStepWaits, takeSecondStep } from "#access"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { endStep, stepOf } from "../http/step-cookie.ts"
import { arrive, doorOf } from "./door.ts"
import { localPath } from "./local-path.ts"
import type { SecondFactorView } from "./sign-in-view.ts"

const MOST_CHARACTERS = 100

/** The second of two steps, for who has an authenticator app. */
export const secondFactorPages = new Hono<Env>()
  .get("/sign-in/second-factor", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const step = stepOf(c, "second-factor")
        const next = localPath(c.req.query("next"))
        if (step === null) return c.redirect(`/sign-in?next=${encodeURIComponent(next)}`, 303)
        if (!(yield* secondStepWaits(step))) return over(c)
        return yield* page(c, { next }, 200)
      }),
    ),
  )
  .post("/sign-in/second-factor", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const typed = yield* formTexts(c)
        const code = (typed["code"] ?? "").trim()
        const next = localPath(typed["next"])
        const step = stepOf(c, "second-factor")
        if (step === null) return over(c)
        const words = c.get("web").words.gettingIn.secondFactor
        if (code === "" || code.length > MOST_CHARACTERS) return yield* page(c, { next, error: words.missing }, 422)
        const door = yield* doorOf(c)
        return yield* takeSecondStep({ ...door, step, code }).pipe(
          Effect.map((session): Response => arrive(c, { kind: "in", session }, next)),
          Effect.catchTags({
            CodeRefused: ({ triesLeft }) =>
              triesLeft === 0 ? Effect.succeed(over(c)) : page(c, { next, error: words.wrong(triesLeft) }, 422),
            SecondStepOver: () => Effect.succeed(over(c)),
            TooManyTries: ({ retryAfterSeconds }) => {
              c.header("Retry-After", String(retryAfterSeconds))
              return page(c, { next, wait: formatsFor(c).duration(retryAfterSeconds) }, 429)
            },
          }),
        )
      }),
    ),
  )

/** Back to the door: the password is asked for again. A double click on the right code is in already. */
const over = (c: Context<Env>): Response => {
  endStep(c, "second-factor")
  return c.redirect(c.get("person") === null ? "/sign-in?problem=code-over" : "/", 303)
}

const page = (
  c: Context<Env>,
  state: { readonly next: string; readonly error?: string; readonly wait?: string },
  status: 200 | 422 | 429,
): Effect.Effect<Response> =>
  Effect.promise(async () => {
    const { render, words } = c.get("web")
    const text = words.gettingIn.secondFactor
    const view: SecondFactorView = {
      page: await layoutOf(c, { title: text.title, failed: status !== 200 }),
      next: state.next,
      field: {
        name: "code",
        label: text.code,
        hint: text.hint,
        type: "text",
        value: "",
        autocomplete: "one-time-code",
        error: state.error ?? null,
      },
      wait: state.wait ?? null,
    }
    c.header("Cache-Control", "no-store")
    return c.html(render("sign-in/second-factor", view, words), status)
  })
