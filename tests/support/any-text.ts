import fc from "fast-check"

/** A code point that is no surrogate. Quicker than the library's own, which reckons all of them back in case one must be shrunk. */
const anyCodePoint = fc
  .integer({ min: 0, max: 0x10_ff_ff - 0x8_00 })
  .map((place) => String.fromCodePoint(place < 0xd8_00 ? place : place + 0x8_00))

/** Text of whatever Unicode holds: controls, marks without a letter, what nobody has assigned. */
export const anyText = (constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ unit: anyCodePoint, ...constraints })
