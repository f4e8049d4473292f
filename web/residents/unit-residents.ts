import type { Context } from "hono"
import { may } from "#access"
import type { Announcement } from "#maintenance"
import type { Link } from "../components/view.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import type { Env } from "../http/env.ts"
import type { UnitResidents } from "./residents-view.ts"
import { toldToResidents } from "./told.ts"

/** Whether whoever asks may tell residents something. */
const mayInform = (c: Context<Env>): boolean => {
  const person = c.get("person")
  return person !== null && may(person, "inform-residents")
}

/** What a unit's page says of residents; null: nothing, to somebody who may not tell them anything. */
export const residentsOfUnit = (
  c: Context<Env>,
  unit: { readonly id: number; readonly timeZone: string },
  told: Announcement | null,
  now: Date,
): UnitResidents | null => {
  const text = c.get("web").words.residents.unit
  const informs = mayInform(c)
  if (told === null && !informs) return null
  const here = unitHref(unit.id)
  return {
    told: told === null ? null : toldToResidents(c, unit.timeZone, told, now),
    links: informs
      ? {
          announce: { href: `${here}/announcement`, text: told === null ? text.announce : text.change },
          notice: told === null ? null : { href: `${here}/notice`, text: text.notice },
          label: { href: `${here}/label`, text: text.label },
        }
      : null,
  }
}

/** What a building's page leads to for residents, for who may tell them something. */
export const residentsLinks = (c: Context<Env>, buildingId: number): ReadonlyArray<Link> => {
  if (!mayInform(c)) return []
  const text = c.get("web").words.residents.building
  return [
    { href: `${buildingHref(buildingId)}/residents`, text: text.page },
    { href: `/equipment/labels?building=${buildingId}`, text: text.labels },
  ]
}
