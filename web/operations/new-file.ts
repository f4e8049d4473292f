import fs from "node:fs/promises"
import path from "node:path"

/** A file that is being written to disk piece by piece. Of a file that grows beyond its limit nothing is kept. */
export interface NewFile {
  readonly path: string
  readonly write: (bytes: Uint8Array) => Promise<void>
  /** Closes it, and says whether it is whole; a file beyond the limit is removed. */
  readonly end: () => Promise<"kept" | "too large">
  /** Closes and removes it, ended or not. */
  readonly discard: () => Promise<void>
}

/** Begins a file that nobody but this user may read; its folder is made when it is not there. `limit` is in bytes. */
export const newFile = async (file: string, limit: number): Promise<NewFile> => {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const handle = await fs.open(file, "wx", 0o600)
  let size = 0
  return {
    path: file,
    write: async (bytes) => {
      size += bytes.length
      if (size <= limit) await handle.writeFile(bytes)
    },
    end: async () => {
      await handle.close()
      if (size <= limit) return "kept"
      await fs.rm(file)
      return "too large"
    },
    discard: async () => {
      await handle.close()
      await fs.rm(file, { force: true })
    },
  }
}
