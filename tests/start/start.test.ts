import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import http from "node:http"
import type net from "node:net"
import os from "node:os"
import path from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { quickFolder } from "../support/quick-folder.ts"

const checkout = path.resolve(import.meta.dirname, "../..")
const folders: Array<string> = []
const running = new Set<ChildProcess>()

const dataFolder = () => {
  const parent = quickFolder("hoistway start ")
  folders.push(parent)
  return path.join(parent, "data")
}

const inherited = { PATH: process.env["PATH"], NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] }

/** A portal as `npm start` runs it, and what it has printed so far. */
const start = (
  data: string,
  options: { readonly args?: ReadonlyArray<string>; readonly env?: Record<string, string> } = {},
) => {
  const child = spawn(process.execPath, [path.join(checkout, "web/main.ts"), ...(options.args ?? [])], {
    cwd: os.tmpdir(),
    env: { ...inherited, HOME: os.tmpdir(), HOISTWAY_DATA: data, ...options.env },
  })
  running.add(child)
  const portal = { child, printed: "", code: null as number | null }
  child.stdout.on("data", (chunk: Buffer) => (portal.printed += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (portal.printed += chunk.toString()))
  child.once("exit", (code) => {
    running.delete(child)
    portal.code = code ?? -1
  })
  return portal
}

const addressOf = async (portal: ReturnType<typeof start>) => {
  await eventually(() => {
    if (portal.code !== null) throw new Error(`The portal ended with ${portal.code}: ${portal.printed}`)
    expect(portal.printed).toContain("Ctrl-C ends it")
  })
  return /http:\/\/127\.0\.0\.1:\d+/.exec(portal.printed)?.[0] ?? ""
}

const ended = async (portal: ReturnType<typeof start>) => {
  await eventually(() => expect(portal.code).not.toBeNull())
  return portal.code
}

/** The processes whose command line names the folder: the database server and the simulator. */
const processesOf = (data: string) =>
  spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line.includes(data))

const post = (address: string, route: string, fields: Record<string, string>) =>
  fetch(address + route, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Origin: address },
    redirect: "manual",
  })

afterEach(async () => {
  for (const child of running) child.kill("SIGINT")
  await eventually(() => expect(running.size).toBe(0))
  for (const folder of folders.splice(0)) {
    for (const line of processesOf(folder)) process.kill(Number(line.trim().split(" ")[0]), "SIGKILL")
    fs.rmSync(folder, { recursive: true, force: true })
  }
})

describe("npm start", () => {
  test("loads the demo once, goes on after kill -9 with nothing lost, and ends every process at Ctrl-C", async () => {
    const data = dataFolder()
    const first = start(data)
    const address = await addressOf(first)
    const owner = { email: "owner@northgate.example", password: "kestrel-demo-lifts" }
    expect((await post(address, "/sign-in", owner)).status).toBe(303)
    expect(first.printed).toContain(owner.email)
    const session = (await post(address, "/sign-in", owner)).headers.getSetCookie()[0]?.split(";")[0] ?? ""

    const second = start(data)
    expect(await ended(second)).toBe(1)
    expect(second.printed).toContain(`already runs from this folder at ${address}`)

    first.child.kill("SIGKILL")
    await ended(first)
    const again = start(data)
    const next = await addressOf(again)
    expect(again.printed).toContain("it goes on where it was")
    const home = await fetch(`${next}/`, { headers: { Cookie: session } })
    expect(await home.text()).toContain("Meridian House")

    again.child.kill("SIGINT")
    expect(await ended(again)).toBe(0)
    await eventually(() => expect(processesOf(data)).toEqual([]))
  })

  test("without the demo offers a link that makes exactly one administrator", async () => {
    const portal = start(dataFolder(), { args: ["--no-demo"] })
    const address = await addressOf(portal)
    const link = /\/set-up\/[\w-]+/.exec(portal.printed)?.[0] ?? ""
    const form = {
      company: "Lifts of Ours",
      address: "1 Street",
      phone: "+44 20 7946 0000",
      name: "Ada",
      email: "ada@ours.example",
      password: "a long enough password",
    }
    const wrong = await post(address, link, { ...form, phone: "none", password: "short" })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain("Lifts of Ours")
    const both = await Promise.all([
      post(address, link, form),
      post(address, link, { ...form, email: "eve@ours.example" }),
    ])
    expect(both.map((answer) => answer.status).toSorted()).toEqual([303, 404])
    expect((await fetch(address + link)).status).toBe(404)
    const signIns = await Promise.all(
      ["ada@ours.example", "eve@ours.example"].map((email) =>
        post(address, "/sign-in", { email, password: form.password }),
      ),
    )
    expect(signIns.map((answer) => answer.status).toSorted()).toEqual([303, 422])
  })

  test("refuses a chosen port that is in use, before it starts anything", async () => {
    const squatter = http.createServer().listen(0, "127.0.0.1")
    await eventually(() => expect(squatter.listening).toBe(true))
    const { port } = squatter.address() as net.AddressInfo
    const data = dataFolder()
    const refused = start(data, { args: ["--no-demo"], env: { PORT: String(port) } })
    expect(await ended(refused)).toBe(1)
    expect(refused.printed).toContain(`Port ${port}`)
    expect(fs.existsSync(path.join(data, "postgres"))).toBe(false)
    squatter.close()
  })

  test("tells all wrong settings at once and starts nothing", async () => {
    const data = dataFolder()
    const portal = start(data, { env: { PORT: "99999", LOG_LEVEL: "loud", DATABASE_URL: "mysql://me:secret@x/y" } })
    expect(await ended(portal)).toBe(2)
    for (const name of ["PORT", "LOG_LEVEL", "DATABASE_URL"]) expect(portal.printed).toContain(name)
    expect(portal.printed).not.toContain("secret")
    expect(fs.existsSync(data)).toBe(false)
  })
})
