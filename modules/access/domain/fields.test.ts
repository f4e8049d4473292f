import { Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Email, emailKey, nameTyped, NewPassword, phoneTyped } from "./fields.ts"
import { anyText } from "../../../tests/support/any-text.ts"

const reads = (schema: Schema.Codec<string, string>) => (text: string) =>
  Result.match(Schema.decodeUnknownResult(schema)(text), { onSuccess: (value) => value, onFailure: () => null })

describe("an e-mail address", () => {
  const email = reads(Email)

  test("may have blanks around it", () => expect(email("  a.b+c@example.co.uk ")).toBe("a.b+c@example.co.uk"))

  test.each([
    "",
    "a",
    "@b.example",
    "a@",
    "a b@c.example",
    "a@b@c.example",
    "<a@b.example>",
    `${"a".repeat(65)}@b.example`,
    "a@localhost",
    "a@b.example.",
    "a@b..example",
    "a@-b.example",
    "a@b_c.example",
    "a@192.0.2.1",
    "a@[192.0.2.1]",
    "a@xn--\u00FC.example",
    `a@${"b".repeat(64)}.example`,
    'a"b@c.example',
    "a,b@c.example",
    "a;b@c.example",
    "a:b@c.example",
    "a(b)@c.example",
    "a\u0000b@c.example",
    "a\r\nBcc@c.example",
    "ann\u200B@c.example",
    "ann\u3164@c.example",
    "ann\u034F@c.example",
    "ann\u00AD@c.example",
    "ann@c\u00AD.example",
    "ann@c\u200D.example",
    "ann@\u1160c.example",
    "a＠b@c.example",
  ])("is not %j", (text) => expect(email(text)).toBeNull())

  test.each([
    "o'neill@b.example",
    "jörg@münchen.example",
    "李明@例え.example",
    "a%0d%0ab@c.example",
    "a/b=c@d-e.example",
  ])("may be “%s”", (text) => expect(email(text)).toBe(text))

  test("is the same person's whatever its capitals", () =>
    expect(emailKey(" Owner@Example.COM ")).toBe("owner@example.com"))

  test.each([
    ["ｏｗｎｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ", "owner@example.com"],
    ["Jo\u0308rg@MU\u0308NCHEN.example", "jörg@xn--mnchen-3ya.example"],
    ["a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"],
    ["a@例え。example", "a@xn--r8jz45g.example"],
    ["\u212Aim@example.com", "kim@example.com"],
    ["ΝΙΚΟΣ@example.gr", "νικοσ@example.gr"],
    ["νικος@example.gr", "νικοσ@example.gr"],
    ["\u03F9@example.com", "σ@example.com"],
  ])("written %j is %s", (typed, key) => {
    expect(emailKey(typed)).toBe(key)
    expect(email(typed)).not.toBeNull()
  })

  test("has one key, which is its own key and an address; nothing in either is invisible", () => {
    const sign = fc.oneof(fc.constantFrom(..."abÄßΣς\u03F9.-xn@ａ＠．。\u00AD\u200D\u3164\u034F", "İ"), anyText())
    const anything = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(""))
    const label = fc.stringMatching(/^[a-zäß漢ａＢ]{1,8}$/u)
    const likely = fc.tuple(anything, label, label).map(([local, ...labels]) => `${local}@${labels.join(".")}`)
    fc.assert(
      fc.property(fc.oneof(anything, likely), (typed) => {
        const key = emailKey(typed)
        expect(emailKey(key)).toBe(key)
        expect(emailKey(typed.toLowerCase())).toBe(key)
        const read = email(typed)
        if (read === null) return
        expect(email(key)).toBe(key)
        expect(read + key).not.toMatch(/[\p{C}\p{Z}\u034F\u115F\u1160\u3164\uFFA0]/u)
      }),
    )
  })
})

describe("a new password", () => {
  const password = reads(NewPassword)

  test("has at least twelve characters, whatever they are, and is kept as it was typed", () => {
    expect(password("eleven char")).toBeNull()
    expect(password(" twelve  ch ")).toBe(" twelve  ch ")
    expect(password("🛗".repeat(12))).toBe("🛗".repeat(12))
    expect(password("🛗".repeat(11))).toBeNull()
  })

  test("has at most two hundred", () => {
    expect(password("x".repeat(200))).not.toBeNull()
    expect(password("x".repeat(201))).toBeNull()
  })
})

describe("a name that was typed", () => {
  test("stays one line without signs that turn the writing around, and typing it again changes nothing", () => {
    fc.assert(
      fc.property(anyText({ maxLength: 110 }), (typed) => {
        const name = nameTyped(typed)
        if (name === null) return
        expect(name).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069\u3164]|^\s|\s$|\s\s/u)
        expect([...name].length).toBeLessThanOrEqual(100)
        expect(nameTyped(name)).toBe(name)
      }),
    )
    expect(nameTyped(" Zoë\r\nBcc: x@example.com\t O’Neill ")).toBe("Zoë Bcc: x@example.com O’Neill")
    expect(nameTyped("李明")).toBe("李明")
    expect(nameTyped("\u202EZo\u00ADë\u3164 O\u200D’Neill\u{E0041}")).toBe("Zoë O’Neill")
  })

  test.each(["", "  \n ", "\u202e", "\u3164\u115F", "–", "x".repeat(101)])(
    "is refused when nothing is left, or too much: %j",
    (typed) => {
      expect(nameTyped(typed)).toBeNull()
    },
  )
})

describe("a telephone number that was typed", () => {
  test.each([
    ["+44 20 7946 0018", "+442079460018"],
    ["+44 (0)20 7946-0018", "+442079460018"],
    ["0044.20.7946.0018", "+442079460018"],
    [" +1 (312) 555–0143 ", "+13125550143"],
  ])("%s is %s", (typed, number) => expect(phoneTyped(typed)).toBe(number))

  test.each([
    "",
    "020 7946 0018",
    "+0 20 7946 0018",
    "+44 20",
    "+44 2079460018 0000",
    "+44 20 7946 OO18",
    "+44\u0000207946",
    "tel:+442079460018",
  ])("%j is none", (typed) => expect(phoneTyped(typed)).toBeNull())

  test("is the same however it is grouped", () => {
    const digits = fc.stringMatching(/^[1-9]\d{6,14}$/)
    fc.assert(
      fc.property(digits, fc.array(fc.constantFrom(" ", "-", ".", "/", "")), (number, gaps) => {
        const grouped = [...number].map((digit, place) => digit + (gaps[place] ?? "")).join("")
        expect(phoneTyped(`+${grouped}`)).toBe(`+${number}`)
      }),
    )
  })
})
