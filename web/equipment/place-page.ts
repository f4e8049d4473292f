import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { buildingDetail, buildingsAtAddress } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { layoutOf } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { residentsLinks } from "../residents/unit-residents.ts"
import { timelineHref } from "../services/visit-words.ts"
import { anyUnit, type Place, placeBody, placeParts } from "./place-body.ts"
import { placeFacts } from "./place-facts.ts"
import type { PlaceView } from "./place-view.ts"
import { addressHref, buildingHref } from "./unit-words.ts"

type Kind = "building" | "address"

export const placePages = new Hono<Env>()
  .get("/equipment/buildings/:id", allow("look-around"), (c) => page(c, "building"))
  .get("/equipment/addresses/:id", allow("look-around"), (c) => page(c, "address"))
  .get("/live/buildings/:id", allow("look-around"), (c) => stream(c, "building"))
  .get("/live/addresses/:id", allow("look-around"), (c) => stream(c, "address"))

const page = (c: Context<Env>, kind: Kind) =>
  respond(
    c,
    Effect.gen(function* () {
      const { render, words } = c.get("web")
      return c.html(render("equipment/place", yield* placeView(c, kind), words))
    }),
  )

const stream = (c: Context<Env>, kind: Kind) =>
  follow(
    c,
    () => true,
    Effect.map(placeView(c, kind), (view) => placeParts(c, view)),
  )

const placeView = Effect.fn("placeView")(function* (c: Context<Env>, kind: Kind) {
  const { words, shared } = c.get("web")
  const id = yield* orNotFound(pathId(c))
  const { title, body } = yield* shared(c, `${kind} ${id}`, (now) =>
    Effect.flatMap(placeOf(c, kind, id), (place) => placeBody(c, place, now)).pipe(reading),
  )
  const href = kind === "building" ? buildingHref(id) : addressHref(id)
  const head = yield* Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href, text: title },
      ],
      live: href.replace("/equipment/", "/live/"),
    }),
  )
  const view: PlaceView = { page: head, ...body, residents: kind === "building" ? residentsLinks(c, id) : [] }
  return view
})

const placeOf = Effect.fn("placeOf")(function* (c: Context<Env>, kind: Kind, id: number) {
  const buildings = kind === "building" ? [yield* orNotFound(yield* buildingDetail(id))] : yield* buildingsAtAddress(id)
  const first = yield* orNotFound(buildings[0] ?? null)
  const place: Place = {
    set: kind === "building" ? { buildingId: id } : { addressId: id },
    filter: { ...anyUnit, [kind]: id },
    list: `/equipment?${kind}=${id}`,
    visits: { [kind]: String(id) },
    timeline: kind === "building" ? timelineHref(buildingHref(id)) : null,
    name: kind === "building" ? first.name : first.street,
    timeZone: first.timeZone,
    facts: (groups, units) => placeFacts(c, kind, buildings, first, groups, units),
    contracts: c.get("web").words.place.noContracts,
  }
  return place
})
