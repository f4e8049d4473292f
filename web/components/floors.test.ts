import { describe, expect, it } from "vitest"
import { labelledFloors, mainLanding } from "./floors.ts"

describe("the main landing", () => {
  it("is the ground floor, however it is marked", () => {
    expect(mainLanding(["B2", "B1", "G", "1"])).toBe(2)
    expect(mainLanding(["-1", "0", "1"])).toBe(1)
    expect(mainLanding(["U1", "EG", "1"])).toBe(1)
  })
  it("is the first floor above the basements where none is marked", () => {
    expect(mainLanding(["B2", "B1", "2", "3"])).toBe(2)
    expect(mainLanding(["7", "8"])).toBe(0)
  })
})

describe("labels of floors", () => {
  it("all stand where there is room", () => {
    expect(labelledFloors(10, 14, []).size).toBe(10)
  })
  it("keep the lit floor and never touch in a tower", () => {
    const labelled = [...labelledFloors(63, 14, [35, 4, 0, 62])].sort((a, b) => a - b)
    expect(labelled).toContain(35)
    expect(labelled).toContain(62)
    expect(labelled.length).toBeLessThanOrEqual(16)
  })
})
