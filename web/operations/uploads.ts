import { randomUUID } from "node:crypto"
import fs from "node:fs/promises"
import path from "node:path"
import type { ImportKind } from "#equipment"
import type { Config } from "#kernel/config.ts"
import { newFile, type NewFile } from "./new-file.ts"

/** A file that somebody sent to have it imported, and what they said of it. Nothing of it is in the database yet. */
export interface Upload {
  readonly id: string
  /** As the person knows it. */
  readonly fileName: string
  readonly path: string
  /** Null as long as the form that brought it does not hold. */
  readonly accountId: number | null
  /** What the file holds. */
  readonly kind: ImportKind
  /** The map as last sent, JSON that may lack parts; null: one is to be proposed. */
  readonly map: unknown
}

const KEPT_DAYS = 7
const UPLOAD_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

const folderOf = (config: Config) => path.join(config.data, "uploads")
const noteOf = (config: Config, id: string) => path.join(folderOf(config), `${id}.json`)

/** A name that every file system takes, as near to the person's own as can be. */
const safeName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? ""
  const plain = last
    .replace(/[\p{Cc}<>:"|?*]/gu, "")
    .trim()
    .replace(/^\.+/, "")
  const [, stem = "", ending = ""] = /^(.*?)((?:\.\w{1,8}){0,2})$/.exec(plain) ?? []
  return `${[...stem].slice(0, 60).join("") || "file"}${ending}`
}

/** Begins an upload's file, of at most the megabytes that the settings allow. */
export const beginUpload = async (config: Config, name: string): Promise<{ upload: Upload; file: NewFile }> => {
  const id = randomUUID()
  const fileName = safeName(name)
  const file = await newFile(path.join(folderOf(config), id, fileName), config.uploadMegabytes * 1024 * 1024)
  return { upload: { id, fileName, path: file.path, accountId: null, kind: "units", map: null }, file }
}

/** Notes what is said of an upload, for the pages that follow. Whole or not at all. */
export const noteUpload = async (config: Config, upload: Upload): Promise<void> => {
  const half = `${noteOf(config, upload.id)}.${randomUUID()}`
  await fs.writeFile(half, JSON.stringify(upload), { mode: 0o600 })
  await fs.rename(half, noteOf(config, upload.id))
}

/** The upload of this id, or null when there is none (any more). */
export const findUpload = async (config: Config, id: string): Promise<Upload | null> => {
  if (!UPLOAD_ID.test(id)) return null
  try {
    const upload = JSON.parse(await fs.readFile(noteOf(config, id), "utf8")) as Upload
    await fs.access(upload.path)
    return upload
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

export const removeUpload = async (config: Config, id: string): Promise<void> => {
  await fs.rm(noteOf(config, id), { force: true })
  await fs.rm(path.join(folderOf(config), id), { recursive: true, force: true })
}

/** Removes what was uploaded more than a week ago, unless an import still needs it. */
export const sweepUploads = async (config: Config, stillNeeded: ReadonlyArray<string>, now: Date): Promise<void> => {
  const needed = new Set(stillNeeded.map((file) => path.dirname(file)))
  for (const entry of await fs.readdir(folderOf(config), { withFileTypes: true })) {
    const folder = path.join(folderOf(config), entry.name)
    if (!entry.isDirectory() || needed.has(folder)) continue
    const { mtimeMs } = await fs.stat(folder)
    if (now.getTime() - mtimeMs > KEPT_DAYS * 86_400_000) await removeUpload(config, entry.name)
  }
}
