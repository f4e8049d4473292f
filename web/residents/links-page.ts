import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { buildingDetail, type PlaceDetail } from "#equipment"
import { endResidentsPage, makeResidentsPage, residentsPagesOf } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { buildingHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { qrCode } from "../setup/qr.ts"
import type { EndingView, LinksView, NewLinkView } from "./residents-view.ts"

const ADDRESS = "/equipment/buildings/:id/residents"
const residentsHref = (buildingId: number) => `${buildingHref(buildingId)}/residents`

/** The links under which residents read how a building's units are. */
export const residentsLinkPages = new Hono<Env>()
  .get(ADDRESS, allow("inform-residents"), (c) => respond(c, linksPage(c)))
  .post(ADDRESS, allow("inform-residents"), (c) => respond(c, make(c)))
  .get(`${ADDRESS}/:link/end`, allow("inform-residents"), (c) => respond(c, endingPage(c)))
  .post(`${ADDRESS}/:link/end`, allow("inform-residents"), (c) => respond(c, end(c)))

/** The building with its links, to whoever sees the whole of it: such a page shows all of its units. */
const asked = Effect.fn("residents.building")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  const building = yield* orNotFound(yield* reading(buildingDetail(id)))
  return { building, links: yield* orNotFound(yield* residentsPagesOf(id)) }
})

const frame = (c: Context<Env>, building: PlaceDetail, title: string, notice?: string) =>
  Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? c.get("web").words.layout.allAccounts },
        { href: buildingHref(building.id), text: building.name },
        { href: residentsHref(building.id), text: c.get("web").words.residents.building.page },
      ],
      ...(notice === undefined ? {} : { notice }),
    }),
  )

const linksPage = Effect.fn("residents.links")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.residents.links
  const { building, links } = yield* asked(c)
  const { moment, number } = formatsFor(c)
  const now = new Date()
  const done = c.req.query("done")
  const notice = done === "ended" || done === "before" ? text.done[done] : undefined
  const view: LinksView = {
    page: yield* frame(c, building, text.title(building.name), notice),
    answer: text.answer(links.length, number(links.length)),
    action: residentsHref(building.id),
    key: crypto.randomUUID(),
    links: links.map(({ id, madeAt, madeBy }) => ({
      made: moment(madeAt, now),
      by: madeBy,
      end: `${residentsHref(building.id)}/${id}/end`,
      endOne: text.endOne(moment(madeAt, now).text),
    })),
  }
  return c.html(render("residents/links", view, words))
})

const make = Effect.fn("residents.makeLink")(function* (c: Context<Env>) {
  const { building } = yield* asked(c)
  const key = yield* orNotFound(formKeyOf((yield* formTexts(c))["key"]))
  return yield* makeResidentsPage(actorOf(c), building.id, key, new Date()).pipe(
    Effect.flatMap((token) => newLinkPage(c, building, token)),
    Effect.catchTags({
      ResidentsPageMadeBefore: () => Effect.succeed(c.redirect(`${residentsHref(building.id)}?done=before`, 303)),
      ResidentsPageNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const newLinkPage = Effect.fn("residents.newLink")(function* (c: Context<Env>, building: PlaceDetail, token: string) {
  const { render, words, address, assets } = c.get("web")
  const link = `${address()}/b/${token}`
  const view: NewLinkView = {
    page: yield* frame(c, building, words.residents.links.new.title),
    css: assets.href("paper.css"),
    building: building.name,
    link,
    code: qrCode(link),
    back: residentsHref(building.id),
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("residents/new-link", view, words))
})

/** The link that the address names. */
const linkAsked = Effect.fn("residents.link")(function* (c: Context<Env>) {
  const { building, links } = yield* asked(c)
  const id = pathId(c, "link")
  return { building, link: yield* orNotFound(links.find((link) => link.id === id) ?? null) }
})

const endingPage = Effect.fn("residents.ending")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const { building, link } = yield* linkAsked(c)
  const back = residentsHref(building.id)
  const view: EndingView = {
    page: yield* frame(c, building, words.residents.links.ending.title),
    ...{ building: building.name, action: `${back}/${link.id}/end`, back },
  }
  return c.html(render("residents/ending", view, words))
})

const end = Effect.fn("residents.endLink")(function* (c: Context<Env>) {
  const { building } = yield* asked(c)
  const link = yield* orNotFound(pathId(c, "link"))
  return yield* endResidentsPage(actorOf(c), building.id, link, new Date()).pipe(
    Effect.map((): Response => c.redirect(`${residentsHref(building.id)}?done=ended`, 303)),
    Effect.catchTag("ResidentsPageNotFound", () => Effect.fail(new PageNotFound())),
  )
})
