import { Effect, Schema } from "effect"
import { type Context, Hono } from "hono"
import { becomeFirstAdministrator, Email, NewPassword, setupIsOpen, signIn } from "#access"
import { allow } from "../http/access.ts"
import { PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { readForm } from "../http/forms.ts"
import { layoutOf } from "../http/layout.ts"
import { arrive, doorOf } from "./door.ts"
import { firstAdministratorFields, type FirstAdministratorInput, type FirstAdministratorView } from "./sign-in-view.ts"

const text = (most: number) => Schema.Trim.check(Schema.isMinLength(1), Schema.isMaxLength(most))

const FirstAdministratorForm = Schema.Struct({
  company: text(200),
  address: text(300),
  phone: Schema.Trim.check(Schema.isPattern(/^\+[\d ]{6,20}$/)),
  name: text(200),
  email: Email,
  password: NewPassword,
})

/** The link that an empty portal prints at its first start leads here, once. */
export const firstAdministratorPages = new Hono<Env>()
  .get("/set-up/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        if (!(yield* setupIsOpen(c.req.param("token")))) return yield* new PageNotFound()
        return yield* Effect.promise(() => form(c, nothingTyped, new Set(), 200))
      }),
    ),
  )
  .post("/set-up/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const token = c.req.param("token")
        if (!(yield* setupIsOpen(token))) return yield* new PageNotFound()
        const typed = yield* readForm(c, FirstAdministratorForm)
        yield* becomeFirstAdministrator({
          token,
          companyName: typed.company,
          companyAddress: typed.address,
          emergencyPhone: typed.phone,
          name: typed.name,
          email: typed.email,
          password: typed.password,
          timeZone: "UTC",
        })
        const door = yield* doorOf(c)
        return arrive(c, yield* signIn({ ...door, email: typed.email, password: typed.password }), "/")
      }).pipe(
        Effect.catchTags({
          // Too many tries from this place before: the person is there all the same, and comes in by the door.
          SignInRefused: () => Effect.succeed(c.redirect("/sign-in", 303)),
          TooManyTries: () => Effect.succeed(c.redirect("/sign-in", 303)),
          FormInvalid: ({ values, problems }) =>
            Effect.promise(() => form(c, values, new Set(Object.keys(problems)), 422)),
          EmailTaken: ({ email }) => Effect.promise(() => form(c, { ...nothingTyped, email }, new Set(["email"]), 422)),
          SetupLinkWorthless: () => Effect.fail(new PageNotFound()),
        }),
      ),
    ),
  )

const nothingTyped: FirstAdministratorInput = { company: "", address: "", phone: "", name: "", email: "" }

const form = async (
  c: Context<Env>,
  values: Readonly<Record<string, string>> | FirstAdministratorInput,
  wrong: ReadonlySet<string>,
  status: 200 | 422,
) => {
  const { render, words } = c.get("web")
  const page = await layoutOf(c, { title: words.firstAdministrator.heading, failed: status === 422 })
  const typed = { ...nothingTyped, ...values }
  const fields = firstAdministratorFields(typed, wrong as ReadonlySet<keyof FirstAdministratorInput>, words)
  const view: FirstAdministratorView = { page, action: new URL(c.req.url).pathname, fields }
  c.header("Cache-Control", "no-store")
  return c.html(render("sign-in/first-administrator", view, words), status)
}
