import fc from "fast-check"
import { expect, test } from "vitest"
import { icsLine, icsText, icsTime, icsTimeZone } from "./icalendar.ts"

const unfolded = (text: string) => text.replaceAll("\r\n ", "")
const unescaped = (text: string) =>
  text.replace(/\\([\\;,nN])/g, (_, character: string) => (character.toLowerCase() === "n" ? "\n" : character))

test("no line is longer than 75 octets, and what was folded and escaped reads as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (typed) => {
      const text = typed.replace(/\p{Cc}/gu, "\n")
      const line = icsLine("DESCRIPTION", icsText(text))
      expect(line.endsWith("\r\n")).toBe(true)
      for (const part of line.slice(0, -2).split("\r\n")) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(75)
      expect(unescaped(unfolded(line).slice("DESCRIPTION:".length, -2))).toBe(text)
    }),
    { numRuns: 100 },
  )
})

const offset = (text: string) => {
  const [, sign = "+", hours = "0", minutes = "0", seconds = "0"] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text) ?? []
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds || 0)) * 1000
}
const utcOf = (local: string) =>
  Date.parse(local.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z"))

/** The instant that a calendar program makes of a time with its zone's VTIMEZONE: the last observance that began before it counts. */
const instantOf = (line: string, zone: string): number => {
  const [name = "", value = ""] = line.trim().split(":")
  if (!name.includes("TZID=")) return utcOf(value.replace("Z", ""))
  const observances = [...zone.matchAll(/DTSTART:(\S+)\r\nTZOFFSETFROM:(\S+)\r\nTZOFFSETTO:(\S+)/g)].map(
    ([, start = "", from = "", to = ""]) => ({ start: utcOf(start), from: offset(from), to: offset(to) }),
  )
  const local = utcOf(value)
  const present = observances.findLast(({ start }) => local >= start)
  return local - (present?.to ?? observances[0]?.from ?? 0)
}

test("a time with its zone is the same instant to a calendar program, over every change of the clocks", () => {
  const zones = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Europe/Dublin",
    "America/St_Johns",
  ]
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({
        min: Date.parse("2024-01-01T00:00:00Z") / 900_000,
        max: Date.parse("2027-12-31T00:00:00Z") / 900_000,
      }),
      (timeZone, quarter) => {
        const at = new Date(quarter * 900_000)
        const zone = icsTimeZone(timeZone, at, new Date(at.getTime() + 200 * 86_400_000))
        expect(zone).toContain(`TZID:${timeZone}`)
        expect(instantOf(unfolded(icsTime("DTSTART", at, timeZone)), zone)).toBe(at.getTime())
      },
    ),
    {
      numRuns: 300,
      examples: [
        ["Europe/London", Date.parse("2026-10-25T00:30:00Z") / 900_000],
        ["Australia/Lord_Howe", Date.parse("2026-04-04T14:45:00Z") / 900_000],
      ],
    },
  )
})

test("the hour that the clocks show twice is told by UTC the second time", () => {
  const [first, second] = [new Date("2026-10-25T00:30:00Z"), new Date("2026-10-25T01:30:00Z")]
  expect(icsTime("DTSTART", first, "Europe/London")).toBe("DTSTART;TZID=Europe/London:20261025T013000\r\n")
  expect(icsTime("DTSTART", second, "Europe/London")).toBe("DTSTART:20261025T013000Z\r\n")
})
