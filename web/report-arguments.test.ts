import { describe, expect, test } from "vitest"
import { readReportArguments, readUnitFilter } from "./report-arguments.ts"

const read = (...given: ReadonlyArray<string>) => readReportArguments(given)
const period = ["--from", "2026-01-01", "--to", "2026-02-01"]

describe("the arguments of a report", () => {
  test("name the units as the search of the equipment list does", () => {
    expect(readUnitFilter("ALL")).toMatchObject({ text: "", building: null, buildingName: "", states: [] })
    expect(readUnitFilter("bed lift")).toMatchObject({ text: "bed lift" })
    expect(readUnitFilter("out of order")).toMatchObject({ states: ["out-of-order"] })
    expect(readUnitFilter("building: Mill")).toMatchObject({ text: "", buildingName: "Mill" })
    expect(readUnitFilter("building:17")).toMatchObject({ building: 17 })
    expect(readUnitFilter("Contract: C-7")).toMatchObject({ text: "", contract: "C-7" })
  })
  test("are understood in any order", () => {
    expect(
      read("--units", "all", "availability", ...period, "--hours=agreed", "--format", "csv", "--account", "A b"),
    ).toMatchObject({
      ...{ first: "2026-01-01", until: "2026-02-01", hours: "agreed", account: "A b" },
    })
    expect(read("availability", "--units", "all", ...period)).toMatchObject({ hours: "all", account: null })
    expect([read(), read("availability", "--help")]).toEqual(["help", "help"])
  })
  test("are all told when they are wrong", () => {
    expect(
      read("uptime", "now", "--units", "contract:", "--from", "2026-02-30", "--hours", "peak", "--format", "pdf"),
    ).toEqual({
      problems: [
        'There is no report "uptime"; availability is one.',
        'What is "now"? A filter with blanks needs quotation marks.',
        "--units contract: names none.",
        "--from 2026-02-30 is not a day of the calendar such as 2026-01-01.",
        "--to is missing: a day such as 2026-01-01.",
        "--hours peak: give agreed or all.",
        "--format pdf: there is csv.",
      ],
    })
    expect(read("availability", "--units", "all", "--from", "2026-02-01", "--to", "2026-02-01")).toEqual({
      problems: ["--to 2026-02-01 is not after --from 2026-02-01."],
    })
    expect(read("availability", "--unit", "all")).toMatchObject({ problems: [expect.stringContaining("--unit")] })
  })
})
