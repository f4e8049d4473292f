import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Day } from "#kernel/time.ts"
import { dayText } from "../domain/planning/dates.ts"
import { starterHolidays } from "../domain/starter-holidays.ts"
import * as Holidays from "../persistence/holidays.ts"

/** Adds the starter data of a country (ISO 3166) to the operator's table; what is there stays. Returns how many days were new. */
export const loadHolidays = Effect.fn("Maintenance.loadHolidays")(
  function* (country: string) {
    const days = starterHolidays(country)
    return yield* Holidays.add(days.map(({ region, day, name }) => ({ region, day: dayText(day), name })))
  },
  transactional,
  as(everything),
)

/** Adds one public holiday; one that is there stays as it is. */
export const addHoliday = Effect.fn("Maintenance.addHoliday")(
  function* (holiday: Holidays.HolidayRow) {
    yield* Holidays.add([holiday])
  },
  transactional,
  as(everything),
)

/** Takes a public holiday out; gone already is as good. */
export const removeHoliday = Effect.fn("Maintenance.removeHoliday")(
  function* (region: string, day: Day) {
    yield* Holidays.remove(region, day)
  },
  transactional,
  as(everything),
)

/** Says on which weekdays (1 is Monday) people work in a region; null: Monday to Friday, as everywhere. */
export const setWorkingWeek = Effect.fn("Maintenance.setWorkingWeek")(
  function* (region: string, weekdays: ReadonlyArray<number> | null) {
    yield* Holidays.setWeek(region, weekdays)
  },
  transactional,
  as(everything),
)
