import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { fleetRowReader } from "./fleet-row-reader.ts"
import { supplement } from "./fleet-row.ts"
import { decodeUnitMap } from "./unit-map.ts"

const least = {
  equipmentNumber: "No",
  kind: "Type",
  buildingKey: "Site",
  street: "Street",
  locality: "Town",
  country: { constant: "GB" },
  timeZone: { constant: "Europe/London" },
}
const usual = { No: "A1", Type: "lift", Site: "S1", Street: "1 High St", Town: "York" }

/** Reads one row that has these cells, with a map of these fields besides the least. */
const read = (cells: Record<string, string>, fields: object = {}, rest: object = {}) => {
  const map = Effect.runPromise(decodeUnitMap({ fields: { ...least, ...fields }, ...rest }))
  const row = { ...usual, ...cells }
  return map.then((decoded) => fleetRowReader(decoded, Object.keys(row))(Object.values(row)))
}
const unitOf = async (...given: Parameters<typeof read>) => {
  const result = await read(...given)
  if ("refused" in result) throw new Error(result.refused)
  return { ...result.row, leftEmpty: result.leftEmpty.map(({ column, value }) => `${column}=${value}`) }
}
const refusalOf = async (...given: Parameters<typeof read>) => {
  const result = await read(...given)
  return "refused" in result ? result.refused : null
}

