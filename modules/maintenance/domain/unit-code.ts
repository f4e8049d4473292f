import { randomInt } from "node:crypto"

/** Without I, L, O and U: none is taken for another one, and no word comes of them. */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const LENGTH = 12

/** A code for a unit's label: 60 random bits in twelve signs. */
export const newUnitCode = (): string => Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join("")

/** The code that somebody typed or scanned, however it was grouped and in capitals or not; null when it is none. */
export const unitCodeTyped = (text: string): string | null => {
  const code = text
    .toUpperCase()
    .replaceAll(/[\s\u2010-\u2015-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1")
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code : null
}

/** A code as it is printed: "7K3D-P9QX-M2VT". */
export const unitCodeShown = (code: string): string => code.replaceAll(/(.{4})(?=.)/g, "$1-")
