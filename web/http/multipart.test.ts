import fc from "fast-check"
import { expect, test } from "vitest"
import { boundaryOf, MultipartBroken, readMultipart } from "./multipart.ts"

interface Part {
  readonly name: string
  readonly fileName: string | null
  readonly content: Buffer
}

/** The form as the platform itself writes it. */
const written = async (parts: ReadonlyArray<Part>) => {
  const form = new FormData()
  for (const { name, fileName, content } of parts) {
    if (fileName === null) form.append(name, content.toString("utf8"))
    else form.append(name, new Blob([new Uint8Array(content)]), fileName)
  }
  const answer = new Response(form)
  const boundary = boundaryOf(answer.headers.get("content-type") ?? "")
  return { bytes: Buffer.from(await answer.arrayBuffer()), boundary: boundary ?? "" }
}

async function* inPieces(bytes: Buffer, sizes: ReadonlyArray<number>) {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const readAll = async (body: AsyncIterable<Uint8Array>, boundary: string) => {
  const parts: Array<Part> = []
  await readMultipart(body, boundary, async ({ name, fileName }) => {
    const pieces: Array<Buffer> = []
    return {
      write: async (bytes) => void pieces.push(Buffer.from(bytes)),
      end: async () => void parts.push({ name, fileName, content: Buffer.concat(pieces) }),
    }
  })
  return parts
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  // What looks like a boundary and is none.
  fc.constantFrom("", "\r\n", "\r\n--", "--", "\r\n----formdata-", "a\r\n--b\r\n\r\n").map((text) => Buffer.from(text)),
)
const name = fc.constantFrom("file", "map-text", 'quo"ted', "line\r\nend", "Zürich 🏢", "a;b=c")
const part = fc.record({ name, fileName: name, content })

test("a form is read as it was written, however it is cut into pieces", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }),
      async (parts, sizes) => {
        const { bytes, boundary } = await written(parts)
        expect(await readAll(inPieces(bytes, sizes), boundary)).toEqual(parts)
      },
    ),
    { numRuns: 150 },
  )
})

test("a typed text has no file name, a file field left empty has an empty one", async () => {
  const parts = [
    { name: "account", fileName: null, content: Buffer.from("7") },
    { name: "map-text", fileName: null, content: Buffer.from("ä\r\n{}") },
  ]
  const { bytes, boundary } = await written(parts)
  expect(await readAll(inPieces(bytes, [13]), boundary)).toEqual(parts)
  const empty = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n')
  expect(await readAll(inPieces(empty, [1]), "x")).toEqual([{ name: "file", fileName: "", content: Buffer.alloc(0) }])
})

test("a form that is cut off, or none at all, is refused", async () => {
  const { bytes, boundary } = await written([{ name: "file", fileName: "a.csv", content: Buffer.from("a,b\n1,2\n") }])
  for (const end of [0, 10, 60, bytes.length - 40, bytes.length - boundary.length - 4]) {
    await expect(readAll(inPieces(bytes.subarray(0, end), [7]), boundary)).rejects.toThrow(MultipartBroken)
  }
  await expect(
    readAll(inPieces(Buffer.from(`--${boundary}\r\n${"x".repeat(20_000)}`), [512]), boundary),
  ).rejects.toThrow(MultipartBroken)
  await expect(readAll(inPieces(Buffer.from("--x\r\nA: b\r\n\r\n\r\n--x--"), [5]), "x")).rejects.toThrow(
    MultipartBroken,
  )
})

test("only a multipart form has a boundary", () => {
  expect(boundaryOf('multipart/form-data; charset=utf-8; boundary="a b"')).toBe("a b")
  expect(boundaryOf("multipart/form-data; boundary=----x1")).toBe("----x1")
  for (const other of [undefined, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
    expect(boundaryOf(other)).toBe(null)
})
