import fs from "node:fs"
import { open, type FileHandle } from "node:fs/promises"
import path from "node:path"
import zlib from "node:zlib"
import { Effect, Schema, type Scope } from "effect"

/** The file is not there, not readable, or not text; the message says which, for people. */
export class FileUnreadable extends Schema.TaggedError<FileUnreadable>()("FileUnreadable", {
  message: Schema.String,
}) {}

export type Encoding = "utf-8" | "latin1"

/** A text file that is being read. */
export interface TextFile {
  /** As it lies on disk: packed, when it is packed. */
  readonly bytesTotal: number
  /** How many of them have been read so far. */
  readonly bytesRead: () => number
  /** The text in UTF-8 without a byte order mark, unpacked, in pieces. Throws `FileUnreadable` when it ends too early. */
  readonly text: AsyncIterable<Buffer>
}

const signatures: ReadonlyArray<readonly [hex: string, what: string]> = [
  ["504b0304", "an Excel workbook or a zip archive: save it as CSV, or unpack it"],
  ["d0cf11e0", "an old Excel workbook: save it as CSV"],
  ["25504446", "a PDF document"],
  ["fd377a58", "packed with xz: unpack it, or pack it with gzip"],
  ["28b52ffd", "packed with zstd: unpack it, or pack it with gzip"],
  ["425a68", "packed with bzip2: unpack it, or pack it with gzip"],
  ["377abcaf", "a 7-Zip archive: unpack it"],
]
const GZIP = "1f8b"
const PIECE = 256 * 1024

const plainly = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === "ENOENT") return "there is no such file"
  if (code === "EACCES") return "it may not be read by this user"
  if (code === "EISDIR") return "it is a folder"
  if (code === "Z_BUF_ERROR") return "it ends in the middle of the packed data: it is not complete"
  if (code?.startsWith("Z_") === true) return "its packed data is damaged"
  return message
}

async function* unpacked(handle: FileHandle, packed: boolean, name: string, count: (bytes: number) => void) {
  const raw = fs.createReadStream("", { fd: handle, start: 0, highWaterMark: PIECE, autoClose: false })
  raw.on("data", (piece) => count(piece.length))
  const content = packed ? raw.pipe(zlib.createGunzip({ chunkSize: PIECE })) : raw
  raw.on("error", (error) => content.destroy(error))
  try {
    for await (const piece of content) yield piece as Buffer
  } catch (error) {
    throw new FileUnreadable({ message: `The file ${name} cannot be read to its end: ${plainly(error)}.` })
  } finally {
    raw.destroy()
  }
}

const marks: ReadonlyArray<readonly [hex: string, encoding: string]> = [
  ["efbbbf", "utf-8"],
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
]

async function* inUtf8(pieces: AsyncIterable<Buffer>, name: string, encoding: Encoding) {
  let decoder: TextDecoder | null = null
  let first = true
  for await (const piece of pieces) {
    let bytes = piece
    if (first) {
      first = false
      const mark = marks.find(([hex]) => piece.subarray(0, hex.length / 2).toString("hex") === hex)
      const found = mark?.[1] ?? encoding
      if (mark !== undefined) bytes = piece.subarray(mark[0].length / 2)
      if (!found.startsWith("utf-16") && bytes.includes(0)) {
        throw new FileUnreadable({ message: `The file ${name} is not text.` })
      }
      if (found !== "utf-8") decoder = new TextDecoder(found === "latin1" ? "windows-1252" : found)
    }
    yield decoder === null ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }))
  }
  const rest = decoder?.decode() ?? ""
  if (rest !== "") yield Buffer.from(rest)
}

/**
 * Opens a text file, packed with gzip or not, and closes it with the scope. A byte order mark decides the encoding, else
 * `encoding` does (latin1 is read as Windows-1252). Workbooks, archives and other binary files are refused.
 */
export const openTextFile = (file: string, encoding: Encoding): Effect.Effect<TextFile, FileUnreadable, Scope.Scope> =>
  Effect.gen(function* () {
    const name = path.basename(file)
    const unreadable = (error: unknown) =>
      new FileUnreadable({ message: `The file ${name} cannot be read: ${plainly(error)}.` })
    const handle = yield* Effect.acquireRelease(
      Effect.tryPromise({ try: () => open(file), catch: unreadable }),
      (opened) => Effect.promise(() => opened.close().catch(() => {})),
    )
    const start = Buffer.alloc(8)
    const { bytesTotal, isFile } = yield* Effect.tryPromise({
      try: async () => {
        const stat = await handle.stat()
        if (stat.isFile()) await handle.read(start, 0, start.length, 0)
        return { bytesTotal: stat.size, isFile: stat.isFile() }
      },
      catch: unreadable,
    })
    if (!isFile)
      return yield* new FileUnreadable({ message: `The file ${name} cannot be read: it is a folder or a device.` })
    if (bytesTotal === 0) return yield* new FileUnreadable({ message: `The file ${name} is empty.` })
    const hex = start.toString("hex")
    const binary = signatures.find(([signature]) => hex.startsWith(signature))
    if (binary !== undefined) {
      return yield* new FileUnreadable({ message: `The file ${name} cannot be read: it is ${binary[1]}.` })
    }
    let bytesRead = 0
    const pieces = unpacked(handle, hex.startsWith(GZIP), name, (bytes) => (bytesRead += bytes))
    return { bytesTotal, bytesRead: () => bytesRead, text: inUtf8(pieces, name, encoding) }
  })
