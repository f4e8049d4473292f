import { Schema } from "effect"
import type { Day } from "#kernel/time.ts"

/** What somebody types that lies farther ahead is a slip of the hand. */
const YEARS_AHEAD = 2

/** The last day that may be typed of something to come. */
export const lastDayAhead = (today: Day): Day => Temporal.PlainDate.from(today).add({ years: YEARS_AHEAD }).toString()

/** The day is over in the building's calendar, or farther ahead than anybody plans. */
export class DayNotAhead extends Schema.TaggedError<DayNotAhead>()("DayNotAhead", {}) {}

/** Whether something to come may be on a day: from today until two years ahead, both included. */
export const isDayAhead = (day: Day, today: Day): boolean => today <= day && day <= lastDayAhead(today)
