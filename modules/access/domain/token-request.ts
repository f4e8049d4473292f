import { addDays, type Day, dayAt, isDay, startOfDay } from "#kernel/time.ts"
import { lineTyped } from "./visible.ts"

/** For how many days a token may be good, when no last day is named. */
export const tokenDays = [30, 90, 365] as const

/** So far ahead its last day may lie. Nothing is good for ever. */
export const TOKEN_YEARS = 5

const LONGEST_NAME = 100

/** The last day on which a token may be good at the latest. */
export const latestTokenDay = (now: Date, timeZone: string): Day =>
  Temporal.PlainDate.from(dayAt(now, timeZone)).add({ years: TOKEN_YEARS }).toString()

/** What a token is called, as `lineTyped` reads it; null when it cannot be called that. */
export const readTokenName = (text: string): string | null => lineTyped(text, LONGEST_NAME)

/**
 * When a token ends that is good for so many days from now, or until the end of a calendar day in a zone; null when it is
 * neither, lies in the past or too far ahead.
 */
export const tokenEnd = (until: { readonly days: number } | { readonly day: string }, now: Date, timeZone: string) => {
  if ("days" in until) {
    return tokenDays.some((days) => days === until.days) ? new Date(now.getTime() + until.days * 86_400_000) : null
  }
  const { day } = until
  if (!isDay(day) || day < dayAt(now, timeZone) || day > latestTokenDay(now, timeZone)) return null
  return startOfDay(addDays(day, 1), timeZone)
}
