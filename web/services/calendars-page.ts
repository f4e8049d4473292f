import { randomUUID } from "node:crypto"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type CalendarFeed, feedsOf, lineTyped, makeFeed, type Person, revokeFeed } from "#access"
import { buildingChoices, buildingDetail } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import type { Link } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf, type PageHead } from "../http/layout.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import type { CalendarRevocationView, CalendarsView, NewCalendarView } from "./calendars-view.ts"
import { SERVICES } from "./request-words.ts"
import { CALENDARS, servicesNav } from "./services-nav.ts"

const LONGEST_FEED_NAME = 100
const MOST_BUILDINGS = 100

type Wrong = CalendarsView["form"]["errors"]

interface Typed {
  readonly key: string
  readonly name: string
  readonly scope: string
}

/** A person's own calendars: made, shown once, revoked. */
export const calendarsPages = new Hono<Env>()
  .get(CALENDARS, allow("subscribe-calendar"), (c) => respond(c, calendarsPage(c, untouched(c), [])))
  .post(CALENDARS, allow("subscribe-calendar"), (c) => respond(c, make(c)))
  .get(`${CALENDARS}/:id{[0-9]+}/revocation`, allow("subscribe-calendar"), (c) => respond(c, revocationPage(c)))
  .post(`${CALENDARS}/:id{[0-9]+}/revocation`, allow("subscribe-calendar"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const person = yield* orNotFound(c.get("person"))
        yield* revokeFeed(actorOf(c), person, yield* orNotFound(pathId(c)))
        return c.redirect(`${CALENDARS}?done=revoked`, 303)
      }).pipe(Effect.catchTag("FeedNotFound", () => Effect.fail(new PageNotFound()))),
    ),
  )

/** The form as it opens; a building's page leads here with the building chosen. */
const untouched = (c: Context<Env>): Typed => {
  const building = idTyped(c.req.query("building") ?? "")
  return {
    key: randomUUID(),
    name: c.get("web").words.visits.calendars.usualName(c.get("person")?.account?.name ?? ""),
    scope: building === null ? "all" : `b${building}`,
  }
}

const frame = (c: Context<Env>, title: string, here: ReadonlyArray<Link>, more: Partial<PageHead> = {}) => {
  const { words } = c.get("web")
  return Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "services",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: SERVICES, text: words.services.title },
        { href: CALENDARS, text: words.visits.calendars.title },
        ...here,
      ],
      ...more,
    }),
  )
}

/** A scope as the form sends it, or null when it is none that this person may have. */
const scopeTyped = Effect.fn("services.calendarScope")(function* (scope: string, person: Person) {
  if (scope === "all") return { portfolioId: null, buildingId: null }
  const id = idTyped(scope.slice(1))
  if (id === null) return null
  if (scope.startsWith("b")) {
    return (yield* reading(buildingDetail(id))) === null ? null : { portfolioId: null, buildingId: id }
  }
  const { portfolios } = yield* feedsOf(person)
  return scope.startsWith("p") && portfolios.some((one) => one.id === id) ? { portfolioId: id, buildingId: null } : null
})

