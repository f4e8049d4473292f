import { createHash, randomUUID } from "node:crypto"
import fs from "node:fs/promises"
import path from "node:path"

/** Files of the installation, each under the hash of its content: the same content is kept once, and never changes. */
export interface FileStore {
  /** Keeps bytes, whole or not at all, and returns their SHA-256 in hexadecimal. */
  readonly keep: (bytes: Uint8Array) => Promise<string>
  /** The bytes of a hash, or null when there are none. */
  readonly read: (sha: string) => Promise<Buffer | null>
  /** The hashes of all that was last kept before an instant. */
  readonly keptBefore: (time: Date) => Promise<ReadonlyArray<string>>
  /** Removes what was last kept before an instant, unless it was kept anew since. True: it is gone. */
  readonly drop: (sha: string, time: Date) => Promise<boolean>
}

const HASH = /^[\da-f]{64}$/

/** The files in `folder`, which is made when it is not there. Nobody but this user may read them. */
export const fileStore = (folder: string): FileStore => {
  const placeOf = (sha: string) => path.join(folder, sha.slice(0, 2), sha)
  const isOlder = async (sha: string, time: Date) => (await fs.stat(placeOf(sha))).mtimeMs < time.getTime()
  return {
    keep: async (bytes) => {
      const sha = createHash("sha256").update(bytes).digest("hex")
      const place = placeOf(sha)
      await fs.mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
      const half = `${place}.${randomUUID()}`
      const handle = await fs.open(half, "wx", 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await fs.rename(half, place)
      return sha
    },
    read: async (sha) => {
      if (!HASH.test(sha)) return null
      try {
        return await fs.readFile(placeOf(sha))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
        throw error
      }
    },
    keptBefore: async (time) => {
      await fs.mkdir(folder, { recursive: true, mode: 0o700 })
      const old: Array<string> = []
      for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
        if (HASH.test(entry.name) && (await isOlder(entry.name, time))) old.push(entry.name)
      }
      return old
    },
    drop: async (sha, time) => {
      if (!(await isOlder(sha, time))) return false
      await fs.rm(placeOf(sha))
      return true
    },
  }
}
