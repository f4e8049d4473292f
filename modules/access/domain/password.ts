import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from "node:crypto"
import { promisify } from "node:util"

const derive = promisify(argon2) as (algorithm: "argon2id", parameters: Argon2Parameters) => Promise<Buffer>

/** OWASP's second recommended set for argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const NONCE_BYTES = 16
const TAG_BYTES = 32

/** Hashes a password to a PHC text that carries its salt and cost, so that the cost can be raised later. */
export const hashPassword = async (password: string): Promise<string> => {
  const nonce = randomBytes(NONCE_BYTES)
  const tag = await derive("argon2id", { message: normalise(password), nonce, tagLength: TAG_BYTES, ...cost })
  return written(nonce, tag)
}

const written = (nonce: Buffer, tag: Buffer): string => {
  const unpadded = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "")
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

/** True when the password gave that hash. Takes as long for a wrong password as for the right one. */
export const passwordMatches = async (password: string, hash: string): Promise<boolean> => {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash)
  if (parts === null) throw new Error("A stored password hash is not in the form that this version writes.")
  const [, memory, passes, parallelism, nonce, tag] = parts
  const expected = Buffer.from(tag ?? "", "base64")
  const given = await derive("argon2id", {
    message: normalise(password),
    nonce: Buffer.from(nonce ?? "", "base64"),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(given, expected)
}

/** The same letters typed on another keyboard are the same password (NIST SP 800-63B, 3.1.1.2). */
const normalise = (password: string) => password.normalize("NFKC")

/** What an unknown address is compared with, so that it takes as long as a known one. No password gave it. */
export const decoyHash = written(randomBytes(NONCE_BYTES), randomBytes(TAG_BYTES))
