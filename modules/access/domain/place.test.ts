import { isIP } from "node:net"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { limitedPlace, networkAddress } from "./place.ts"

describe("the address in what a proxy says", () => {
  test.each([
    ["198.51.100.8", "198.51.100.8"],
    [" 198.51.100.8:1234 ", "198.51.100.8"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["[fe80::1%25eth0]:80", "fe80::1"],
    ["::ffff:198.51.100.8", "198.51.100.8"],
    ["::FFFF:c633:6408", "198.51.100.8"],
    ["0:0:0:0:0:ffff:198.51.100.8", "198.51.100.8"],
    ["[::ffff:198.51.100.8]:1234", "198.51.100.8"],
    ["::1", "::1"],
  ])("%s is %s", (said, address) => expect(networkAddress(said)).toBe(address))

  test.each([
    "",
    "unknown",
    "_hidden",
    "portal.example",
    "198.51.100",
    "198.51.100.8:",
    "198.51.100.8:x",
    "[198.51.100.8]",
  ])("there is none in “%s”", (said) => expect(networkAddress(said)).toBeNull())

  test("is the same without and with a port", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.nat(65_535), (four, six, port) => {
        expect(networkAddress(`${four}:${port}`)).toBe(networkAddress(four))
        expect(networkAddress(`[${six}]:${port}`)).toBe(networkAddress(six))
      }),
    )
  })

  test("of anything at all is an address or nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.string({ unit: fc.constantFrom(..."[]:.%f1 ") })), (said) => {
        expect(isIP(networkAddress(said) ?? "::")).not.toBe(0)
      }),
    )
  })
})

describe("the place that tries are counted by", () => {
  test.each([
    ["198.51.100.8", "198.51.100.8"],
    ["::ffff:198.51.100.8", "198.51.100.8"],
    ["2001:db8:0:7::1", "2001:db8:0:7::/64"],
    ["2001:DB8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"],
    ["2001:db8::1:2:3:4", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("for %s is %s", (place, limited) => expect(limitedPlace(place)).toBe(limited))

  test("is one for all addresses of a subscriber, and another for the next one", () => {
    const group = fc.integer({ min: 1, max: 0xffff }).map((bits) => bits.toString(16))
    const half = fc.tuple(group, group, group, group).map((groups) => groups.join(":"))
    fc.assert(
      fc.property(half, half, half, half, (net, other, one, two) => {
        expect(limitedPlace(`${net}:${one}`)).toBe(limitedPlace(`${net}:${two}`))
        if (net !== other) expect(limitedPlace(`${net}:${one}`)).not.toBe(limitedPlace(`${other}:${one}`))
      }),
    )
  })
})
