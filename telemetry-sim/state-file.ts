import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import type { LedgerEntry } from "./ledger.ts"
import type { Line } from "./messages.ts"
import type { Settings, UnitState } from "./unit.ts"

/** Everything that a restarted simulator needs to go on exactly where it stopped. */
export interface Snapshot {
  readonly version: 1
  readonly seed: string
  /** Simulated and real time of the snapshot, in milliseconds since 1970. */
  readonly time: number
  readonly savedAt: number
  readonly settings: Settings
  readonly units: ReadonlyArray<UnitState>
  readonly pending: ReadonlyArray<Line>
  readonly acknowledged: ReadonlyArray<readonly [string, number]>
  /** Length of the interval file that belongs to this snapshot. */
  readonly intervalBytes: number
}

/** A snapshot in `FILE`, replaced at once or not at all, and the ledger's finished intervals in `FILE.intervals.ndjson`, which only grows. */
export class StateFile {
  readonly #path: string
  #entries: Array<LedgerEntry> = []
  #intervalBytes = 0

  constructor(path: string) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  get #intervals(): string {
    return `${this.#path}.intervals.ndjson`
  }

  /** The last snapshot, or null when there is none. Intervals written after it are cut off: the units will live through them again. */
  read(): Snapshot | null {
    if (!existsSync(this.#path)) {
      this.#cut(0)
      return null
    }
    const snapshot = JSON.parse(readFileSync(this.#path, "utf8")) as Snapshot
    if (snapshot.version !== 1 || !Array.isArray(snapshot.units)) throw new Error("not a snapshot of this version")
    this.#cut(snapshot.intervalBytes)
    return snapshot
  }

  /** Puts a file that cannot be read out of the way. */
  setAside(): void {
    renameSync(this.#path, `${this.#path}.unreadable`)
    this.#cut(0)
  }

  record(entry: LedgerEntry): void {
    this.#entries.push(entry)
  }

  write(snapshot: Omit<Snapshot, "version" | "intervalBytes">): void {
    if (this.#entries.length > 0) {
      const lines = this.#entries.map((entry) => JSON.stringify(entry) + "\n").join("")
      appendFileSync(this.#intervals, lines)
      this.#intervalBytes += Buffer.byteLength(lines)
      this.#entries = []
    }
    const whole: Snapshot = { version: 1, ...snapshot, intervalBytes: this.#intervalBytes }
    writeFileSync(`${this.#path}.new`, JSON.stringify(whole))
    renameSync(`${this.#path}.new`, this.#path)
  }

  #cut(bytes: number): void {
    const length = existsSync(this.#intervals) ? statSync(this.#intervals).size : 0
    this.#intervalBytes = Math.min(bytes, length)
    if (length > bytes) truncateSync(this.#intervals, bytes)
  }
}
