import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto"

/** What a browser would answer with a passkey, in a form that a test can bend. */
export interface Asked {
  readonly challenge: string
  readonly origin: string
  readonly id: string
  readonly counter: number
  /** Whether a finger, a face or a PIN unlocked it. */
  readonly unlocked?: boolean
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest()
const PRESENT = 0x01
const UNLOCKED = 0x04

/** A passkey of its own, in software: an ES256 key that signs as an authenticator does (WebAuthn, 7.2). */
export const softwarePasskey = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const { x = "", y = "" } = publicKey.export({ format: "jwk" })
  const credentialId = randomBytes(16).toString("base64url")
  return {
    credentialId,
    /** As COSE writes a key: a map of kind, algorithm, curve and the two coordinates. */
    publicKey: Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]),
    /** The answer as a browser posts it. */
    answer: ({ challenge, origin, id, counter, unlocked = true }: Asked): string => {
      const clientData = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge, origin, crossOrigin: false }))
      const counted = Buffer.alloc(4)
      counted.writeUInt32BE(counter)
      const data = Buffer.concat([sha256(id), Buffer.from([unlocked ? PRESENT | UNLOCKED : PRESENT]), counted])
      const signature = sign("sha256", Buffer.concat([data, sha256(clientData)]), privateKey)
      return JSON.stringify({
        id: credentialId,
        rawId: credentialId,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
        },
      })
    },
  }
}
