import fc from "fast-check"
import { expect, test } from "vitest"
import { instantOf, instantTyped, localText } from "./dispatch-times.ts"

const London = "Europe/London"

test("a time is read by the clock of the building, and one that is shown and sent back stays as it was", () => {
  expect(instantTyped("2026-07-01T14:30", London, null)).toEqual(new Date("2026-07-01T13:30:00Z"))
  expect(instantOf("2026-11-24", "09:05", London)).toEqual(new Date("2026-11-24T09:05:00Z"))
  for (const wrong of ["", "2026-11-24", "2026-02-30T10:00", "2026-11-24T25:00", "soon"]) {
    expect(instantTyped(wrong, London, null)).toBeNull()
  }
  fc.assert(
    fc.property(fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }), (at) => {
      expect(instantTyped(localText(at, London), London, at)).toEqual(at)
    }),
  )
})
