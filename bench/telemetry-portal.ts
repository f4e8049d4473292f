import { type ChildProcess, fork, spawn } from "node:child_process"
import path from "node:path"
import { setTimeout as after } from "node:timers/promises"
import type postgres from "postgres"
import type { LoadPlan, LoadResult } from "./telemetry-load.ts"

const root = path.resolve(import.meta.dirname, "..")

const running = new Set<ChildProcess>()
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

const stop = async (child: ChildProcess) => {
  const gone = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  await gone
}

/** The portal's own processes of a larger installation: one that serves, one that works in the background. */
export const startPortal = async (ownerUrl: string) => {
  const env = { ...process.env, DATABASE_URL: ownerUrl, PORT: "0", LOG_FORMAT: "json", LOG_LEVEL: "info" }
  const start = (file: string, ready: RegExp) =>
    new Promise<{ child: ChildProcess; found: string }>((resolve, reject) => {
      const child = spawn(process.execPath, [path.join(root, file)], { env, stdio: ["ignore", "ignore", "pipe"] })
      running.add(child)
      let said = ""
      child.stderr.on("data", (piece: Buffer) => {
        if (said.length < 10_000) said += piece.toString()
        const found = ready.exec(said)
        if (found !== null) resolve({ child, found: found[1] ?? "" })
        if (/"level":"(warn|error)"/.test(piece.toString())) process.stderr.write(piece)
      })
      child.once("exit", () => {
        running.delete(child)
        reject(new Error(`${file} ended:\n${said}`))
      })
    })
  const web = await start("web/server.ts", /"message":"serving","url":"([^"]+)"/)
  const worker = await start("web/worker.ts", /"message":"(working)"/)
  return {
    url: web.found,
    stop: async () => {
      await stop(web.child)
      await stop(worker.child)
    },
  }
}

export const sendLoad = (plan: LoadPlan): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, "telemetry-load.ts"), { stdio: "inherit" })
    running.add(child)
    child.once("exit", () => running.delete(child))
    child.once("message", (answer: { result?: LoadResult; error?: string }) =>
      answer.result === undefined ? reject(new Error(answer.error)) : resolve(answer.result),
    )
    child.send(plan)
  })

/** Looks every half second how long the oldest accepted message has been waiting for its roll-up. */
export const watchWaiting = (sql: postgres.Sql) => {
  let longest = 0
  let going = true
  const watching = (async () => {
    while (going) {
      const [row] = await sql<Array<{ seconds: number | null }>>`
        select date_part('epoch', clock_timestamp() - min(received_at)) as seconds from equipment.telemetry_batches`
      longest = Math.max(longest, row?.seconds ?? 0)
      await after(500)
    }
  })()
  return async () => {
    going = false
    await watching
    return longest
  }
}

/** Waits until nothing waits any more. */
export const rolledUp = async (sql: postgres.Sql) => {
  for (;;) {
    const [row] = await sql`select from equipment.telemetry_batches limit 1`
    if (row === undefined) return
    await after(50)
  }
}
