import { Effect } from "effect"
import { Hono } from "hono"
import { membershipsOf } from "#access"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import type { SetupView } from "./setup-view.ts"

export const setupPages = new Hono<Env>().get("/setup", allow("signed-in"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      const person = yield* orNotFound(c.get("person"))
      const memberships = yield* membershipsOf(person.userId)
      const page = yield* Effect.promise(() => layoutOf(c, { title: words.setup.title, tab: "setup" }))
      const text = words.setup
      const format = formatsFor(c)
      const language = new Intl.DisplayNames(person.locale, { type: "language" }).of(person.locale) ?? person.locale
      const own =
        person.staffRole === null
          ? []
          : [{ account: text.everything, role: text.staff(words.staffRoles[person.staffRole]), reach: text.everything }]
      const view: SetupView = {
        page,
        me: [
          { label: text.name, value: person.name, href: null },
          { label: text.email, value: person.email, href: null },
          { label: text.language, value: language, href: null },
          { label: text.timeZone, value: person.timeZone.replaceAll("_", " "), href: null },
        ],
        memberships: [
          ...own,
          ...memberships.map((membership) => ({
            account: membership.account,
            role: [
              words.roles[membership.role],
              ...(membership.expiresAt === null ? [] : [text.expires(format.date(membership.expiresAt))]),
            ].join(", "),
            reach: membership.wholeAccount ? text.wholeAccount : text.portfolios(format.list(membership.portfolios)),
          })),
        ],
      }
      return c.html(render("setup/setup", view, words))
    }),
  ),
)
