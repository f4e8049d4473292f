import { isIP } from "node:net"

/** The eight groups of an IPv6 address. */
const groupsOf = (address: string): ReadonlyArray<number> => {
  // The URL parser writes every spelling of an address in one way, without dots.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = [], tail = []] = plain.split("::").map((half) => half.split(":").filter((group) => group !== ""))
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => "0")
  return [...head, ...gap, ...tail].map((group) => Number.parseInt(group, 16))
}

/** An IPv4 address within an IPv6 one (::ffff:a.b.c.d) as itself; null for any other. */
const mapped = (groups: ReadonlyArray<number>): string | null => {
  const [high = 0, low = 0] = groups.slice(6)
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : null
}

/**
 * The IP address in what a proxy or a socket says: without a port, brackets or a zone, and IPv4 within IPv6 as IPv4. Null for
 * what is no address.
 */
export const networkAddress = (said: string): string | null => {
  const [, bracketed, dotted] = /^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(said.trim()) ?? []
  const address = (bracketed ?? dotted ?? said.trim()).replace(/%.*$/, "")
  const version = isIP(address)
  if (version === 0 || (bracketed !== undefined && version === 4)) return null
  return version === 4 ? address : (mapped(groupsOf(address)) ?? address.toLowerCase())
}

/**
 * What tries from a place are counted by: an IPv4 address, and of an IPv6 address the first 64 bits, for one subscriber has
 * all the others. What is no address is counted as it is.
 */
export const limitedPlace = (place: string): string => {
  const address = networkAddress(place)
  if (address === null || isIP(address) === 4) return address ?? place
  return `${groupsOf(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`
}
