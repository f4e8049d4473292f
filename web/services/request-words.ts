import type { Context } from "hono"
import { may } from "#access"
import { type By, hasCar, type ServiceRequest } from "#maintenance"
import { unitHref } from "../equipment/unit-words.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { Words } from "../words/words.ts"
import type { RequestRow, StateTag } from "./services-view.ts"

export const SERVICES = "/services"
export const REQUESTS = "/services/requests"
export const REPORTING = `${REQUESTS}/new`

export const requestHref = (id: number) => `${REQUESTS}/${id}`

/** Where a problem of a unit is reported. */
export const reportHref = (unitId: number) => `${REPORTING}?unit=${unitId}`

/** Whether whoever asks may report problems, not only read. */
export const mayReport = (c: Context<Env>): boolean => {
  const person = c.get("person")
  return person !== null && may(person, "report-problems")
}

/** Who does what this request asks for; a route lets in nobody who is not signed in. */
export const byOf = (c: Context<Env>): By => {
  const person = c.get("person")
  if (person === null) throw new Error("Nobody is signed in.")
  return { userId: person.userId, name: person.name, staffRole: person.staffRole }
}

/** The first question of a report and what follows from yes, in words for a unit of this kind. */
export const insideWords = (c: Context<Env>, kind: ServiceRequest["kind"]) => {
  const { car, steps } = c.get("web").words.services.new.inside
  return hasCar(kind) ? car : steps
}

/** Whether somebody is inside still, as far as it is known. */
export const isTrapped = ({ trappedSince, trappedUntil, state }: ServiceRequest): boolean =>
  trappedSince !== null && trappedUntil === null && state !== "rejected"

const tones = { submitted: "act", accepted: "open", rejected: "plain", completed: "open", closed: "plain" } as const

/** How a request stands, in a tag. */
export const stateTag = ({ state }: Pick<ServiceRequest, "state">, words: Words): StateTag => ({
  tone: tones[state],
  text: words.services.states[state],
})

/** A request as a line of a list, its times in its building's zone. */
export const requestRow = (c: Context<Env>, request: ServiceRequest, now: Date): RequestRow => {
  const { words } = c.get("web")
  return {
    id: String(request.id),
    href: requestHref(request.id),
    problem: words.services.problems[request.problem],
    unit: { href: unitHref(request.unitId), text: request.unit },
    building: request.building,
    state: stateTag(request, words),
    trapped: isTrapped(request),
    reported: formatsFor(c, request.timeZone).moment(request.submittedAt, now),
    by: request.reportedBy,
  }
}
