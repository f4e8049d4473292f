import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { membershipsOf, type MySettings, mySettings, type Person } from "#access"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { doneIn, MY_SETTINGS } from "./my-frame.ts"
import { languageName } from "./my-languages.ts"
import type { MySettingsView } from "./my-view.ts"
import { setupFrame } from "./setup-frame.ts"

/** All my settings at a glance. */
export const mySettingsPage = new Hono<Env>().get(MY_SETTINGS, allow("own-settings"), (c) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      const text = words.mySettings
      const person = yield* orNotFound(c.get("person"))
      const settings = yield* orNotFound(yield* mySettings(person.userId))
      const own = person.viewedBy === null
      const change = (href: string) => ({ href, text: text.change })
      const { phone, pendingEmail } = settings
      const email = pendingEmail === null ? "" : `, ${text.emailPending(pendingEmail.newEmail)}`
      const view: MySettingsView = {
        ...(yield* setupFrame(c, "settings", text.title)),
        done: doneIn(c),
        me: [
          { label: text.name, value: settings.name, href: null },
          { label: text.language, value: languageName(settings.locale), href: null },
          { label: text.timeZone, value: settings.timeZone.replaceAll("_", " "), href: null },
        ],
        reached: [
          { label: text.email, value: settings.email + (own ? email : ""), link: change("/setup/e-mail") },
          { label: text.phone, value: phone ?? text.noPhone, link: change("/setup/phone") },
        ],
        signIn: own ? waysIn(c, settings) : null,
        hidden: text.viewed(person.name),
        own,
        memberships: yield* membershipRows(c, person),
        none: text.nothing,
        leave:
          own && person.account !== null && person.membershipId !== null
            ? { href: "/setup/departure", text: words.team.departure.link(person.account.name) }
            : null,
      }
      return c.html(render("setup/my-settings", view, words))
    }),
  ),
)

const waysIn = (c: Context<Env>, settings: MySettings): MySettingsView["signIn"] => {
  const text = c.get("web").words.mySettings
  const { number } = formatsFor(c)
  const counted = (count: number) => [count, number(count)] as const
  const change = (href: string) => ({ href, text: text.change })
  return [
    {
      label: text.password,
      value: settings.hasPassword ? text.passwordSet : text.passwordNone,
      link: change("/setup/password"),
    },
    {
      label: text.twoFactor,
      value: settings.secondFactor ? text.twoFactorOn(...counted(settings.recoveryCodesLeft)) : text.twoFactorOff,
      link: change("/setup/two-factor"),
    },
    {
      label: text.passkeys,
      value: text.countPasskeys(...counted(settings.passkeys)),
      link: change("/setup/passkeys"),
    },
    {
      label: text.sessions,
      value: text.countSessions(...counted(settings.signIns)),
      link: { href: "/setup/sessions", text: text.look },
    },
  ]
}

const membershipRows = Effect.fn("setup.memberships")(function* (c: Context<Env>, person: Person) {
  const { words } = c.get("web")
  const text = words.setup
  const format = formatsFor(c)
  const memberships = yield* membershipsOf(person.userId)
  // An administrator who looks on sees the one account that they look at: the others are no business of its team.
  const shown =
    person.viewedBy === null ? memberships : memberships.filter((one) => one.account === person.account?.name)
  const asStaff = person.staffRole === null ? null : text.staff(words.staffRoles[person.staffRole])
  return [
    ...(asStaff === null ? [] : [{ account: text.everything, role: asStaff, reach: text.everything }]),
    ...shown.map(({ account, role, expiresAt, wholeAccount, portfolios }) => ({
      account,
      role: [
        words.roles[role],
        ...(expiresAt === null ? [] : [text.expires(format.date(expiresAt.getTime() - 1))]),
      ].join(", "),
      reach: wholeAccount ? text.wholeAccount : text.portfolios(format.list(portfolios)),
    })),
  ]
})
