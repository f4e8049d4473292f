import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { softwarePasskey } from "../../../tests/support/authenticator.ts"
import { passkeyNamed, verifyRegistration } from "./passkey.ts"
import { anyText } from "../../../tests/support/any-text.ts"

const party = { id: "portal.kestrel.example", origin: "https://portal.kestrel.example" }
const passkey = softwarePasskey()
const challenge = "YXNrZWQ"
const answer = JSON.parse(passkey.answer({ challenge, ...party, counter: 1 })) as Readonly<Record<string, unknown>>
const named = (bent: Readonly<Record<string, unknown>>) => passkeyNamed(JSON.stringify({ ...answer, ...bent }))

describe("a browser's answer", () => {
  test("names its passkey in base64url, or none", () => {
    expect(named({})).toBe(passkey.credentialId)
    for (const id of ["", "a\u0000b", "a b", "a=", "a\n", "a/b", "a".repeat(1401), 7, null]) {
      expect(named({ id })).toBeNull()
      expect(named({ rawId: id })).toBeNull()
    }
    expect(named({ id: "a".repeat(1400) })).toHaveLength(1400)
  })

  test("never names one that the database could not be asked for", () => {
    fc.assert(
      fc.property(anyText(), (id) => {
        expect(named({ id }) ?? "none").toMatch(/^[\w-]+$/)
      }),
    )
    for (const text of ["", "null", "[]", "{", '{"id":"a"}']) expect(passkeyNamed(text)).toBeNull()
  })

  test.each(
    [["usb\u0000"], [""], ["USB"], ["x".repeat(21)], Array.from({ length: 11 }, () => "usb")].map((one) => [one]),
  )("that made a passkey reached by %j is refused", async (transports) => {
    const response = { clientDataJSON: "e30", attestationObject: "oA", transports }
    expect(await verifyRegistration(party, challenge, JSON.stringify({ ...answer, response }))).toBeNull()
  })
})
