import { Effect } from "effect"
import { Hono } from "hono"
import { beginViewing, endViewing } from "#access"
import { actorOf } from "../http/actor.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { idTyped } from "../http/path-id.ts"
import { placeOf } from "../http/requests.ts"

/** Looking through a customer user's eyes, and no longer. */
export const viewingRoutes = new Hono<Env>()
  .post("/session/viewing", allow("view-as-customer"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { membership = "" } = yield* formTexts(c)
        const person = yield* orNotFound(c.get("person"))
        const token = yield* orNotFound(c.get("sessionToken"))
        const id = idTyped(membership)
        yield* beginViewing(actorOf(c), person, token, yield* orNotFound(id)).pipe(
          Effect.catchTags({
            MayNotManage: () => Effect.fail(new PageNotFound()),
            MemberNotFound: () => Effect.fail(new PageNotFound()),
          }),
        )
        return c.redirect("/", 303)
      }),
    ),
  )
  .post("/session/viewing/end", allow("own-settings"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const token = yield* orNotFound(c.get("sessionToken"))
        yield* endViewing(token, placeOf(c))
        return c.redirect("/", 303)
      }),
    ),
  )
