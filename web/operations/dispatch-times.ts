import type { PlannedTime, ServiceOrder } from "#maintenance"
import { dayAt, dayNumber, isDay, localInstant } from "#kernel/time.ts"

/** "14:30" at an instant, as clocks in a zone show it. */
export const clockAt = (instant: Date, timeZone: string): string =>
  instant.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" })

/** "2026-11-24T14:30" at an instant in a zone, as forms take it. */
export const localText = (instant: Date, timeZone: string): string =>
  `${dayAt(instant, timeZone)}T${clockAt(instant, timeZone)}`

/** When an order is planned for, as its form brings it back: "2026-12-01 2026-12-01T09:30:00.000Z", either part empty. */
export const seenTimeText = ({ plannedOn, plannedStart }: Pick<ServiceOrder, "plannedOn" | "plannedStart">): string =>
  `${plannedOn ?? ""} ${plannedStart?.toISOString() ?? ""}`

/** When somebody has seen an order planned for, as its form says it; null: for no day. */
export const seenTime = (text: string | undefined): PlannedTime | null => {
  const [day = "", start = ""] = (text ?? "").split(" ")
  const at = new Date(start)
  return isDay(day) ? { plannedOn: day, plannedStart: Number.isNaN(at.getTime()) ? null : at } : null
}

/** Minutes after midnight of a typed "14:30"; null: it is none. */
const minutesTyped = (text: string): number | null => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)(?::\d\d)?$/.exec(text) ?? []
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes)
}

/** The instant of a day and a typed time in a zone; null: they are none. */
export const instantOf = (day: string, time: string, timeZone: string): Date | null => {
  const minutes = minutesTyped(time)
  return minutes === null || !isDay(day) ? null : new Date(localInstant(dayNumber(day), minutes, timeZone, "earlier"))
}

/**
 * The instant of a typed "2026-11-24T14:30" in a zone; null: it is none. A form shows minutes alone: sent back as it was shown
 * (of the instant `known`), it is that very instant.
 */
export const instantTyped = (text: string, timeZone: string, known: Date | null): Date | null => {
  if (known !== null && text === localText(known, timeZone)) return known
  const [day = "", time = ""] = text.split("T")
  return instantOf(day, time, timeZone)
}
