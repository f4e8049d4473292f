import { expect, it } from "vitest"
import { english as words } from "../words/english.ts"
import { formats } from "../words/format.ts"
import { runningAnswer, stateCounts } from "./home-view.ts"

const format = formats("en-GB", "Europe/London")
const answer = (counts: Parameters<typeof runningAnswer>[0]) => runningAnswer(counts, format, words)

it("answers whether everything is running, the worst first, never counting what is not known as running", () => {
  expect(answer({})).toBe("There is no equipment here yet.")
  expect(answer({ "in-service": 14 })).toBe("All 14 units are in service.")
  expect(answer({ "in-service": 12, "not-connected": 2 })).toBe("All 12 connected units of 14 are in service.")
  expect(answer({ "not-connected": 76_061 })).toBe("76,061 units, none of them connected.")
  expect(answer({ "in-service": 10, unknown: 1, "out-of-order": 1, degraded: 2 })).toBe(
    "1 of 14 units is out of order, 1 is unknown.",
  )
  expect(answer({ degraded: 1 })).toBe("The unit is degraded.")
})

it("lists only states that occur, but always the two that are asked for", () => {
  expect(stateCounts({ "in-service": 3 }, format, (state) => state).map(({ state }) => state)).toEqual([
    "in-service",
    "out-of-order",
  ])
})
