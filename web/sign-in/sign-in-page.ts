import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { signIn, signOut, switchAccount } from "#access"
import { demoSignIns } from "../demo/demo-people.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import { endSession, setSession } from "../http/session.ts"
import type { SignInView } from "./sign-in-view.ts"

/** Only a path of this site: anything else would let a link lead a person who signs in to somewhere else. */
const localPath = (next: string | undefined): string =>
  next !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(next) && !next.startsWith("/sign-in") ? next : "/"

export const signInPages = new Hono<Env>()
  .get("/sign-in", allow("anyone"), async (c) => {
    const next = localPath(c.req.query("next"))
    if (c.get("person") !== null) return c.redirect(next, 303)
    return signInPage(c, { email: "", next, problem: null, wait: "" }, 200)
  })
  .post("/sign-in", allow("anyone"), (c) => respond(c, enter(c)))
  .post("/sign-out", allow("anyone"), async (c) => {
    const token = c.get("sessionToken")
    if (token !== null) await c.get("web").runtime.runPromise(signOut(token))
    endSession(c)
    // What a signed-in person saw must not come back with the back button.
    c.header("Clear-Site-Data", '"cache"')
    return c.redirect("/sign-in", 303)
  })
  .post("/session/account", allow("signed-in"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { account } = yield* formTexts(c)
        const person = yield* orNotFound(c.get("person"))
        const token = yield* orNotFound(c.get("sessionToken"))
        const accountId = account === "all" ? null : Number(account)
        if (accountId !== null && !Number.isSafeInteger(accountId)) return yield* new PageNotFound()
        yield* switchAccount(person, token, accountId).pipe(
          Effect.catchTag("AccountNotFound", () => Effect.fail(new PageNotFound())),
        )
        return c.redirect("/", 303)
      }),
    ),
  )

const enter = Effect.fn("enter")(function* (c: Context<Env>) {
  const typed = yield* formTexts(c)
  const email = (typed["email"] ?? "").trim()
  const password = typed["password"] ?? ""
  const next = localPath(typed["next"])
  const again = (problem: SignInView["problem"], status: 422 | 429, seconds = 0): Effect.Effect<Response> =>
    Effect.promise(async () => signInPage(c, { email, next, problem, wait: formatsFor(c).duration(seconds) }, status))
  if (email === "" || password === "" || email.length > 300 || password.length > 1000)
    return yield* again("incomplete", 422)
  return yield* signIn({
    email,
    password,
    place: placeOf(c),
    userAgent: c.req.header("user-agent") ?? "",
    sessionHours: c.get("web").config.sessionHours,
  }).pipe(
    Effect.map((token): Response => {
      setSession(c, token)
      return c.redirect(next, 303)
    }),
    Effect.catchTags({
      SignInRefused: () => again("wrong", 422),
      TooManySignIns: ({ retryAfterSeconds }) => {
        c.header("Retry-After", String(retryAfterSeconds))
        return again("too-many", 429, retryAfterSeconds)
      },
    }),
  )
})

const signInPage = async (c: Context<Env>, state: Omit<SignInView, "page" | "demo">, status: 200 | 422 | 429) => {
  const { render, words, company } = c.get("web")
  const page = await layoutOf(c, { title: words.signIn.title, failed: state.problem !== null })
  const demo = (await company())?.demo === true ? demoSignIns() : []
  c.header("Cache-Control", "no-store")
  return c.html(render("sign-in/sign-in", { page, ...state, demo } satisfies SignInView, words), status)
}
