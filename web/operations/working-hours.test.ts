import { expect, test } from "vitest"
import { hoursText, hoursTyped } from "./working-hours.ts"

test("hours are read as they are written, with any number of breaks", () => {
  const hours = hoursTyped("8:00 – 12:00, 12.30-16:30", 3)
  expect(hours).toEqual([
    { weekday: 3, from: 480, to: 720 },
    { weekday: 3, from: 750, to: 990 },
  ])
  expect(hoursText(hours ?? [], 3)).toBe("08:00-12:00, 12:30-16:30")
  expect(hoursTyped("", 1)).toEqual([])
  expect(hoursTyped("00:00-24:00", 1)).toEqual([{ weekday: 1, from: 0, to: 1440 }])
})

test("what is no time, or not in order, is not read", () => {
  for (const text of [
    "8 to 4",
    "16:00-08:00",
    "08:00-08:00",
    "08:00-12:00, 11:00-16:00",
    "08:00-24:30",
    "25:00-26:00",
  ]) {
    expect(hoursTyped(text, 1)).toBeNull()
  }
})
