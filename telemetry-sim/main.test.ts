import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { countersAt, never } from "./ledger.ts"
import type { Snapshot } from "./state-file.ts"
import { listedFleet } from "./testing/fleet.ts"
import { LocalPortal } from "./testing/local-portal.ts"

const program = join(import.meta.dirname, "main.ts")

const undo: Array<() => void> = []
afterEach(() => {
  for (const step of undo.splice(0).toReversed()) step()
})

const portalWith = async (units: number) => {
  const portal = new LocalPortal(listedFleet(units))
  const target = await portal.start()
  undo.push(() => portal.stop())
  return { portal, target }
}

const environment = { ...process.env, HOISTWAY_SIM_TOKEN: "gateway-token" }

const begin = (...words: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["pipe", "ignore", "inherit"], env: environment })
  undo.push(() => child.kill("SIGKILL"))
  return child
}

const nextPost = (portal: LocalPortal, wanted: (post: number) => boolean = () => true) =>
  new Promise<void>((resolve) => {
    portal.onPost = () => {
      if (wanted(portal.posts)) resolve()
    }
  })

describe("the program", () => {
  test("tells everything that is wrong and ends with code 2", () => {
    const { status, stderr } = spawnSync(process.execPath, [program, "--units", "none", "--loud"], { encoding: "utf8" })
    expect(status).toBe(2)
    expect(stderr).toContain("--loud is not an option")
    expect(stderr).toContain("--target is missing")
    expect(stderr).toContain("--units none")
  })

  test("drives to an end and verifies it, with code 0; and with code 1 once a figure is wrong", async () => {
    const { portal, target } = await portalWith(5)
    const folder = mkdtempSync(join(tmpdir(), "telemetry-sim-"))
    undo.push(() => rmSync(folder, { recursive: true }))
    const file = ["--target", target, "--state-file", join(folder, "state.json")]
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString()
    expect(await once(begin(...file, "--from", at(5), "--to", at(1), "--chaos"), "exit")).toEqual([0, null])
    expect(await once(begin("verify", ...file), "exit")).toEqual([0, null])
    portal.distort = (line) => ({ ...line, hours: [] })
    expect(await once(begin("verify", ...file, "--patience", "0"), "exit")).toEqual([1, null])
  })

  test("back-fills", async () => {
    const { portal, target } = await portalWith(5)
    expect(await once(begin("back-fill", "--target", target, "--months", "1"), "exit")).toEqual([0, null])
    expect(portal.past.size).toBe(5)
  })

  test("ends by itself when standard input closes", async () => {
    const { portal, target } = await portalWith(5)
    const posted = nextPost(portal)
    const child = begin("--target", target, "--stop-with-parent")
    await posted
    child.stdin.end()
    expect(await once(child, "exit")).toEqual([0, null])
  })

  test("ends when its parent is killed", async () => {
    const { portal, target } = await portalWith(5)
    const posted = nextPost(portal)
    const words = [program, "--target", target, "--stop-with-parent"]
    const script = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(words)}, { stdio: ["pipe", "inherit", "inherit"] })`
    const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"], env: environment })
    parent.stdout.resume()
    // The simulator has the same output: it closes only when both are gone.
    const bothGone = once(parent, "close")
    await posted
    parent.kill("SIGKILL")
    await bothGone
  })

  test("killed half-way and started again, it tells everything once and ends orderly", async () => {
    const { portal, target } = await portalWith(20)
    const folder = mkdtempSync(join(tmpdir(), "telemetry-sim-"))
    undo.push(() => rmSync(folder, { recursive: true }))
    const stateFile = join(folder, "state.json")
    const started = Date.now()
    const words = ["--target", target, "--state-file", stateFile, "--fault-rate", "300", "--hurry", "30"]
    words.push("--from", new Date(started - 30 * 3_600_000).toISOString())

    portal.fate = (post) => (post === 2 ? "cut-after" : "stored")
    const underWay = nextPost(portal, (post) => post === 2)
    const first = begin(...words)
    await underWay
    first.kill("SIGKILL")
    await once(first, "exit")
    expect(portal.stored.length).toBeGreaterThan(0)

    // At night minutes may pass until something happens.
    const nearly = started - 5 * 60_000
    const arrived = new Promise<void>((resolve) => {
      portal.onPost = (messages) => {
        if (messages.some(({ at }) => Date.parse(at) >= nearly)) resolve()
      }
    })
    const second = begin(...words)
    await arrived
    second.kill("SIGTERM")
    expect(await once(second, "exit")).toEqual([0, null])

    expect(portal.duplicates).toBeGreaterThan(0)
    expect(portal.conflicts).toEqual([])
    const snapshot = JSON.parse(readFileSync(stateFile, "utf8")) as Snapshot
    expect(snapshot.pending).toEqual([])
    expect(snapshot.units).toHaveLength(20)
    for (const { unit, seq, ledger } of snapshot.units) {
      const stored = portal.of(unit)
      expect(stored.map((message) => message.seq)).toEqual(stored.map((_, index) => index + 1))
      if (ledger.silentSince !== never) continue
      expect(stored.length).toBe(seq)
      const last = stored.findLast(({ kind }) => kind === "counters")
      expect(last?.["starts"]).toBeLessThanOrEqual(countersAt(ledger, snapshot.time).starts)
    }
  })
})