const make = Effect.fn("services.makeCalendar")(function* (c: Context<Env>) {
  const text = c.get("web").words.visits.calendars
  const person = yield* orNotFound(c.get("person"))
  const form = yield* formTexts(c)
  const typed: Typed = {
    key: formKeyOf(form["key"]) ?? randomUUID(),
    name: form["name"] ?? "",
    scope: form["scope"] ?? "",
  }
  const name = lineTyped(typed.name, LONGEST_FEED_NAME)
  const scope = yield* scopeTyped(typed.scope, person)
  const errors: Wrong = [
    ...(name === null ? [{ field: "name" as const, text: text.nameMissing }] : []),
    ...(scope === null ? [{ field: "scope" as const, text: text.scopeMissing }] : []),
  ]
  if (name === null || scope === null) return yield* calendarsPage(c, typed, errors)
  return yield* makeFeed(actorOf(c), person, { ...scope, name, formKey: typed.key }).pipe(
    Effect.flatMap((token) => newCalendarPage(c, name, token)),
    Effect.catchTags({
      FeedMadeBefore: () => Effect.succeed(c.redirect(`${CALENDARS}?done=before`, 303)),
      FeedNotAllowed: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const newCalendarPage = Effect.fn("services.newCalendar")(function* (c: Context<Env>, name: string, token: string) {
  const { render, words, address } = c.get("web")
  const text = words.visits.calendars
  const feed = `${address()}/calendar/${token}.ics`
  const view: NewCalendarView = {
    page: yield* frame(c, text.shownTitle, [{ href: c.req.path, text: text.shownTitle }]),
    name,
    address: feed,
    open: feed.replace(/^https?:/, "webcal:"),
    back: CALENDARS,
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("services/calendar", view, words))
})

const scopeWords = (
  c: Context<Env>,
  { portfolio, buildingId }: CalendarFeed,
  buildings: ReadonlyMap<number, string>,
): string => {
  const text = c.get("web").words.visits.calendars
  if (portfolio !== null) return text.portfolio(portfolio)
  if (buildingId === null) return text.everything
  const building = buildings.get(buildingId)
  return building === undefined ? text.gone : text.building(building)
}

const calendarsPage = Effect.fn("services.calendars")(function* (c: Context<Env>, typed: Typed, errors: Wrong) {
  const { render, words } = c.get("web")
  const text = words.visits.calendars
  const person = yield* orNotFound(c.get("person"))
  const now = new Date()
  const { moment, number } = formatsFor(c)
  const { feeds, portfolios } = yield* feedsOf(person)
  const choices = yield* reading(buildingChoices(MOST_BUILDINGS))
  const asked = [...feeds.map(({ buildingId }) => buildingId), idTyped(/^b(\d+)$/.exec(typed.scope)?.[1] ?? "")]
  const ids = [...new Set(asked)].filter((id) => id !== null && !choices.some((choice) => choice.id === id))
  const named = yield* Effect.forEach(ids, (id) => buildingDetail(id ?? 0)).pipe(reading)
  const offered = choices.length > MOST_BUILDINGS ? [] : choices
  const known = [...offered, ...named.filter((building) => building !== null)]
  const buildings = new Map([...choices, ...known].map(({ id, name }) => [id, name]))
  const scope = (value: string, label: string) => ({ value, text: label, chosen: value === typed.scope })
  const failed = errors.length > 0
  const done = c.req.query("done")
  const notice = done === "revoked" || done === "before" ? { notice: text.notices[done] } : {}
  const view: CalendarsView = {
    page: yield* frame(c, text.title, [], { failed, ...notice }),
    nav: servicesNav(c, "calendars"),
    answer: text.answer(feeds.length, number(feeds.length)),
    feeds: feeds.map((feed) => ({
      name: feed.name,
      scope: scopeWords(c, feed, buildings),
      made: moment(feed.createdAt, now),
      asked: feed.lastAskedAt === null ? null : moment(feed.lastAskedAt, now),
      revocation: `${CALENDARS}/${feed.id}/revocation`,
    })),
    none: text.none,
    form: {
      key: typed.key,
      name: typed.name,
      scopes: [
        scope("all", text.everything),
        ...portfolios.map(({ id, name }) => scope(`p${id}`, text.portfolio(name))),
        ...known.map(({ id, name }) => scope(`b${id}`, text.building(name))),
      ],
      errors,
    },
  }
  return c.html(render("services/calendars", view, words), failed ? 422 : 200)
})

const revocationPage = Effect.fn("services.calendarRevocation")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.visits.calendars.revocation
  const person = yield* orNotFound(c.get("person"))
  const id = yield* orNotFound(pathId(c))
  const { feeds } = yield* feedsOf(person)
  const feed = yield* orNotFound(feeds.find((one) => one.id === id) ?? null)
  const view: CalendarRevocationView = {
    page: yield* frame(c, text.title, [{ href: c.req.path, text: text.title }]),
    question: text.question(feed.name),
    action: c.req.path,
    back: CALENDARS,
  }
  return c.html(render("services/calendar-revocation", view, words))
})
