import type { KeptTechnician } from "#maintenance"

type Hours = KeptTechnician["hours"]

const minutesOf = (hour: string, minute: string): number => Number(hour) * 60 + Number(minute)

const two = (value: number) => String(value).padStart(2, "0")
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** Hours of one weekday as they are typed: "08:00-12:00, 12:30-16:30"; "" is a free day. */
export const hoursText = (hours: Hours, weekday: number): string =>
  hours
    .filter((one) => one.weekday === weekday)
    .map(({ from, to }) => `${clock(from)}-${clock(to)}`)
    .join(", ")

/** What was typed for one weekday (1 is Monday), or null when it is no times in order. */
export const hoursTyped = (text: string, weekday: number): Hours | null => {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
  const found: Array<Hours[number]> = []
  for (const part of parts) {
    const [, fromHour, fromMinute, toHour, toMinute] =
      /^([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4])[:.]([0-5]\d)$/.exec(part) ?? []
    if (fromHour === undefined || fromMinute === undefined || toHour === undefined || toMinute === undefined)
      return null
    const [from, to] = [minutesOf(fromHour, fromMinute), minutesOf(toHour, toMinute)]
    if (from >= to || to > 1440 || from < (found.at(-1)?.to ?? 0)) return null
    found.push({ weekday, from, to })
  }
  return found
}
