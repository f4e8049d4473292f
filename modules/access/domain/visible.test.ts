import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readTokenName } from "./token-request.ts"
import { deceives, lineTyped, withoutDeceit } from "./visible.ts"

const unseen = [
  0x00, 0x0a, 0x7f, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x180e, 0x200b, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060, 0x2066,
  0x2069, 0x2800, 0x3164, 0xd800, 0xe000, 0xfe0f, 0xffa0, 0xfff9, 0xfffb, 0xe0001, 0xe0041, 0xe007f,
].map((code) => String.fromCodePoint(code))

/** Signs of which every kind is common here, so that they come to stand side by side. */
const text = fc
  .array(
    fc.oneof(fc.constantFrom(...unseen, "\u200D", "\u200C", "a", "e", "\u0301", "न", "🏢", "漢", " "), fc.string()),
  )
  .map((parts) => parts.join(""))

describe("what something is called", () => {
  test.each(unseen.map((sign) => [sign.codePointAt(0)?.toString(16), sign]))("holds no U+%s", (_, sign) => {
    expect(lineTyped(`North${sign}side`, 100)).toBeNull()
    expect(readTokenName(`North${sign}side`)).toBeNull()
    expect(lineTyped(sign, 100)).toBeNull()
  })

  test.each(["👩🏽‍🔧 Service", "❤️‍🔥", "می‌خواهم", "क्‍ष", "1️⃣ Nord", "葛󠄀城", "O’Brien & Sons", "№ 7", "€"])(
    "may be “%s”, with the joiners that its writing needs",
    (name) => expect(lineTyped(name, 100)).toBe(name.normalize("NFC")),
  )

  test.each(["North\u200Dside", "\u200Dनी", "नी\u200D", "न\u200D\u200Dन", "न\u200D \u200Dन"])(
    "holds no joiner that joins nothing: %j",
    (name) => expect(lineTyped(name, 100)).toBeNull(),
  )

  test.each(["", " \t ", "–", "...", "(!)"])("says something: not %j", (name) =>
    expect(lineTyped(name, 100)).toBeNull(),
  )

  test("is one line of so many signs, blanks single", () => {
    expect(lineTyped(" North \t side ", 10)).toBe("North side")
    expect(lineTyped("North\u2028side\uFEFF", 10)).toBe("North side")
    expect(lineTyped("North side", 9)).toBeNull()
    expect(lineTyped("🏢".repeat(9), 9)).toBe("🏢".repeat(9))
  })

  test("read again stays as it is, and without what deceives nothing deceives", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const rest = withoutDeceit(typed)
        expect(deceives(rest)).toBe(false)
        expect(withoutDeceit(rest)).toBe(rest)
        const line = lineTyped(typed, 100)
        if (line !== null) expect([lineTyped(line, 100), deceives(line)]).toEqual([line, false])
      }),
    )
  })
})
