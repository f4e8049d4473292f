import { fork, type ChildProcess } from "node:child_process"
import path from "node:path"

/** A worker in a process of its own. `heard` resolves when it has said the word; it may have been said before. */
export interface WorkerProcess {
  readonly pid: number
  readonly heard: (word: string) => Promise<void>
  readonly isAlive: () => boolean
  /** SIGKILL: it gets no chance to tidy up. Resolves when it is gone. */
  readonly kill: () => Promise<void>
}

export const startWorker = (url: string, role: string): WorkerProcess => {
  const child: ChildProcess = fork(path.join(import.meta.dirname, "worker-process.ts"), [url, role], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    execArgv: [],
  })
  const said = new Set<unknown>()
  let complaint = ""
  child.on("message", (word) => said.add(word))
  child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()))
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return {
    pid: child.pid ?? 0,
    isAlive,
    heard: (word) =>
      new Promise((resolve, reject) => {
        if (said.has(word)) return resolve()
        child.on("message", (message) => message === word && resolve())
        child.once("exit", () => reject(new Error(`The worker ended before it said "${word}":\n${complaint}`)))
      }),
    kill: async () => {
      if (!isAlive()) return
      const gone = new Promise((resolve) => child.once("exit", resolve))
      child.kill("SIGKILL")
      await gone
    },
  }
}
