import { randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { startEmbedded } from "#kernel/database/embedded.ts"
import { migrate } from "#kernel/database/migrate.ts"

/** One line of the table: a figure, the limit it is held against, taken in the same run, and the goal. */
export interface Line {
  readonly what: string
  readonly figure: string
  /** What the machine does at best, and at what. */
  readonly limit: string
  /** The figure's share of the limit, or how many times the limit it takes. */
  readonly ratio: string
  readonly goal: string
  /** Null: for information, without a goal. */
  readonly met: boolean | null
}

export interface Benchmark {
  readonly name: string
  readonly about: string
  /** Runs it; `say` tells what data is used and how far it has come. */
  readonly run: (say: (text: string) => void) => Promise<ReadonlyArray<Line>>
}

const endings = ["SIGINT", "SIGTERM"] as const

/** An embedded server of its own with the settings of `npm start` (nothing is traded for speed), gone when the work ends. */
export const withDatabase = async <A>(work: (ownerUrl: string) => Promise<A>): Promise<A> => {
  const folder = path.join(os.tmpdir(), `hoistway-bench-${randomBytes(4).toString("hex")}`)
  fs.mkdirSync(folder, { mode: 0o755 })
  const server = await startEmbedded(folder)
  const end = async () => {
    await server.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const endNow = () => void end().then(() => process.exit(130))
  for (const signal of endings) process.once(signal, endNow)
  try {
    await migrate(server.url)
    return await work(server.url)
  } finally {
    for (const signal of endings) process.off(signal, endNow)
    await end()
  }
}

export const median = (values: ReadonlyArray<number>): number => percentile(values, 0.5)

export const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** "12,345" */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-GB")
