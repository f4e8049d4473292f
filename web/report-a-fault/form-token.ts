import { createHash } from "node:crypto"
import { newToken } from "#access"
import { signed, unsigned } from "../http/signed.ts"

/** Nobody answers the form quicker: a program does. */
export const LEAST_MS = 1500
/** What lay open longer may ask about another day's problem. */
export const MOST_MS = 12 * 3_600_000

/** What a stranger's form carries with it, signed: when it was given out, and the secret that its report will be followed by. */
export interface FormToken {
  readonly link: string
  /** A UUID that the link leads to, and that leads to no link: by it a form sent twice is known. */
  readonly formKey: string
  readonly age: "good" | "too-young" | "too-old"
}

const use = (code: string) => `report ${code}`

/** A token for the form of a unit's code, given out at `now`. */
export const newFormToken = (key: Uint8Array, code: string, now: Date): string =>
  signed(key, use(code), `${now.getTime()} ${newToken()}`)

const uuidOf = (link: string) => {
  const hex = createHash("sha256").update(`form ${link}`).digest("hex")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-")
}

/** What comes back with a form; null when it was not given out for this code. */
export const readFormToken = (key: Uint8Array, code: string, given: string, now: Date): FormToken | null => {
  const [at = "", link = ""] = unsigned(key, use(code), given)?.split(" ") ?? []
  if (at === "" || link === "") return null
  const ms = now.getTime() - Number(at)
  return { link, formKey: uuidOf(link), age: ms < LEAST_MS ? "too-young" : ms > MOST_MS ? "too-old" : "good" }
}
