import { describe, expect, test } from "vitest"
import { readOptions } from "./options.ts"

const now = Date.parse("2026-11-22T12:00:00Z")
const read = (line: string, environment: Record<string, string> = {}) =>
  readOptions(
    line.split(" ").filter((word) => word !== ""),
    environment,
    now,
  )

describe("the command line", () => {
  test("with the least that is needed", () => {
    expect(read("--target http://localhost:3000", { HOISTWAY_SIM_TOKEN: "secret" })).toMatchObject({
      kind: "run",
      stopWithParent: false,
      plan: { target: "http://localhost:3000", token: "secret", seed: "1", speed: Infinity, from: null, units: null },
    })
  })

  test("with values after a blank or an equals sign", () => {
    expect(
      read(
        "--target=http://a --token t --units 240 --fault-rate=2.5 --hurry 30 --from 2026-11-01T00:00:00Z --speed 60",
      ),
    ).toMatchObject({
      plan: {
        units: 240,
        speed: 60,
        from: Date.parse("2026-11-01T00:00:00Z"),
        settings: { faultRate: 2.5, evenFaults: false, hurry: 30, countersEvery: 60_000 },
      },
    })
  })

  test("a speed without a start begins a day back, because nothing may be in the future", () => {
    expect(read("--target http://a --token t --speed 60")).toMatchObject({ plan: { from: now - 86_400_000 } })
  })

  test("everything that is wrong is told at once", () => {
    const options = read(
      "--units 0 --only LIFT --hurry fast --from 2027-01-01T00:00:00Z --colour red --quiet=yes --seed",
    )
    expect(options).toMatchObject({ kind: "wrong" })
    expect(options.kind === "wrong" ? options.errors : []).toEqual([
      "--colour is not an option",
      "red is not an option",
      "--quiet takes no value",
      "--seed needs a value",
      "--target is missing: give the portal's address",
      "--token is missing: give the gateway's token, or set HOISTWAY_SIM_TOKEN",
      "--units 0: give a whole number from 1 to 10000000",
      "--units and --only do not go together",
      "--from 2027-01-01T00:00:00Z is in the future",
      "--hurry fast: give a number from 0.01 to 100000",
    ])
  })

  test("asking for help wins", () => {
    expect(read("--help --colour red")).toEqual({ kind: "help" })
  })
})
