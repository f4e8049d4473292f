import type { Context } from "hono"
import type { Site } from "#equipment"
import type { Position, ServiceOrder, ServiceRequest } from "#maintenance"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { isTrapped, requestHref } from "../services/request-words.ts"
import { titleWords } from "../services/visit-words.ts"
import type { Contact, Reported } from "./day-view.ts"

export const DAY = "/day"
export const UNSENT = `${DAY}/unsent`

/** Where dispatchers look at somebody's day. */
export const dayHref = (technicianId: number) => `${DAY}?technician=${technicianId}`

export const orderHref = (id: number) => `${DAY}/orders/${id}`

/** Another one whenever the order has changed. */
export const versionOf = ({ changedAt }: Pick<ServiceOrder, "changedAt">) => changedAt.getTime().toString(36)

/** "Lift 2, Meridian House" */
export const nameOf = ({ unit, building }: Pick<ServiceOrder, "unit" | "building">) => `${unit}, ${building}`

/** Where a site is, or null when nobody knows. */
export const positionOf = (site: Site | undefined): Position | null =>
  site === undefined || site.latitude === null || site.longitude === null
    ? null
    : { latitude: site.latitude, longitude: site.longitude }

/** Street and town; "" for a unit that is no more. */
export const addressOf = (site: Site | undefined): string =>
  site === undefined ? "" : [site.street, site.locality].filter((part) => part !== "").join(", ")

/** An address for the phone's own map program, and for one in the browser. */
export const mapsOf = (c: Context<Env>, site: Site | undefined): ReadonlyArray<Link> => {
  const text = c.get("web").words.work.day
  if (site === undefined) return []
  const asked = encodeURIComponent(`${addressOf(site)}, ${site.country}`)
  const position = positionOf(site)
  const [at, online] =
    position === null
      ? ["0,0", `search?query=${asked}`]
      : [
          `${position.latitude},${position.longitude}`,
          `?mlat=${position.latitude}&mlon=${position.longitude}#map=18/${position.latitude}/${position.longitude}`,
        ]
  return [
    { href: `geo:${at}?q=${position === null ? asked : `${at}`}`, text: text.map },
    { href: `https://www.openstreetmap.org/${online}`, text: text.mapOnline },
  ]
}

/** Somebody to call, as far as it is known. */
export const contactOf = (name: string, phone: string): Contact => ({
  name,
  phone: phone === "" ? null : { href: `tel:${phone.replaceAll(/[^+\d]/g, "")}`, text: phone },
})

/** A request as whoever goes there reads it. */
export const reportedOf = (
  c: Context<Env>,
  request: ServiceRequest,
  photos: Reported["photos"],
  now: Date,
): Reported => {
  const { work, services } = c.get("web").words
  const when = formatsFor(c, request.timeZone).moment(request.submittedAt, now).text
  return {
    link: { href: requestHref(request.id), text: services.problems[request.problem] },
    text: request.description,
    by: work.day.reportedBy(request.reportedBy, when),
    contact: contactOf(request.contactName, request.contactPhone),
    trapped: isTrapped(request),
    photos,
  }
}

/** "Maintenance: monthly service"; what a plan calls just what it is stands there once. */
export const whatOf = (c: Context<Env>, { activity, title }: Pick<ServiceOrder, "activity" | "title">): string => {
  const { visits, work } = c.get("web").words
  const kind = visits.activities[activity]
  return title === kind ? kind : work.order.heading(kind, titleWords(c, title))
}
