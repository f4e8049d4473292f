import { describe, expect, test } from "vitest"
import { readImportArguments } from "./import-arguments.ts"

const read = (line: string) => readImportArguments(line === "" ? [] : line.split(" "))

describe("the arguments of an import", () => {
  test("are understood in any order", () => {
    expect(
      read(
        "--account Northgate units fleet.csv --map=nyc.json --create-account --country US --time-zone America/New_York",
      ),
    ).toEqual({
      what: "units",
      file: "fleet.csv",
      map: "nyc.json",
      account: "Northgate",
      createAccount: true,
      country: "US",
      timeZone: "America/New_York",
      rejected: null,
    })
  })
  test("ask for help when there are none", () => {
    expect([read(""), read("--help"), read("units --help")]).toEqual(["help", "help", "help"])
  })
  test("are all told when they are wrong", () => {
    expect(
      read("buildings a.csv b.csv --mapp x --account --create-account=yes --country Ruritania --time-zone +25:00"),
    ).toEqual({
      problems: [
        '"buildings" cannot be imported; units, states, agreed-hours and orders can.',
        "There is no option --mapp.",
        "--account needs a value.",
        "--create-account takes no value.",
        'One file at a time: what is "b.csv", "x"? A name with blanks needs quotation marks.',
        "--map is missing.",
        "--country Ruritania: give the two letters of a country, such as GB.",
        "--time-zone +25:00: give a time zone such as Europe/London.",
      ],
    })
    expect(read("agreed-hours hours.csv --account A")).toMatchObject({ what: "agreed-hours", map: null })
    expect(read("")).toBe("help")
    expect(read("--account A")).toMatchObject({
      problems: ["Say what to import: units, states, agreed-hours or orders.", "--map is missing."],
    })
    expect(read("states a.csv --map m --account A --create-account")).toEqual({
      problems: ["--create-account is for units: there is nothing to tell of in a new account."],
    })
    expect(read("units")).toEqual({
      problems: ["The file to import is missing.", "--map is missing.", "--account is missing."],
    })
  })
})
