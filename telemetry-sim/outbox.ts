import type { Line } from "./messages.ts"
import type { Rejected } from "./portal.ts"

/** The contract allows 10,000 lines and 5 MiB a request. */
const mostLines = 10_000
const mostCharacters = 3 * 1024 * 1024

/**
 * What waits for the portal. Lasting lines stay, in order, until they are acknowledged; of fleeting ones only the newest of a unit and kind stays.
 * It is bounded by whoever fills it: see `isFull`.
 */
export class Outbox {
  readonly #lasting: Array<Line>
  readonly #fleeting = new Map<string, Line>()
  readonly #acknowledged: Map<string, number>

  /** Goes on with the lines and the highest acknowledged numbers of an earlier run. */
  constructor(pending: ReadonlyArray<Line> = [], acknowledged: Iterable<readonly [string, number]> = []) {
    this.#lasting = [...pending]
    this.#acknowledged = new Map(acknowledged)
  }

  add(line: Line): void {
    if (line.seq === undefined) this.#fleeting.set(`${line.kind} ${line.unit}`, line)
    else this.#lasting.push(line)
  }

  get size(): number {
    return this.#lasting.length + this.#fleeting.size
  }

  /** Whether one request is full: then whoever fills it should wait. */
  get isFull(): boolean {
    return this.size >= mostLines
  }

  /** Lasting lines that are not acknowledged yet. */
  get pending(): ReadonlyArray<Line> {
    return this.#lasting
  }

  /** Per unit, the highest number that the portal acknowledged. */
  get acknowledged(): ReadonlyMap<string, number> {
    return this.#acknowledged
  }

  /** The lines of the next request, at most this many; they stay until settled. */
  batch(most = mostLines): ReadonlyArray<Line> {
    const batch: Array<Line> = []
    let characters = 0
    const fits = (line: Line): boolean => {
      characters += line.text.length + 1
      return batch.length === 0 || (batch.length < most && characters <= mostCharacters)
    }
    for (const line of this.#lasting) {
      if (!fits(line)) return batch
      batch.push(line)
    }
    for (const line of this.#fleeting.values()) {
      if (!fits(line)) return batch
      batch.push(line)
    }
    return batch
  }

  /** Forgets a batch that the portal answered; only what it did not reject counts as acknowledged. */
  settle(batch: ReadonlyArray<Line>, rejected: Rejected): void {
    const refused = new Set(rejected.map((row) => row.line))
    let lasting = 0
    for (const [index, line] of batch.entries()) {
      if (line.seq === undefined) {
        const key = `${line.kind} ${line.unit}`
        if (this.#fleeting.get(key) === line) this.#fleeting.delete(key)
        continue
      }
      lasting += 1
      if (!refused.has(index + 1)) this.#acknowledged.set(line.unit, line.seq)
    }
    this.#lasting.splice(0, lasting)
  }
}
