import { domainToASCII } from "node:url"
import { Schema } from "effect"
import { holdsInkless, saysSomething, withoutDeceit } from "./visible.ts"

/** As a domain is written in the network: "münchen.example" is "xn--mnchen-3ya.example". What is none stays as it is. */
const domainKey = (domain: string): string =>
  /^[\p{L}\p{M}\p{N}.\u3002-]+$/u.test(domain) ? domainToASCII(domain) || domain : domain

/**
 * What an address is known by, and written to: two spellings of one mailbox (capitals, wide letters, a domain in another
 * alphabet) are one key. The key of a key is itself. What is no address has a key too, which is nobody's.
 */
export const emailKey = (email: string): string => {
  const small = email.normalize("NFKC").toLowerCase().normalize("NFKC")
  // A sigma at the end of a word is the same letter: which of the two forms a capital becomes depends on what is around it.
  const plain = small.replaceAll("ς", "σ").trim()
  const at = plain.lastIndexOf("@")
  return at === -1 ? plain : `${plain.slice(0, at)}@${domainKey(plain.slice(at + 1))}`
}

/** A host's name of at least two labels; the last begins with a letter, or it would be a number's address. */
const host = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const LONGEST_DOMAIN = 190
/** Of what RFC 5322 and 6531 allow, that which needs no quoting, on the line of a letter or anywhere else. */
const mailbox = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_|~-]{1,64}$/u

const isAddress = (text: string): boolean => {
  const key = emailKey(text)
  const at = key.lastIndexOf("@")
  const domain = key.slice(at + 1)
  return (
    mailbox.test(key.slice(0, Math.max(at, 0))) &&
    host.test(domain) &&
    domain.length <= LONGEST_DOMAIN &&
    // "xn--" may be followed by what stands for nothing.
    domainToASCII(domain) === domain &&
    !holdsInkless(text) &&
    !holdsInkless(key)
  )
}

/** An address as people type it: blanks around it and capitals do not matter. `emailKey` says whose it is. */
export const Email = Schema.Trim.pipe(
  Schema.check(
    Schema.makeFilter((text: string) =>
      isAddress(text) ? undefined : "Enter an e-mail address such as name@example.com",
    ),
  ),
)

/** At least twelve characters (NIST SP 800-63B asks for length, not for kinds of characters). */
export const NewPassword = Schema.String.pipe(
  Schema.check(
    Schema.makeFilter((text: string) => {
      const length = [...text].length
      if (length < 12) return "Choose a password of at least 12 characters"
      return length > 200 ? "Choose a password of at most 200 characters" : undefined
    }),
  ),
)

const LONGEST_NAME = 100

/**
 * A person's name on one line, as it stands in pages, letters and the log: line breaks become blanks, and what cannot be seen
 * or turns the direction of writing around, which would make one name look like another, is left out. Null: nothing is left,
 * or too much.
 */
export const nameTyped = (text: string): string | null => {
  const name = withoutDeceit(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " "))
    .replaceAll(/\s+/g, " ")
    .trim()
  return saysSomething(name) && [...name].length <= LONGEST_NAME ? name : null
}

/** A telephone number in international form (E.164), "+442079460199", however it was grouped; null when it is none. */
export const phoneTyped = (text: string): string | null => {
  const number = text.replaceAll(/\(0\)|[\s()./\u2010-\u2015-]/g, "").replace(/^00/, "+")
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null
}
