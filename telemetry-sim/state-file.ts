import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import type { LedgerEntry } from "./ledger.ts"
import type { Line } from "./messages.ts"
import type { Settings, UnitState } from "./unit.ts"

const version = 2

/** Everything that a restarted simulator needs to go on exactly where it stopped. */
export interface Snapshot {
  readonly version: typeof version
  readonly seed: string
  /** Simulated and real time of the snapshot, in milliseconds since 1970. */
  readonly time: number
  readonly savedAt: number
  readonly settings: Settings
  readonly units: ReadonlyArray<UnitState>
  /** Lines that the portal has not acknowledged yet. */
  readonly pending: ReadonlyArray<Line>
  readonly acknowledged: ReadonlyArray<readonly [string, number]>
  /** Lines that the portal would not take. */
  readonly rejected: number
  /** Length of the ledger's file that belongs to this snapshot. */
  readonly ledgerBytes: number
}

const snapshotIn = (path: string): Snapshot => {
  const snapshot = JSON.parse(readFileSync(path, "utf8")) as Snapshot
  if (snapshot.version !== version || !Array.isArray(snapshot.units)) throw new Error("not a snapshot of this version")
  return snapshot
}

const ledgerOf = (path: string): string => `${path}.ledger.ndjson`

const chunk = 8 * 1024 * 1024

/** The lines of the first so many bytes of a file. */
function* linesOf(path: string, bytes: number): Generator<string> {
  const file = openSync(path, "r")
  try {
    const buffer = Buffer.allocUnsafe(chunk)
    const decoder = new TextDecoder()
    let rest = ""
    for (let at = 0; at < bytes;) {
      const read = readSync(file, buffer, 0, Math.min(chunk, bytes - at), at)
      if (read === 0) break
      at += read
      const lines = (rest + decoder.decode(buffer.subarray(0, read), { stream: true })).split("\n")
      rest = lines.pop() ?? ""
      yield* lines
    }
  } finally {
    closeSync(file)
  }
}

/** A snapshot, and what the ledger had written down by then. */
export interface Ledger {
  readonly snapshot: Snapshot
  readonly entries: Iterable<LedgerEntry>
}

/** Reads what a simulator, which may be running, saved last. Throws where there is nothing to read. */
export const readLedger = (path: string): Ledger => {
  const snapshot = snapshotIn(path)
  const file = ledgerOf(path)
  const entries = function* (): Generator<LedgerEntry> {
    if (snapshot.ledgerBytes === 0) return
    for (const line of linesOf(file, snapshot.ledgerBytes)) yield JSON.parse(line) as LedgerEntry
  }
  return { snapshot, entries: entries() }
}

/** A larger file is made smaller at the start, by what is older than any portal takes messages. */
const large = 64 * 1024 * 1024
const keptFor = 60 * 86_400_000

/** A snapshot in `FILE`, replaced at once or not at all, and the finished intervals of the ledger in `FILE.ledger.ndjson`. */
export class StateFile {
  readonly #path: string
  #entries: Array<LedgerEntry> = []
  #ledgerBytes = 0

  constructor(path: string) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  get #ledger(): string {
    return ledgerOf(this.#path)
  }

  /** The last snapshot, or null when there is none. What the ledger wrote down after it is cut off: the units will live through it again. */
  read(): Snapshot | null {
    if (!existsSync(this.#path)) {
      this.#cut(0)
      return null
    }
    const snapshot = snapshotIn(this.#path)
    this.#cut(snapshot.ledgerBytes)
    if (this.#ledgerBytes > large) this.#forget(snapshot.time - keptFor)
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

  write(snapshot: Omit<Snapshot, "version" | "ledgerBytes">): void {
    if (this.#entries.length > 0) {
      const lines = this.#entries.map((entry) => JSON.stringify(entry) + "\n").join("")
      appendFileSync(this.#ledger, lines)
      this.#ledgerBytes += Buffer.byteLength(lines)
      this.#entries = []
    }
    const whole: Snapshot = { version, ...snapshot, ledgerBytes: this.#ledgerBytes }
    writeFileSync(`${this.#path}.new`, JSON.stringify(whole))
    renameSync(`${this.#path}.new`, this.#path)
  }

  #cut(bytes: number): void {
    const length = existsSync(this.#ledger) ? statSync(this.#ledger).size : 0
    this.#ledgerBytes = Math.min(bytes, length)
    if (length > bytes) truncateSync(this.#ledger, bytes)
  }

  /** Drops what ended before `time`. Killed before the next snapshot, the file is shorter than that says, which is no harm. */
  #forget(time: number): void {
    const shorter = `${this.#ledger}.new`
    writeFileSync(shorter, "")
    let kept: Array<string> = []
    const flush = () => {
      appendFileSync(shorter, kept.join(""))
      kept = []
    }
    for (const line of linesOf(this.#ledger, this.#ledgerBytes)) {
      if ((JSON.parse(line) as LedgerEntry).to >= time) kept.push(`${line}\n`)
      if (kept.length >= 10_000) flush()
    }
    flush()
    renameSync(shorter, this.#ledger)
    this.#ledgerBytes = statSync(this.#ledger).size
  }
}
