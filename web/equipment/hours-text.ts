import type { Context } from "hono"
import { type AgreedHours, agreedHoursText } from "#equipment"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"

/** Agreed or peak hours for a reader, with the days of the calendar as the reader writes them; null is all the time. */
export const hoursText = (c: Context<Env>, hours: AgreedHours | null): string =>
  hours === null ? c.get("web").words.unit.facts.allTheTime : agreedHoursText(hours, formatsFor(c).calendarDate)
