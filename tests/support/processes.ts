import { type ChildProcess, spawn } from "node:child_process"
import path from "node:path"
import { root } from "./scratch.ts"

/** A program of ours that runs as a process of its own. */
export interface Running {
  /** What it said that it was waited for. */
  readonly said: string
  /** SIGKILL, and waits until it is gone. */
  readonly kill: () => Promise<void>
  /** Waits for its end, and kills it after so many seconds: the code is null then. */
  readonly endsWithin: (seconds: number) => Promise<{ readonly code: number | null; readonly output: string }>
  readonly isAlive: () => boolean
}

/** On a machine that is busy with everything else. */
const READY_SECONDS = 60

const all = new Set<ChildProcess>()

/** Kills what a test that failed has left running. Call it in afterAll. */
export const killAll = () => {
  for (const child of all) child.kill("SIGKILL")
}
process.on("exit", killAll)

/**
 * Starts a script and waits until it says what `ready` matches; its first group is returned. Null: does not wait. Rejects with
 * what it said when it ends before that, or is killed because it took too long.
 */
export const start = async (
  script: string,
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  ready: RegExp | null,
): Promise<Running> => {
  const child = spawn(process.execPath, [path.join(root, script), ...args], {
    env: { ...process.env, LOG_FORMAT: "json", LOG_LEVEL: "info", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  all.add(child)
  let output = ""
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once("close", (code) => {
      all.delete(child)
      resolve({ code, output })
    })
  })
  const endsWithin = async (seconds: number) => {
    const late = setTimeout(() => child.kill("SIGKILL"), seconds * 1000)
    const end = await ended
    clearTimeout(late)
    return end
  }
  const said = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => child.kill("SIGKILL"), READY_SECONDS * 1000)
    const isReady = (word: string) => {
      clearTimeout(late)
      resolve(word)
    }
    if (ready === null) isReady("")
    const hear = (piece: Buffer) => {
      output += piece.toString()
      const found = ready?.exec(output)
      if (found != null) isReady(found[1] ?? "")
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    void ended.then(({ code }) => {
      clearTimeout(late)
      reject(new Error(`${script} ended with ${code}:\n${output}`))
    })
  })
  return {
    said,
    endsWithin,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill("SIGKILL")
      await ended
    },
  }
}

/** The web process of a larger installation. */
export const startServer = (ownerUrl: string, port = "0") =>
  start("web/server.ts", [], { DATABASE_URL: ownerUrl, PORT: port }, /"message":"serving","url":"([^"]+)"/)

/** Its process in the background. */
export const startWorker = (ownerUrl: string) =>
  start("web/worker.ts", [], { DATABASE_URL: ownerUrl }, /"message":"(working)"/)
