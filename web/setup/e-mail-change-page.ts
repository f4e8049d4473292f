import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { confirmEmailChange, emailChangeOf } from "#access"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { layoutOf } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import { senderOf } from "../http/sender.ts"
import type { EmailChangeView } from "./my-view.ts"

const MOVED = "/e-mail-change/moved"

/** Where the mailed links lead that confirm an address. Looking does not confirm: mail programs open links by themselves. */
export const emailChangePages = new Hono<Env>()
  .get(MOVED, allow("anyone"), (c) => {
    const text = c.get("web").words.mySettings.emailChange
    const link = { href: "/", text: text.go }
    return respond(c, page(c, { answer: text.movedAnswer, about: text.movedAbout, action: null, link }, 200))
  })
  .get("/e-mail-change/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const text = c.get("web").words.mySettings.emailChange
        const token = c.req.param("token")
        const change = yield* emailChangeOf(token)
        if (change === null) return yield* gonePage(c)
        const action = `/e-mail-change/${token}`
        return yield* change.confirmed
          ? page(
              c,
              { answer: text.waitingAnswer, about: text.waitingAbout(change.newEmail), action: null, link: null },
              200,
            )
          : page(c, { answer: text.answer, about: text.about(change.newEmail), action, link: null }, 200)
      }),
    ),
  )
  .post("/e-mail-change/:token", allow("anyone"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const token = c.req.param("token")
        const sender = yield* Effect.promise(() => senderOf(c))
        const who = { place: placeOf(c), sessionId: c.get("person")?.sessionId ?? null }
        const outcome = yield* confirmEmailChange(sender, token, who)
        return c.redirect(outcome === "moved" ? MOVED : `/e-mail-change/${token}`, 303)
      }).pipe(Effect.catchTag("EmailLinkWorthless", () => gonePage(c))),
    ),
  )

const gonePage = (c: Context<Env>) => {
  const text = c.get("web").words.mySettings.emailChange
  return page(c, { answer: text.goneAnswer, about: text.goneAbout, action: null, link: null }, 404)
}

const page = Effect.fn("setup.emailChange")(function* (
  c: Context<Env>,
  parts: Omit<EmailChangeView, "page">,
  status: 200 | 404,
) {
  const { render, words } = c.get("web")
  const head = { title: words.mySettings.emailChange.title, failed: status === 404 }
  const view: EmailChangeView = { page: yield* Effect.promise(() => layoutOf(c, head)), ...parts }
  c.header("Cache-Control", "no-store")
  return c.html(render("setup/e-mail-change", view, words), status)
})
