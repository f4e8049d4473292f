import { createHash, randomBytes } from "node:crypto"

/** A secret for a cookie, link or gateway: 256 random bits. Only its hash is ever stored. */
export const newToken = (): string => randomBytes(32).toString("base64url")

/** SHA-256: enough for a secret that is random in itself. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest()
