import { once } from "node:events"
import { createGzip } from "node:zlib"
import { createMiddleware } from "hono/factory"
import type { Env } from "./env.ts"

const takesGzip = (accepted: string) => /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)

/**
 * A stream, packed as it goes. Made by hand: when the reader of the web's own CompressionStream goes away, it leaves a
 * rejected promise that nobody can catch, and Node ends the process for it.
 */
const packed = (plain: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
  const reader = plain.getReader()
  const zip = createGzip()
  const feed = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!zip.write(value)) await once(zip, "drain")
    }
    zip.end()
  }
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      zip.on("data", (chunk: Buffer) => {
        controller.enqueue(chunk)
        if ((controller.desiredSize ?? 0) <= 0) zip.pause()
      })
      zip.once("end", () => controller.close())
      zip.once("error", (error) => controller.error(error))
      feed().catch((error: unknown) => zip.destroy(error instanceof Error ? error : new Error(String(error))))
    },
    pull: () => void zip.resume(),
    cancel: async (reason) => {
      zip.removeAllListeners("error").on("error", () => {})
      zip.destroy()
      await reader.cancel(reason)
    },
  })
}

/** Packs exports on their way, whatever their size. */
export const packFiles = createMiddleware<Env>(async (c, next) => {
  await next()
  const { headers, body, status } = c.res
  if (headers.get("Content-Type")?.startsWith("text/csv") !== true || body === null) return
  headers.append("Vary", "Accept-Encoding")
  if (c.req.method === "HEAD" || !takesGzip(c.req.header("accept-encoding") ?? "")) return
  headers.set("Content-Encoding", "gzip")
  c.res = undefined
  c.res = new Response(packed(body), { status, headers })
})
