import type { Context } from "hono"
import type { Env } from "./env.ts"

/**
 * One line of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV
 * injection); a device number such as 1E217 is left as it is.
 */
export const csvLine = (cells: ReadonlyArray<string | number | null>): string => `${cells.map(cell).join(",")}\r\n`

const cell = (value: string | number | null) => {
  if (value === null) return ""
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A reader who takes nothing for so long has gone, and somebody else waits for the connection. */
const STALLED_MS = 60_000

const soon = async (taken: Promise<void>) => {
  let timer: NodeJS.Timeout | undefined
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Nobody took the file any more.")), STALLED_MS)
  })
  try {
    await Promise.race([taken, stalled])
  } finally {
    clearTimeout(timer)
  }
}

/** Streams what `produce` writes as fast as it is taken, and no faster; it ends when nothing is taken for a minute. */
export const streamResponse = (
  c: Context<Env>,
  headers: Readonly<Record<string, string>>,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
): Response => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  const work = async () => {
    await produce((text) => soon(writer.write(encoder.encode(text))))
    await writer.close()
  }
  work().catch((error: unknown) => writer.abort(error).catch(() => {}))
  return c.body(readable, 200, { "Cache-Control": "no-store", ...headers })
}

/** Streams a CSV file: UTF-8 with its mark, for spreadsheets. */
export const csvResponse = (
  c: Context<Env>,
  name: string,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
): Response =>
  streamResponse(
    c,
    { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${name}"` },
    async (write) => {
      await write("\uFEFF")
      await produce(write)
    },
  )
