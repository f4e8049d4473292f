import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { endMyOtherSessions, endMySession, sessionsOf } from "#access"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { deviceOf } from "./device.ts"
import { goTo, type Me, mine, myFrame } from "./my-frame.ts"
import type { MySessionsView } from "./my-view.ts"

const ADDRESS = "/setup/sessions"

/** Where the person is signed in. */
export const mySessionsPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => sessionsPage(c, me)),
  )
  .post(
    `${ADDRESS}/others/end`,
    allow("own-settings"),
    mine((c, { person, myself }) =>
      Effect.map(endMyOtherSessions(actorOf(c), person.userId, myself.sessionId), () =>
        goTo(c, ADDRESS, "sessions-ended"),
      ),
    ),
  )
  .post(
    `${ADDRESS}/:id{[0-9]+}/end`,
    allow("own-settings"),
    mine((c, { person }) =>
      orNotFound(pathId(c)).pipe(
        Effect.flatMap((id) => endMySession(actorOf(c), person.userId, id)),
        Effect.map(() => goTo(c, ADDRESS, "session-ended")),
        Effect.catchTag("SessionNotFound", () => Effect.fail(new PageNotFound())),
      ),
    ),
  )

const deviceName = (c: Context<Env>, userAgent: string): string => {
  const text = c.get("web").words.mySettings.sessionsPage
  const { browser, system } = deviceOf(userAgent)
  return browser !== null && system !== null ? text.on(browser, system) : (browser ?? system ?? text.unknown)
}

const sessionsPage = Effect.fn("setup.sessions")(function* (c: Context<Env>, me: Me) {
  const { render, words } = c.get("web")
  const text = words.mySettings.sessionsPage
  const format = formatsFor(c)
  const now = new Date()
  const sessions = yield* sessionsOf(me.person.userId)
  const view: MySessionsView = {
    ...(yield* myFrame(c, text.title)),
    answer: text.answer(sessions.length, format.number(sessions.length)),
    sessions: sessions.map(({ id, userAgent, place, createdAt, lastSeenAt }) => ({
      id: String(id),
      device: deviceName(c, userAgent),
      place,
      begun: format.moment(createdAt, now),
      used: format.moment(lastSeenAt, now),
      here: id === me.myself.sessionId,
    })),
  }
  return c.html(render("setup/my-sessions", view, words))
})
