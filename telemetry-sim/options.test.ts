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
        settings: {
          faultRate: 2.5,
          evenFaults: false,
          hurry: 30,
          countersEvery: 60_000,
          restartEvery: 30 * 86_400_000,
        },
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
      "--hurry fast: give a number from 0.01 to 100000",
      "--from 2027-01-01T00:00:00Z is in the future",
    ])
  })

  test("how messages are brought", () => {
    expect(
      read(
        "--target http://a --token t --chaos --in-flight 8 --plain --counter-bits 16 --restart-every 6 " +
          "--from 2026-11-20T00:00:00Z --to 2026-11-21T00:00:00Z",
      ),
    ).toMatchObject({
      plan: {
        chaos: true,
        inFlight: 8,
        zips: false,
        to: Date.parse("2026-11-21T00:00:00Z"),
        settings: { counterSize: 65_536, restartEvery: 6 * 3_600_000 },
      },
    })
  })

  test("of the other two commands, each with its own options", () => {
    expect(read("verify --target http://a --token t --state-file sim.json --silence-after 20")).toEqual({
      kind: "verify",
      verification: {
        target: "http://a",
        token: "t",
        stateFile: "sim.json",
        silenceAfter: 1_200_000,
        patience: 10_000,
      },
    })
    expect(read("back-fill --target http://a --token t --months 2 --fault-rate 3")).toMatchObject({
      kind: "back-fill",
      backFill: { target: "http://a", months: 2, seed: "1", life: { faultRate: 3, evenFaults: false, hurry: 1 } },
    })
    expect(read("verify --months 2")).toEqual({
      kind: "wrong",
      errors: [
        "--months is not an option",
        "2 is not an option",
        "--target is missing: give the portal's address",
        "--token is missing: give the gateway's token, or set HOISTWAY_SIM_TOKEN",
        "--state-file is missing: give the file that the simulator saves to",
      ],
    })
  })

  test("an end lies after the start", () => {
    expect(read("--target http://a --token t --to 2026-11-20T00:00:00Z")).toEqual({
      kind: "wrong",
      errors: ["--to 2026-11-20T00:00:00Z is before the start"],
    })
  })

  test("asking for help wins", () => {
    expect(read("--help --colour red")).toEqual({ kind: "help" })
  })
})
