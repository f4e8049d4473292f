import { describe, expect, test } from "vitest"
import { decoyHash, hashPassword, passwordMatches } from "./password.ts"

describe("a password", () => {
  test("matches its hash, and no other does", async () => {
    const hash = await hashPassword("correct horse battery")
    expect(await passwordMatches("correct horse battery", hash)).toBe(true)
    expect(await passwordMatches("Correct horse battery", hash)).toBe(false)
    expect(await passwordMatches("", hash)).toBe(false)
  })

  test("is the same on another keyboard, however its letters are put together", async () => {
    const hash = await hashPassword("caf\u00e9 au lait \ufb01n")
    expect(await passwordMatches("cafe\u0301 au lait fin", hash)).toBe(true)
  })

  test("is hashed with argon2id and a salt of its own each time", async () => {
    const [one, other] = await Promise.all([hashPassword("twice the same"), hashPassword("twice the same")])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(one).not.toBe(other)
  })

  test("of nobody is as hard to check as anybody's", async () => {
    expect(decoyHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwordMatches("anything", decoyHash)).toBe(false)
  })

  test("is not compared with what is no hash", async () => {
    await expect(passwordMatches("x", "plain text")).rejects.toThrow(/not in the form/)
  })
})
