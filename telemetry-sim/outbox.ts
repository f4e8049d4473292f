import type { Line } from "./messages.ts"

/** The contract allows 10,000 lines and 5 MiB a request. */
export const mostLines = 10_000
const mostCharacters = 3 * 1024 * 1024

/**
 * What waits for the portal. Lasting lines stay until they are acknowledged; of fleeting ones that were not sent yet only the newest
 * of a unit stays. Several batches may be under way at once. It is bounded by whoever fills it: see `isFull`.
 */
export class Outbox {
  #lasting: Array<Line>
  readonly #fleeting = new Map<string, Line>()
  readonly #underWay = new Set<ReadonlyArray<Line>>()
  readonly #acknowledged: Map<string, number>
  readonly #room: number

  /** Goes on with the lines and the highest acknowledged numbers of an earlier run; `room` is how many lines fill it. */
  constructor(
    pending: ReadonlyArray<Line> = [],
    acknowledged: Iterable<readonly [string, number]> = [],
    room = mostLines,
  ) {
    this.#lasting = [...pending]
    this.#acknowledged = new Map(acknowledged)
    this.#room = room
  }

  add(line: Line): void {
    if (line.seq === undefined) this.#fleeting.set(line.unit, line)
    else this.#lasting.push(line)
  }

  /** Lines that wait to be sent. */
  get waiting(): number {
    return this.#lasting.length + this.#fleeting.size
  }

  get isEmpty(): boolean {
    return this.waiting === 0 && this.#underWay.size === 0
  }

  /** Whoever fills it should wait. */
  get isFull(): boolean {
    return this.waiting >= this.#room
  }

  /** Lasting lines that are not acknowledged yet. */
  get pending(): ReadonlyArray<Line> {
    return [...[...this.#underWay].flat().filter((line) => line.seq !== undefined), ...this.#lasting]
  }

  /** Per unit, the highest number that the portal acknowledged. */
  get acknowledged(): ReadonlyMap<string, number> {
    return this.#acknowledged
  }

  /** Takes the lines of a request out, the oldest first, at most so many; they are under way until settled or put back. */
  take(most = mostLines): ReadonlyArray<Line> {
    const batch: Array<Line> = []
    let characters = 0
    const fits = (line: Line): boolean => {
      characters += line.text.length + 1
      return batch.length === 0 || (batch.length < most && characters <= mostCharacters)
    }
    for (const line of this.#lasting) {
      if (!fits(line)) break
      batch.push(line)
    }
    const lasting = batch.length
    if (lasting === this.#lasting.length) {
      for (const line of this.#fleeting.values()) {
        if (!fits(line)) break
        batch.push(line)
        this.#fleeting.delete(line.unit)
      }
      this.#lasting = []
    } else this.#lasting = this.#lasting.slice(lasting)
    this.#underWay.add(batch)
    return batch
  }

  /** Forgets a batch that the portal answered; what it refused does not count as acknowledged. */
  settle(batch: ReadonlyArray<Line>, refused: ReadonlySet<Line>): void {
    this.#underWay.delete(batch)
    for (const line of batch) {
      if (line.seq === undefined || refused.has(line)) continue
      const before = this.#acknowledged.get(line.unit)
      if (before === undefined || before < line.seq) this.#acknowledged.set(line.unit, line.seq)
    }
  }

  /** A batch that may not have arrived waits again, before all others; a fleeting line only where no newer one came. */
  putBack(batch: ReadonlyArray<Line>): void {
    this.#underWay.delete(batch)
    this.#lasting = [...batch.filter((line) => line.seq !== undefined), ...this.#lasting]
    for (const line of batch) {
      if (line.seq === undefined && !this.#fleeting.has(line.unit)) this.#fleeting.set(line.unit, line)
    }
  }

  /** Makes several batches of one that is under way. */
  split(batch: ReadonlyArray<Line>, parts: ReadonlyArray<ReadonlyArray<Line>>): void {
    this.#underWay.delete(batch)
    for (const part of parts) this.#underWay.add(part)
  }
}
