import type { Context } from "hono"
import type { Env } from "../http/env.ts"
import { boundaryOf, MultipartBroken, type PartSink, readMultipart } from "../http/multipart.ts"
import type { NewFile } from "./new-file.ts"
import { beginUpload, findUpload, removeUpload, type Upload } from "./uploads.ts"

/** What the form for a new import brought, before any of it is judged. */
export interface ImportForm {
  /** The file sent now, or one that an earlier answer to this form kept. */
  readonly upload: Upload | null
  readonly tooLarge: boolean
  /** The texts as typed, and the map's file as text. */
  readonly texts: Readonly<Record<string, string>>
}

const LONGEST_TEXT = 1024 * 1024
/** A body so many times larger than allowed is not read to its end, only to say that it is too large. */
const PATIENCE = 20

const nowhere: PartSink = { write: async () => {}, end: async () => {} }

/** The body, cut off where reading on is no use. */
async function* bounded(body: AsyncIterable<Uint8Array>, most: number) {
  let size = 0
  try {
    for await (const piece of body) {
      size += piece.length
      if (size > most) break
      yield piece
    }
  } catch (error) {
    throw new MultipartBroken(`the sender went away: ${String(error)}`)
  }
}

/**
 * Reads the form, the file straight to disk. A file that is too large is read to its end all the same, and thrown away:
 * a browser shows no answer before it has sent everything. Throws `MultipartBroken`.
 */
export const readImportForm = async (c: Context<Env>): Promise<ImportForm> => {
  const { config } = c.get("web")
  const boundary = boundaryOf(c.req.header("content-type"))
  const { body } = c.req.raw
  if (boundary === null || body === null) throw new MultipartBroken("not a multipart form")
  const texts: Record<string, string> = {}
  let upload = null as Upload | null
  let file = null as NewFile | null
  let tooLarge = false

  const textPart = (name: string): PartSink => {
    const pieces: Array<Buffer> = []
    let size = 0
    return {
      write: async (bytes) => {
        size += bytes.length
        if (size > LONGEST_TEXT) tooLarge = true
        else pieces.push(Buffer.from(bytes))
      },
      end: async () => {
        texts[name] = Buffer.concat(pieces).toString("utf8")
      },
    }
  }
  const filePart = async (name: string): Promise<PartSink> => {
    const begun = await beginUpload(config, name)
    upload = begun.upload
    file = begun.file
    return {
      write: (bytes) => begun.file.write(bytes),
      end: async () => {
        if ((await begun.file.end()) === "kept") return
        tooLarge = true
        upload = null
        await removeUpload(config, begun.upload.id)
      },
    }
  }

  try {
    const most = config.uploadMegabytes * 1024 * 1024 * PATIENCE
    await readMultipart(bounded(body as AsyncIterable<Uint8Array>, most), boundary, async ({ name, fileName }) => {
      if (name !== "file") return textPart(name)
      return fileName === null || fileName === "" || upload !== null ? nowhere : filePart(fileName)
    })
  } catch (error) {
    await file?.discard()
    if (upload !== null) await removeUpload(config, upload.id)
    throw error
  }
  const kept = texts["kept"] ?? ""
  if (upload === null && kept !== "" && !tooLarge) upload = await findUpload(config, kept)
  return { upload, tooLarge, texts }
}
