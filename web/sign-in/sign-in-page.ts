import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { signIn, signOut, switchAccount } from "#access"
import { demoSignIns } from "../demo/demo-people.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import { idTyped } from "../http/path-id.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import { endSession } from "../http/session.ts"
import { arrive, doorOf, providerOf } from "./door.ts"
import { localPath } from "./local-path.ts"
import { relyingParty } from "./relying-party.ts"
import { type DoorDone, doorDone, type DoorProblem, problemText, type SignInView, toldProblem } from "./sign-in-view.ts"

export const signInPages = new Hono<Env>()
  .get("/sign-in", allow("anyone"), async (c) => {
    const next = localPath(c.req.query("next"))
    if (c.get("person") !== null) return c.redirect(next, 303)
    const { words } = c.get("web")
    const problem = toldProblem(c.req.query("problem"), words)
    return signInPage(c, { next, problem, done: doorDone(c.req.query("done"), words) }, 200)
  })
  .post("/sign-in", allow("anyone"), (c) => respond(c, enter(c)))
  .post("/sign-out", allow("anyone"), async (c) => {
    const { runtime } = c.get("web")
    const token = c.get("sessionToken")
    if (token !== null) await runtime.runPromise(signOut(token, placeOf(c)))
    endSession(c)
    // What a signed-in person saw must not come back with the back button.
    c.header("Clear-Site-Data", '"cache"')
    return c.redirect("/sign-in", 303)
  })
  .post("/session/account", allow("own-settings"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { account } = yield* formTexts(c)
        const person = yield* orNotFound(c.get("person"))
        const token = yield* orNotFound(c.get("sessionToken"))
        const accountId = account === "all" ? null : yield* orNotFound(idTyped(account ?? ""))
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
  const again = (problem: DoorProblem): Effect.Effect<Response> =>
    Effect.promise(async () => signInPage(c, { email, next, problem }, 422))
  if (email === "" || password === "" || email.length > 300 || password.length > 1000) return yield* again("incomplete")
  const door = yield* doorOf(c)
  return yield* signIn({ ...door, email, password }).pipe(
    Effect.map((entered): Response => arrive(c, entered, next)),
    Effect.catchTags({
      SignInRefused: () => again("wrong"),
      TooManyTries: ({ retryAfterSeconds }) =>
        Effect.promise(() => tooManySignIns(c, { email, next }, retryAfterSeconds)),
    }),
  )
})

interface DoorState {
  readonly email?: string
  readonly next: string
  readonly problem: DoorProblem | null
  readonly wait?: string
  readonly done?: DoorDone | null
}

/** The door, and what is the matter. */
export const signInPage = async (c: Context<Env>, state: DoorState, status: 200 | 422 | 429) => {
  const { render, words, company } = c.get("web")
  const failed = state.problem !== null
  const page = await layoutOf(c, { title: words.signIn.title, failed, scripts: ["passkey.js"] })
  const demo = (await company())?.demo === true ? demoSignIns() : []
  const { email = "", next, problem, wait = "", done = null } = state
  const field = problem === "wrong" || problem === "incomplete" ? "email" : null
  const view: SignInView = {
    page,
    email,
    next,
    problem: problem === null ? null : { text: problemText(problem, wait, words), field },
    done: done === null ? null : words.gettingIn.done[done],
    passkeys: relyingParty(c) !== null,
    provider: providerOf(c)?.name ?? null,
    demo,
  }
  c.header("Cache-Control", "no-store")
  return c.html(render("sign-in/sign-in", view, words), status)
}

/** The door, with how long to wait. */
export const tooManySignIns = (
  c: Context<Env>,
  state: { readonly email?: string; readonly next: string },
  seconds: number,
) => {
  c.header("Retry-After", String(seconds))
  return signInPage(c, { ...state, problem: "too-many", wait: formatsFor(c).duration(seconds) }, 429)
}
