import { Effect, Schema } from "effect"
import { type Context, Hono } from "hono"
import { askForNewPassword, chooseNewPassword, Email, NewPassword, passwordLinkFor } from "#access"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { readForm } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import { senderOf } from "../http/sender.ts"
import type { ForgottenPasswordView, LetterSentView, NewPasswordView, WorthlessLinkView } from "./sign-in-view.ts"

const EmailForm = Schema.Struct({ email: Email })
const PasswordForm = Schema.Struct({ password: NewPassword })

/** For who has forgotten their password: ask for a link, and use it. */
export const newPasswordPages = new Hono<Env>()
  .get("/forgotten-password", allow("anyone"), (c) =>
    respond(c, c.req.query("done") === "sent" ? letterSent(c) : forgotten(c, {}, 200)),
  )
  .post("/forgotten-password", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { email } = yield* readForm(c, EmailForm)
        const sender = yield* Effect.promise(() => senderOf(c))
        yield* askForNewPassword(email, placeOf(c), sender)
        return c.redirect("/forgotten-password?done=sent", 303)
      }).pipe(
        Effect.catchTags({
          FormInvalid: ({ values, problems }) =>
            forgotten(c, { email: values["email"] ?? "", error: problems["email"] ?? "" }, 422),
          TooManyTries: ({ retryAfterSeconds }) => {
            c.header("Retry-After", String(retryAfterSeconds))
            return forgotten(c, { wait: formatsFor(c).duration(retryAfterSeconds) }, 429)
          },
        }),
      ),
    ),
  )
  .get("/new-password/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const email = yield* passwordLinkFor(c.req.param("token"))
        return email === null ? yield* worthless(c) : yield* newPassword(c, email, null, 200)
      }),
    ),
  )
  .post("/new-password/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const token = c.req.param("token")
        const email = yield* passwordLinkFor(token)
        if (email === null) return yield* worthless(c)
        const form = yield* readForm(c, PasswordForm).pipe(
          Effect.catchTag("FormInvalid", ({ problems }) => Effect.succeed({ problem: problems["password"] ?? "" })),
        )
        if ("problem" in form) return yield* newPassword(c, email, form.problem, 422)
        const sender = yield* Effect.promise(() => senderOf(c))
        yield* chooseNewPassword(token, form.password, placeOf(c), sender)
        return c.redirect("/sign-in?done=new-password", 303)
      }).pipe(Effect.catchTag("PasswordLinkWorthless", () => worthless(c))),
    ),
  )

const show = (c: Context<Env>, template: string, view: object, status: 200 | 404 | 422 | 429): Response => {
  const { render, words } = c.get("web")
  c.header("Cache-Control", "no-store")
  return c.html(render(template, view, words), status) as Response
}

const forgotten = (
  c: Context<Env>,
  state: { readonly email?: string; readonly error?: string; readonly wait?: string },
  status: 200 | 422 | 429,
): Effect.Effect<Response> =>
  Effect.promise(async () => {
    const text = c.get("web").words.gettingIn.forgotten
    const view: ForgottenPasswordView = {
      page: await layoutOf(c, { title: text.title, failed: status !== 200 }),
      field: {
        name: "email",
        label: text.email,
        hint: null,
        type: "email",
        value: state.email ?? "",
        autocomplete: "username",
        error: state.error ?? null,
      },
      wait: state.wait ?? null,
    }
    return show(c, "sign-in/forgotten-password", view, status)
  })

const letterSent = (c: Context<Env>): Effect.Effect<Response> =>
  Effect.promise(async () => {
    const { config, words } = c.get("web")
    const page = await layoutOf(c, { title: words.gettingIn.forgotten.sentTitle })
    return show(c, "sign-in/letter-sent", { page, kept: config.smtpUrl === null } satisfies LetterSentView, 200)
  })

const newPassword = (
  c: Context<Env>,
  email: string,
  error: string | null,
  status: 200 | 422,
): Effect.Effect<Response> =>
  Effect.promise(async () => {
    const text = c.get("web").words.gettingIn.newPassword
    const view: NewPasswordView = {
      page: await layoutOf(c, { title: text.title, failed: error !== null }),
      action: new URL(c.req.url).pathname,
      email,
      field: {
        name: "password",
        label: text.password,
        hint: text.hint,
        type: "password",
        value: "",
        autocomplete: "new-password",
        error,
      },
    }
    return show(c, "sign-in/new-password", view, status)
  })

/** The same for a link that was used, is too old, or never existed. */
const worthless = (c: Context<Env>): Effect.Effect<Response> =>
  Effect.promise(async () => {
    const page = await layoutOf(c, { title: c.get("web").words.gettingIn.newPassword.worthlessTitle })
    return show(c, "sign-in/worthless-link", { page } satisfies WorthlessLinkView, 404)
  })
