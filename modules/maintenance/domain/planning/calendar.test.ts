import { expect, test } from "vitest"
import { dayNumber } from "#kernel/time.ts"
import { type Rota, type WorkingCalendar, workingDays, workingMinutes } from "./calendar.ts"

const monday = dayNumber("2026-05-04")
const calendar: WorkingCalendar = {
  holidays: [
    { region: "DE", day: monday + 1 },
    { region: "DE-BY", day: monday + 2 },
    { region: "FR", day: monday + 3 },
  ],
  weeks: [{ region: "AE", weekdays: [7, 1, 2, 3, 4] }],
}

test("a region keeps its own holidays and its country's, not another's", () => {
  expect([...workingDays(calendar, "DE-BY", monday, 7)]).toEqual([1, 0, 0, 1, 1, 0, 0])
  expect([...workingDays(calendar, "DE", monday, 7)]).toEqual([1, 0, 1, 1, 1, 0, 0])
  expect([...workingDays(calendar, "US-NY", monday, 7)]).toEqual([1, 1, 1, 1, 1, 0, 0])
})

test("a working week is that of the region, or of its country", () => {
  expect([...workingDays(calendar, "AE-DU", monday, 7)]).toEqual([1, 1, 1, 1, 0, 0, 1])
})

test("a technician works the hours of each weekday, without breaks, holidays and absences", () => {
  const rota: Rota = {
    region: "DE",
    hours: [
      ...[1, 2, 3, 4].flatMap((weekday) => [
        { weekday, from: 480, to: 720 },
        { weekday, from: 750, to: 990 },
      ]),
      { weekday: 6, from: 540, to: 600 },
    ],
    absences: [{ from: monday + 2, to: monday + 2 }],
  }
  expect([...workingMinutes(calendar, rota, monday, 7)]).toEqual([480, 0, 0, 480, 0, 60, 0])
})
