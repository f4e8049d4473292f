import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { expect, test } from "vitest"
import { fileStore } from "./file-store.ts"

test("bytes are kept once under the hash of their content, by however many at once, and nothing else is found", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-store-"))
  try {
    const store = fileStore(path.join(folder, "files"))
    const bytes = Buffer.from("a picture")
    const [sha, ...others] = await Promise.all([store.keep(bytes), store.keep(bytes), store.keep(bytes)])
    expect(others).toEqual([sha, sha])
    expect(await store.read(sha)).toEqual(bytes)
    expect(fs.readdirSync(path.join(folder, "files"), { recursive: true })).toEqual([
      sha.slice(0, 2),
      path.join(sha.slice(0, 2), sha),
    ])
    const [yesterday, tomorrow] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000)) as [Date, Date]
    expect([await store.keptBefore(yesterday), await store.drop(sha, yesterday)]).toEqual([[], false])
    for (const none of ["0".repeat(64), "../../etc/passwd", "", sha.slice(1)]) expect(await store.read(none)).toBeNull()
    expect(await store.keptBefore(tomorrow)).toEqual([sha])
    expect(await store.drop(sha, tomorrow)).toBe(true)
    expect(await store.read(sha)).toBeNull()
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
