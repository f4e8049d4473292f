import fc from "fast-check"
import { encode } from "uqr"
import { expect, test } from "vitest"
import { qrCode } from "./qr.ts"

/** Fills in the squares that the path says, each stroke one square high. */
const drawn = ({ squares, size }: ReturnType<typeof qrCode>): Array<Array<boolean>> => {
  const field = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
  for (const [, x, y, wide, back] of squares.matchAll(/M(\d+) (\d+)h(\d+)v1H(\d+)z/g)) {
    expect(back).toBe(x)
    for (let at = Number(x); at < Number(x) + Number(wide); at++) field[Number(y)]![at] = true
  }
  return field
}

test("a QR code is drawn square by square as it is encoded, with its quiet zone", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 200 }), (text) => {
      expect(drawn(qrCode(text))).toEqual(encode(text, { ecc: "M", border: 4 }).data)
    }),
    { numRuns: 10 },
  )
})
