import { describe, expect, it } from "vitest"
import { english as words } from "../words/english.ts"
import { bigShaft } from "./big-shaft.ts"
import { miniShaft } from "./mini-shaft.ts"
import type { ShaftUnit } from "./shaft.ts"
import { carOf } from "./shaft.ts"

const lift: ShaftUnit = {
  kind: "lift",
  state: "in-service",
  floors: ["B1", "G", "1", "2"],
  floor: "1",
  door: "closed",
  direction: null,
}
const floors = (count: number) => Array.from({ length: count }, (_, floor) => String(floor))

describe("the car", () => {
  it("stands at its floor", () => {
    expect(carOf(lift)).toEqual({ at: 2, open: false })
    expect(carOf({ ...lift, door: "opening" })?.open).toBe(true)
  })
  it("is never made up", () => {
    expect(carOf({ ...lift, state: "unknown" })).toBeNull()
    expect(carOf({ ...lift, state: "not-connected" })).toBeNull()
    expect(carOf({ ...lift, floor: null })).toBeNull()
    expect(carOf({ ...lift, floor: "99" })).toBeNull()
  })
})

describe("the small shaft", () => {
  it("draws no car without a position", () => {
    expect(miniShaft({ ...lift, floor: null }).car).toBe("")
    expect(miniShaft(lift).car).not.toBe("")
  })
  it("draws the car higher on a higher floor", () => {
    const y = (floor: string) => Number(/^M[\d.]+ ([\d.]+)/.exec(miniShaft({ ...lift, floor }).car)?.[1])
    expect(y("2")).toBeLessThan(y("B1"))
    expect(y("2")).toBeGreaterThanOrEqual(1)
  })
  it("points an escalator's arrow only while it runs", () => {
    expect(miniShaft({ ...lift, kind: "escalator", state: "out-of-order" }).car).toBe("")
    expect(miniShaft({ ...lift, kind: "escalator", direction: "up" }).car).not.toBe("")
  })
})

describe("the large shaft", () => {
  it("stays about 400 px high from two floors to a tower", () => {
    for (const count of [2, 10, 11, 63, 120]) {
      const { height, labels } = bigShaft({ ...lift, floors: floors(count), floor: "1" }, words)
      expect(height).toBeLessThanOrEqual(400)
      expect(labels.length).toBeLessThanOrEqual(17)
      expect(labels.some((label) => label.lit)).toBe(true)
    }
  })
  it("keeps the counterweight inside the shaft", () => {
    for (const floor of floors(10)) {
      const { weight, height } = bigShaft({ ...lift, floors: floors(10), floor }, words)
      const y = Number(/ ([\d.-]+)h6/.exec(weight)?.[1])
      expect(y).toBeGreaterThan(0)
      expect(y + 29).toBeLessThan(height)
    }
  })
  it("says so when the position is not known", () => {
    expect(bigShaft({ ...lift, state: "unknown" }, words).title).toBe("Shaft: position not known")
  })
})
