import { randomInt } from "node:crypto"
import { generateSecret, generateURI, verify } from "otplib"

const PERIOD_SECONDS = 30
const RECOVERY_CODES = 10
/** Without letters and digits that look alike. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

/** A new secret for an authenticator app, base32. */
export const newSecret = (): string => generateSecret()

/** The address that an authenticator app reads from a picture (otpauth://). */
export const enrolmentAddress = (secret: string, company: string, email: string): string =>
  generateURI({ secret, issuer: company, label: email })

/**
 * The time step of a code that is right now (RFC 6238: 30 seconds, a step early or late for clocks that differ), or null:
 * wrong, or of a step that was used before.
 */
export const stepOfCode = async (
  secret: string,
  code: string,
  lastStep: number | null,
  now: Date,
): Promise<number | null> => {
  const token = code.replaceAll(/\s/g, "")
  if (!/^\d{6}$/.test(token)) return null
  const found = await verify({
    secret,
    token,
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: PERIOD_SECONDS,
    ...(lastStep === null ? {} : { afterTimeStep: lastStep }),
  })
  if (!found.valid) return null
  const step = (found as { readonly timeStep?: number }).timeStep
  if (step === undefined) throw new Error("The library did not tell the time step of a code that was right.")
  return step
}

/** Ten new codes such as 7K3PM-Q2XWD, each good once in place of a code from the app. */
export const newRecoveryCodes = (): ReadonlyArray<string> =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")
    return `${letters.slice(0, 5)}-${letters.slice(5)}`
  })

/** The code as it is hashed, however it was typed. */
export const recoveryCodeTyped = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")
