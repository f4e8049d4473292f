import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import zlib from "node:zlib"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Encoding, openTextFile } from "./files.ts"

let folder = ""
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-files-"))
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

const write = (content: string | Buffer) => {
  const file = path.join(folder, "file.csv")
  fs.writeFileSync(file, content)
  return file
}

const readAll = (file: string, encoding: Encoding = "utf-8") =>
  Effect.gen(function* () {
    const opened = yield* openTextFile(file, encoding)
    const text = yield* Effect.promise(async () => {
      const pieces: Array<Buffer> = []
      try {
        for await (const piece of opened.text) pieces.push(piece)
      } catch (error) {
        return String((error as Error).message)
      }
      return Buffer.concat(pieces).toString()
    })
    return { text, read: opened.bytesRead(), total: opened.bytesTotal }
  }).pipe(Effect.scoped, Effect.runPromise)

describe("opening a text file", () => {
  test("reads UTF-8 with and without a byte order mark, Latin-1 and UTF-16", async () => {
    expect((await readAll(write("é😀"))).text).toBe("é😀")
    expect((await readAll(write("\ufeffé"))).text).toBe("é")
    expect((await readAll(write("\ufeffé"), "latin1")).text).toBe("é")
    expect((await readAll(write(Buffer.from("Straße 5 €".replace("€", "\u0080"), "latin1")), "latin1")).text).toBe(
      "Straße 5 €",
    )
    expect((await readAll(write(Buffer.from("\ufeffé😀", "utf16le")))).text).toBe("é😀")
  })

  test("unpacks gzip, by its content and not by its name, and counts the packed bytes", async () => {
    const packed = zlib.gzipSync("a,b\n".repeat(100_000))
    const { text, read, total } = await readAll(write(packed))
    expect(text).toHaveLength(400_000)
    expect([read, total]).toEqual([packed.length, packed.length])
  })

  test("says when packed data ends too early", async () => {
    const packed = zlib.gzipSync("a,b\n".repeat(100_000))
    expect((await readAll(write(packed.subarray(0, packed.length - 20)))).text).toContain("not complete")
  })

  test("refuses what is not text, with what to do", async () => {
    await expect(readAll(write(Buffer.from("PK\u0003\u0004xl")))).rejects.toThrow(/Excel workbook.*save it as CSV/)
    await expect(readAll(write(Buffer.from("28b52ffd00", "hex")))).rejects.toThrow(/zstd/)
    await expect(readAll(write(""))).rejects.toThrow(/is empty/)
    await expect(readAll(path.join(folder, "none.csv"))).rejects.toThrow(/no such file/)
    await expect(readAll(folder)).rejects.toThrow(/folder/)
    expect((await readAll(write("a\0b"))).text).toContain("is not text")
  })
})
