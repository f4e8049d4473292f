import { expect, test } from "vitest"
import { formats } from "../words/format.ts"
import { english } from "../words/english.ts"
import { detailWords } from "./log-words.ts"

const words = (detail: Parameters<typeof detailWords>[0]) =>
  detailWords(detail, formats("en-GB", "Europe/London"), english)

test("what has changed is told with what it was, and what has not is told once", () => {
  expect(words({ role: "manager", roleBefore: "viewer", until: null, untilBefore: null })).toEqual([
    "Role: Viewer → Manager",
    "Until: none",
  ])
  expect(words({ after: "external", before: "unplanned", reason: "Flood" })).toEqual([
    "unplanned → external",
    "Reason: Flood",
  ])
  expect(words({ before: "Quayside" })).toEqual(["Before: Quayside"])
})

test("codes, times, lists and numbers are told as people read them", () => {
  expect(words({ scopes: ["read-equipment"], until: "2027-02-21T12:00:00.000Z" })).toEqual([
    "May: Read equipment",
    "Until: 21 Feb 2027, 12:00",
  ])
  expect(words({ leftEmpty: 1200, portfolios: ["A", "B"], none: [], wholeAccount: true })).toEqual([
    "Left empty: 1,200",
    "Portfolios: A and B",
    "None: none",
    "Whole account: yes",
  ])
})

test("what has no word of its own stands as it was written, whatever it is called", () => {
  expect(words({ constructor: "toString", someNewKey: "no-such-code" })).toEqual([
    "Constructor: toString",
    "Some new key: no-such-code",
  ])
  expect(words({})).toEqual([])
})
