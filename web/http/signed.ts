import { createHmac, timingSafeEqual } from "node:crypto"

const seal = (key: Uint8Array, what: string, text: string) =>
  createHmac("sha256", key).update(`${what}\0${text}`).digest("base64url")

/** A text that comes back from a form as it was given out: `what` says for which use, and nothing else takes it. */
export const signed = (key: Uint8Array, what: string, text: string): string =>
  `${Buffer.from(text).toString("base64url")}.${seal(key, what, text)}`

/** The text that was signed for this use, or null when it is something else. */
export const unsigned = (key: Uint8Array, what: string, given: string): string | null => {
  const [packed = "", mark = "", ...more] = given.split(".")
  if (more.length > 0) return null
  const text = Buffer.from(packed, "base64url").toString("utf8")
  const [expected, found] = [Buffer.from(seal(key, what, text)), Buffer.from(mark)]
  return expected.length === found.length && timingSafeEqual(expected, found) ? text : null
}
