import { Result, Schema } from "effect"
import { describe, expect, test } from "vitest"
import { Email, emailKey, NewPassword } from "./fields.ts"

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
  ])("is not %j", (text) => expect(email(text)).toBeNull())

  test("is the same person's whatever its capitals", () =>
    expect(emailKey(" Owner@Example.COM ")).toBe("owner@example.com"))
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