describe("reading a row", () => {
  test("leaves texts as they are, but for blanks", async () => {
    const { unit, address } = await unitOf({ No: " 1E217 ", Street: "521   EAST \t 68\nSTREET", Town: "Cafe\u0301 😀" })
    expect(unit.equipmentNumber).toBe("1E217")
    expect([address.street, address.locality]).toEqual(["521 EAST 68 STREET", "Cafe\u0301 😀"])
  })

  test("has only the fields that the map names; an empty cell is null", async () => {
    expect((await unitOf({})).unit).toEqual({ equipmentNumber: "A1", name: "Lift A1", kind: "lift" })
    const { unit } = await unitOf({ Maker: "", Year: "" }, { manufacturer: "Maker", year: "Year" })
    expect(unit).toMatchObject({ manufacturer: null, year: null })
  })

  test("translates values, capitals aside, and makes empty what the map says is empty", async () => {
    const drive = { column: "Drive", values: { GL: "traction", "?": "" } }
    expect((await unitOf({ Drive: "gl" }, { drive })).unit.drive).toBe("traction")
    expect(await unitOf({ Drive: "?" }, { drive })).toMatchObject({ unit: { drive: null }, leftEmpty: [] })
    expect(await unitOf({ Drive: "XX" }, { drive })).toMatchObject({ unit: { drive: null }, leftEmpty: ["Drive=XX"] })
  })

  test("recognises kinds and drives where the map translates none", async () => {
    for (const [word, kind] of [
      ["Passenger Elevator (P)", "lift"],
      ["Moving Walk", "moving-walk"],
      ["Handicap Lift (H)", "platform-lift"],
      ["ESCALATOR", "escalator"],
      ["Dumb waiter", "dumbwaiter"],
    ]) {
      expect((await unitOf({ Type: word ?? "" })).unit.kind).toBe(kind)
    }
    expect((await unitOf({ Drive: "Gearless traction" }, { drive: "Drive" })).unit.drive).toBe("traction")
    expect(await refusalOf({ Type: "Crane" })).toContain('"Crane"')
  })

  test("gives no drive to an escalator", async () => {
    expect((await unitOf({ Type: "escalator", Drive: "traction" }, { drive: "Drive" })).unit.drive).toBeNull()
  })

  test("leaves empty what it cannot read, and tells", async () => {
    const fields = {
      ratedSpeed: { column: "Speed", unit: "fpm" },
      year: "Year",
      latitude: "Lat",
      longitude: "Lon",
      floors: { from: "From", to: "To" },
    }
    const { unit, building, leftEmpty } = await unitOf(
      { Speed: "VAR", Year: "19", Lat: "140", Lon: "-1.08", From: "2015-01-08", To: "SB" },
      fields,
    )
    expect(unit).toMatchObject({ ratedSpeedMps: null, year: null, floors: ["SB"] })
    expect([building.latitude, building.longitude]).toEqual([null, null])
    expect(leftEmpty.sort()).toEqual(["From=2015-01-08", "Lat=140", "Speed=VAR", "Year=19"])
  })

  test("takes floors as a list, or the two ends and nothing between", async () => {
    const list = { floors: { column: "Stops", separator: "," } }
    expect((await unitOf({ Stops: "-1, E,1,2,2" }, list)).unit.floors).toEqual(["-1", "E", "1", "2"])
    const ends = { floors: { from: "From", to: "To" } }
    expect((await unitOf({ From: "B", To: "12" }, ends)).unit.floors).toEqual(["B", "12"])
    for (const damaged of ["..G", "B,1", "2015-01-08", "0.6", "1/F"]) {
      expect((await unitOf({ From: damaged, To: "" }, ends)).unit.floors).toEqual([])
    }
  })

  test("reads postal codes by the map's patterns", async () => {
    const postalCode = {
      column: "ZIP",
      values: { "0": "" },
      patterns: [
        { match: "(\\d{5})(0000)?", give: "$1" },
        { match: "(\\d{5})(\\d{4})", give: "$1-$2" },
      ],
    }
    const code = async (ZIP: string) => (await unitOf({ ZIP }, { postalCode })).address.postalCode
    expect([
      await code("100210000"),
      await code("100211234"),
      await code("10021"),
      await code("0"),
      await code("1002"),
    ]).toEqual(["10021", "10021-1234", "10021", null, null])
  })

  test("falls back from building number to address, and from name to address to number", async () => {
    const byAddress = (await unitOf({ Site: "" })).building
    expect(byAddress.name).toBe("1 High St")
    expect(byAddress.key).toBe((await unitOf({ Site: "", Street: "1 HIGH  st", Town: "YORK" })).building.key)
    expect(await unitOf({ Street: "" })).toMatchObject({
      building: { key: "S1", name: "S1" },
      address: { street: "S1" },
    })
    expect(await refusalOf({ Site: " ", Street: "" })).toBe("neither building number nor address")
  })

  test("refuses rows as the map says", async () => {
    const refuse = [{ when: { Site: "", Street: "DUMMY RECORD" }, reason: "dummy record" }]
    expect(await refusalOf({ Site: "", Street: "Dummy  record" }, {}, { refuse })).toBe("dummy record")
    expect(await refusalOf({ Street: "Dummy record" }, {}, { refuse })).toBeNull()
  })

  test("refuses what lacks a necessary value, or cannot be kept", async () => {
    expect(await refusalOf({ No: "" })).toBe("no equipment number")
    expect(await refusalOf({ Type: "" })).toBe("no kind of unit")
    expect(await refusalOf({ No: "9".repeat(61) })).toContain("longer than 60")
    expect(await refusalOf({ Street: "x".repeat(201) })).toContain("longer than 200")
    expect(await refusalOf({ Town: "M\ufffdnchen" })).toContain("encoding")
    expect(await refusalOf({ Town: "a\0b" })).toContain("zero byte")
    expect(await refusalOf({ Land: "Ruritania" }, { country: "Land" })).toContain("Ruritania")
    expect(await refusalOf({ Zone: "+01:00" }, { timeZone: "Zone" })).toContain("+01:00")
    expect((await unitOf({ Land: "uk" }, { country: "Land" })).address.country).toBe("GB")
  })

  test("makes a name up only where the map and the row give none", async () => {
    expect(await unitOf({ Name: "North lift" }, { name: "Name" })).toMatchObject({
      unit: { name: "North lift" },
      nameMadeUp: false,
    })
    expect(await unitOf({ Name: "" }, { name: "Name" })).toMatchObject({ unit: { name: "Lift A1" }, nameMadeUp: true })
    expect(await unitOf({}, { name: { template: "{buildingName}, {kind} {equipmentNumber}" } })).toMatchObject({
      unit: { name: "1 High St, Lift A1" },
      nameMadeUp: false,
    })
  })
})

test("a later row of a building adds what the first did not know, and changes nothing else", () => {
  const first = { key: "S1", name: "One", timeZone: "Europe/London", latitude: null, longitude: null, use: null }
  expect(supplement(first, { ...first, name: "Two" })).toBe(first)
  expect(supplement(first, { ...first, name: "Two", latitude: 1, longitude: 2, use: "home" })).toEqual({
    ...first,
    latitude: 1,
    longitude: 2,
    use: "home",
  })
  expect(supplement({ ...first, latitude: 5, longitude: 6 }, { ...first, latitude: 1, longitude: 2 })).toMatchObject({
    latitude: 5,
    longitude: 6,
  })
})
