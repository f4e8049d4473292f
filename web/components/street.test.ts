import { describe, expect, it } from "vitest"
import { english as words } from "../words/english.ts"
import { shortName, street, streetOrder, type StreetBuilding, type StreetUnit } from "./street.ts"
import type { UnitState } from "./view.ts"

const unit = (id: string, state: UnitState, floors = ["G", "1", "2"]): StreetUnit => ({
  id,
  href: `/units/${id}`,
  name: `Lift ${id}`,
  kind: "lift",
  state,
  floors,
  floor: "G",
  door: "closed",
  direction: null,
})
const building = (id: string, ...states: ReadonlyArray<UnitState>): StreetBuilding => ({
  id,
  href: `/buildings/${id}`,
  name: `House ${id}`,
  units: states.map((state, index) => unit(`${id}${index}`, state)),
})
const draw = (buildings: ReadonlyArray<StreetBuilding>, total = buildings.length) =>
  street(buildings, total, "/equipment", words, String)!

describe("the street", () => {
  it("puts all buildings on one ground line", () => {
    const floors = Array.from({ length: 66 }, (_, index) =>
      index < 3 ? `B${3 - index}` : index === 3 ? "G" : String(index - 3),
    )
    const { figures } = draw([
      { ...building("1"), units: [unit("1", "in-service", floors)] },
      building("2", "in-service"),
      { ...building("3"), units: [unit("3", "not-connected", [])] },
    ])
    const fromBottom = figures.map(({ ground, height }) => height - Number(/ ([\d.]+)h/.exec(ground)?.[1]))
    expect(new Set(fromBottom).size).toBe(1)
    for (const { height } of figures) expect(height).toBeLessThan(260)
  })
  it("draws at most twelve units of a building, the ones in trouble among them", () => {
    const states = Array.from({ length: 20 }, (_, index): UnitState => (index === 19 ? "out-of-order" : "in-service"))
    const { figures } = draw([building("1", ...states)])
    expect(figures[0]!.units).toHaveLength(12)
    expect(figures[0]!.moreUnits).toBe("+8")
    expect(figures[0]!.description).toContain("out of order")
    expect(figures[0]!.title).toBe("House 1, 20 units")
  })
  it("says how many buildings are not drawn", () => {
    expect(draw([building("1", "in-service")], 34_912).more?.text).toBe("and 34911 more buildings")
    expect(draw([building("1", "in-service")]).more).toBeNull()
  })
  it("shows those in trouble first when there is no room for all", () => {
    const many = [
      building("1", "in-service"),
      building("2", "degraded"),
      building("3", "not-connected"),
      building("4", "in-service", "out-of-order"),
    ]
    expect(streetOrder(many, 4).map(({ id }) => id)).toEqual(["1", "2", "3", "4"])
    expect(streetOrder(many, 3).map(({ id }) => id)).toEqual(["4", "2", "1"])
  })
})

it("the label beneath a shaft is what people call it", () => {
  const names = [
    "Lift 2, north entrance",
    "Lift A, stair 1",
    "Goods lift, loading bay",
    "Escalator 1 up, atrium",
    "Moving walk",
    "1E217",
    "Lift",
  ]
  expect(names.map(shortName)).toEqual(["2", "A", "GL", "E1", "MW", "217", "Lift"])
})
