import type { Context } from "hono"
import { may } from "#access"
import type { Env } from "../http/env.ts"
import { REQUESTS, SERVICES } from "./request-words.ts"
import type { ServicesNav } from "./services-view.ts"

/** Where a person's own calendars are made. */
export const CALENDARS = `${SERVICES}/calendars`

export type ServicesPart = "visits" | "requests" | "calendars"

/** Whether whoever asks may have calendars of their own. */
export const maySubscribe = (c: Context<Env>): boolean => {
  const person = c.get("person")
  return person?.account != null && may(person, "subscribe-calendar")
}

/** The parts of Services, and at which one is; calendars only for those who may have one. */
export const servicesNav = (c: Context<Env>, here: ServicesPart | null): ServicesNav => {
  const { services, visits } = c.get("web").words
  const part = (name: ServicesPart, href: string, text: string) => ({ href, text, here: name === here })
  return {
    links: [
      part("visits", SERVICES, visits.title),
      part("requests", REQUESTS, services.requests),
      ...(maySubscribe(c) ? [part("calendars", CALENDARS, visits.calendars.title)] : []),
    ],
  }
}
