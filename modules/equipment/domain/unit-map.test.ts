import fs from "node:fs"
import path from "node:path"
import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { columnProblems } from "./map-columns.ts"
import { decodeImportMap, parseImportMap } from "./import-map.ts"
import { likelyDelimiter, proposeMap } from "./map-proposal.ts"
import { decodeUnitMap, parseUnitMap } from "./unit-map.ts"

const docs = path.resolve(import.meta.dirname, "../../../docs/import")
const least = {
  equipmentNumber: "No",
  kind: "Type",
  street: "Street",
  locality: "Town",
  country: { constant: "GB" },
  timeZone: { constant: "Europe/London" },
}
const problemsOf = (map: unknown) =>
  Effect.runPromise(
    decodeUnitMap(map).pipe(
      Effect.as([] as Array<string>),
      Effect.catchTag("MapInvalid", ({ problems }) =>
        Effect.succeed(problems.map(({ path, message }) => `${path}: ${message}`)),
      ),
    ),
  )
const changed = (fields: object, rest: object = {}) => problemsOf({ fields: { ...least, ...fields }, ...rest })

describe("a map", () => {
  test("needs little", async () => {
    expect(await changed({})).toEqual([])
  })

  // Maps of orders are Maintenance's, which tests its own.
  test.each(fs.readdirSync(docs).filter((file) => file.endsWith(".json") && !file.includes("orders")))(
    "that is shipped is right: %s",
    async (file) => {
      const { kind, map } = await Effect.runPromise(parseImportMap(fs.readFileSync(path.join(docs, file), "utf8")))
      expect((await Effect.runPromise(decodeImportMap(kind, map))).map).toEqual(map)
    },
  )

  test("tells every problem with its place", async () => {
    const problems = await changed(
      {
        nmae: "Name",
        kind: { column: "Type", values: { Aufzug: "aufzug" } },
        ratedLoad: { column: "Load", unit: "pounds" },
        country: { constant: "Ruritania" },
        timeZone: { constant: "+01:00" },
        postalCode: { column: "ZIP", patterns: [{ match: "(", give: "" }] },
        name: { template: "{nmae} 1" },
        region: { column: "State", constant: "NY" },
        floors: { from: "Lowest" },
      },
      { delimiter: "and" },
    )
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(
      expect.arrayContaining([
        "fields.nmae",
        "fields.kind.values.Aufzug",
        "fields.ratedLoad.unit",
        "fields.country.constant",
        "fields.timeZone.constant",
        "fields.postalCode.patterns.0.match",
        "fields.name.template",
        "fields.region",
        "fields.floors",
        "delimiter",
      ]),
    )
    expect(problems.find((problem) => problem.startsWith("fields.ratedLoad"))).toContain('"kg" | "lb"')
  })

  test("must say where a unit is", async () => {
    const { street: _, ...nowhere } = least
    expect(await problemsOf({ fields: nowhere })).toEqual([expect.stringContaining("fields.buildingKey")])
    expect(await changed({ latitude: "Lat" })).toEqual([expect.stringContaining("fields.longitude")])
    expect(await problemsOf({})).toEqual(["fields: This key is missing"])
  })

  test("that is not JSON says so", async () => {
    await expect(Effect.runPromise(parseUnitMap("{ fields: }"))).rejects.toThrow(/not JSON/)
  })
})

describe("a map and a file's header", () => {
  test("must agree", async () => {
    const decoded = await Effect.runPromise(
      decodeUnitMap({
        fields: { ...least, street: { columns: ["House", "Street"] } },
        refuse: [{ when: { State: "x" }, reason: "y" }],
      }),
    )
    expect(columnProblems(decoded, ["No", "Type", "House", "Street", "Town", "State"])).toEqual([])
    const problems = columnProblems(decoded, ["No.", "Type", "Type", "House", "Town"])
    expect(problems.map(({ path }) => path)).toEqual([
      "fields.equipmentNumber",
      "fields.kind",
      "fields.street.columns.1",
      "refuse.0.when",
    ])
    expect(problems[0]?.message).toContain('one named "No."')
    expect(problems[1]?.message).toContain("2 columns")
  })
  test("of one column point to the delimiter", async () => {
    const decoded = await Effect.runPromise(decodeUnitMap({ fields: least }))
    expect(columnProblems(decoded, ["No;Type;Street;Town"]).at(-1)?.path).toBe("delimiter")
  })
})

describe("a proposed map", () => {
  test("knows the usual names and their units", () => {
    const { map, missing } = proposeMap(
      "units",
      [
        "Unit No.",
        "Type",
        "Load (kg)",
        "Speed fpm",
        "Rise",
        "Floor from",
        "Floor to",
        "House number",
        "Street name",
        "City",
        "ZIP code",
        "Lat",
      ],
      { Rise: [`16'4"`] },
    )
    expect(map.fields).toEqual({
      equipmentNumber: "Unit No.",
      kind: "Type",
      ratedLoad: { column: "Load (kg)", unit: "kg" },
      ratedSpeed: { column: "Speed fpm", unit: "fpm" },
      travel: { column: "Rise", unit: "ft-in" },
      floors: { from: "Floor from", to: "Floor to" },
      street: { columns: ["House number", "Street name"] },
      locality: "City",
      postalCode: "ZIP code",
    })
    expect(missing).toEqual(["country", "timeZone"])
  })
  test("tells the delimiter by the first line", () => {
    expect(['a,b,"c;d;e;f"', "a;b,c;d", "a\tb", "a|b|c", "a"].map(likelyDelimiter)).toEqual([",", ";", "\t", "|", ","])
  })
})
