import { Script } from "node:vm"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { assets } from "./assets.ts"

const files = assets(false)
const get = (href: string, encoding = "") =>
  files.route.request(href.replace("/assets", ""), { headers: { "accept-encoding": encoding } })

describe("assets", () => {
  it("are kept for ever under the hash of their content", async () => {
    const response = await get(files.href("hoistway.css"))
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8")
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable")
    expect(await response.text()).toMatch(/^@layer reset, tokens/)
  })
  it("come compressed to those who take it, and say that this varies", async () => {
    const href = files.href("app.js")
    const plain = await (await get(href)).text()
    const br = await get(href, "gzip, deflate, br")
    expect(br.headers.get("content-encoding")).toBe("br")
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe(plain)
    const gzip = await get(href, "gzip, br;q=0")
    expect(gzip.headers.get("content-encoding")).toBe("gzip")
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(plain)
    const none = await get(href, "identity")
    expect(none.headers.get("content-encoding")).toBeNull()
    for (const response of [br, gzip, none]) expect(response.headers.get("vary")).toBe("Accept-Encoding")
  })
  it("are not found under another hash or name", async () => {
    for (const href of [
      "/assets/hoistway.000000000000.css",
      "/assets/hoistway.css",
      "/assets/nothing.0123456789ab.js",
      "/assets/constructor.0123456789ab.js",
      "/assets/..%2Fapp.0123456789ab.js",
    ]) {
      expect((await get(href)).status).toBe(404)
    }
  })
  it("show a changed file at once in development, and keep nothing", async () => {
    const fresh = assets(true)
    const response = await fresh.route.request(fresh.href("app.js").replace("/assets", ""))
    expect(response.headers.get("cache-control")).toBe("no-store")
  })
  it("are scripts that can be read, also those that are joined from several", async () => {
    for (const name of ["app.js", "day.js", "day-worker.js"]) {
      const text = await (await get(files.href(name))).text()
      expect(() => new Script(text)).not.toThrow()
      expect(text).not.toMatch(/^(import|export) /m)
    }
  })
  it("let the worker of the day serve its pages, and no other file any", async () => {
    expect((await get(files.href("day-worker.js"))).headers.get("service-worker-allowed")).toBe("/day")
    expect((await get(files.href("day.js"))).headers.get("service-worker-allowed")).toBeNull()
  })
  it("stay inside their budgets", async () => {
    const size = async (name: string) => (await (await get(files.href(name), "gzip")).arrayBuffer()).byteLength
    expect(await size("hoistway.css")).toBeLessThanOrEqual(12_288)
    expect((await size("app.js")) + (await size("day.js"))).toBeLessThanOrEqual(40_960)
  })
})
