import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { buildingOfResidents } from "#maintenance"
import { needsAttention } from "../components/state.ts"
import { addressText } from "../equipment/address-text.ts"
import { shownState } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import type { ResidentsView } from "./residents-view.ts"
import { toldToResidents } from "./told.ts"

/** What residents read of their building, by a link and without an account. */
export const residentsPages = new Hono<Env>().get("/b/:token", allow("anyone"), (c) => respond(c, residentsPage(c)))

const residentsPage = Effect.fn("residents.page")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.residents.page
  const token = c.req.param("token") ?? ""
  c.header("X-Robots-Tag", "noindex")
  const now = new Date()
  const found = yield* buildingOfResidents(token, now)
  if (found === null) {
    const page = yield* Effect.promise(() => layoutOf(c, { title: text.worthless.title }))
    return c.html(render("residents/worthless", { page }, words), 404)
  }
  const view: ResidentsView = {
    page: yield* Effect.promise(() => layoutOf(c, { title: text.title(found.building.name) })),
    building: buildingView(c, token, found, now),
  }
  return c.html(render("residents/residents", view, words))
})

type Found = NonNullable<Effect.Success<ReturnType<typeof buildingOfResidents>>>

const buildingView = (c: Context<Env>, token: string, found: Found, now: Date): ResidentsView["building"] => {
  const { words } = c.get("web")
  const text = words.residents.page
  const { building, units, works, open, announcements } = found
  const format = formatsFor(c, building.timeZone)
  const openOf = new Map(open.map(({ unitId, accepted }) => [unitId, accepted]))
  const toldOf = new Map(announcements.map((told) => [told.unitId, told]))
  const nameOf = new Map(units.map(({ id, name }) => [id, name]))
  const unwell = units.filter(
    ({ id, state }) => needsAttention(shownState(state)) || openOf.has(id) || toldOf.has(id),
  ).length
  const requests = (id: number) => {
    const accepted = openOf.get(id)
    return accepted === undefined ? "" : accepted ? text.beingWorkedOn : text.reported
  }
  return {
    follow: `/b/${token}`,
    name: building.name,
    place: addressText(building),
    answer: unwell === 0 ? text.answer.well : text.answer.some(format.number(unwell), format.number(units.length)),
    at: text.at(format.time(now)),
    units: units.map((unit) => {
      const told = toldOf.get(unit.id)
      const back =
        unit.expectedBack === null || unit.state === "in-service" ? null : format.moment(unit.expectedBack, now)
      const how = [
        // The sign says that it runs.
        unit.state === "in-service" || (unit.state === null && openOf.has(unit.id))
          ? ""
          : words.reportAFault.states[shownState(unit.state)],
        requests(unit.id),
        back === null ? "" : words.reportAFault.back(back.text),
      ]
      return {
        name: unit.name,
        state: shownState(unit.state),
        how: how.filter((sentence) => sentence !== "").join(" "),
        told: told === undefined ? null : toldToResidents(c, building.timeZone, told, now),
      }
    }),
    works: works.map(({ unitId, activity, on, start }) => ({
      when: start === null ? text.on(format.calendarDate(on)) : text.onAt(format.calendarDate(on), format.time(start)),
      what: text.activities[activity],
      unit: nameOf.get(unitId) ?? "",
    })),
  }
}
