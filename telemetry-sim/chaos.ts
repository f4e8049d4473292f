import type { Line } from "./messages.ts"
import { mostLines } from "./outbox.ts"
import { between, chance, lognormal, randomFor, wholeBetween } from "./random.ts"
import type { RandomState } from "./random.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** What becomes of a request: it is answered; it never leaves; it is cut off on its way; its answer is lost. */
type Fate = "answered" | "not-sent" | "cut-off" | "answer-lost"

/** One request as a bad network makes it of lines that were to be sent. */
export interface Disturbed {
  /** The lines to acknowledge. */
  readonly batch: ReadonlyArray<Line>
  /** What is really sent: the batch in any order, some lines twice, and some that had been sent before. */
  readonly sent: ReadonlyArray<Line>
  /** The level of gzip, or null for none. */
  readonly gzip: number | null
  readonly fate: Fate
  /** When a request that is cut off is cut off, in milliseconds after its start. */
  readonly cutAfter: number
}

/** More lines than this are not kept back. */
const mostLate = 200_000
const mostRemembered = 3000
const latestMs = 3 * day

const shuffled = (random: RandomState, lines: ReadonlyArray<Line>): Array<Line> => {
  const order = [...lines]
  for (let place = order.length - 1; place > 0; place -= 1) {
    const other = wholeBetween(random, 0, place)
    const moved = order[place]
    const came = order[other]
    if (moved !== undefined && came !== undefined) [order[place], order[other]] = [came, moved]
  }
  return order
}

/**
 * A network at its worst: lines come late, twice, in any order, in other batches than before; requests and answers get lost.
 * Nothing is lost for good: what was not acknowledged comes again, and what is late comes in the end. Seeded.
 */
export class Chaos {
  readonly #random: RandomState
  /** Lines that come late, by the minute of simulated time in which they are let go. */
  readonly #late = new Map<number, Array<Line>>()
  /** Per unit, until when all its lines come late. */
  readonly #jams = new Map<string, number>()
  readonly #sentBefore: Array<Line> = []
  #lateCount = 0

  constructor(seed: string) {
    this.#random = randomFor(seed, "chaos")
  }

  /** Minutes mostly, hours sometimes; days only where they pass quickly. */
  #delay(hurried: boolean): number {
    const random = this.#random
    if (hurried && chance(random, 0.04)) return between(random, 12 * hour, latestMs)
    if (chance(random, 0.25)) return between(random, hour, 6 * hour)
    return Math.min(latestMs, lognormal(random, 10 * minute, 1))
  }

  /** Whether the line is kept back; `now` is simulated time, and hurried is a clock that runs faster than the real one. */
  keepsBack(line: Line, now: number, hurried: boolean): boolean {
    if (line.seq === undefined || this.#lateCount >= mostLate) return false
    const random = this.#random
    let until = this.#jams.get(line.unit) ?? 0
    if (until <= now) {
      this.#jams.delete(line.unit)
      if (chance(random, 0.002)) {
        until = now + this.#delay(hurried)
        this.#jams.set(line.unit, until)
      } else if (chance(random, 0.03)) until = now + this.#delay(hurried)
      else return false
    }
    const slot = Math.ceil(until / minute)
    const others = this.#late.get(slot)
    if (others === undefined) this.#late.set(slot, [line])
    else others.push(line)
    this.#lateCount += 1
    return true
  }

  /** Lets go the lines whose time has come by `now`, in any order. */
  due(now: number): ReadonlyArray<Line> {
    const lines: Array<Line> = []
    for (const [slot, those] of this.#late) {
      if (slot * minute > now) continue
      lines.push(...those)
      this.#late.delete(slot)
    }
    this.#lateCount -= lines.length
    return shuffled(this.#random, lines)
  }

  /** All lines that are still kept back. */
  get late(): ReadonlyArray<Line> {
    return [...this.#late.values()].flat()
  }

  /** Lets go all lines that are still kept back. */
  letGo(): ReadonlyArray<Line> {
    const lines = this.late
    this.#late.clear()
    this.#jams.clear()
    this.#lateCount = 0
    return shuffled(this.#random, lines)
  }

  /** The requests that become of a batch. */
  requests(batch: ReadonlyArray<Line>): ReadonlyArray<Disturbed> {
    const random = this.#random
    const lines = chance(random, 0.5) ? shuffled(random, batch) : [...batch]
    const parts: Array<Disturbed> = []
    while (lines.length > 0) {
      const most = chance(random, 0.5) ? lines.length : wholeBetween(random, 1, lines.length)
      parts.push(this.#request(lines.splice(0, most)))
    }
    return parts
  }

  #request(batch: ReadonlyArray<Line>): Disturbed {
    const random = this.#random
    const again = (from: ReadonlyArray<Line>, most: number): ReadonlyArray<Line> =>
      Array.from(
        { length: Math.min(Math.ceil(batch.length / 10), most) },
        () => from[wholeBetween(random, 0, from.length - 1)],
      ).filter((line) => line !== undefined)
    const twice = chance(random, 0.3) ? again(batch, mostLines - batch.length) : []
    const older = chance(random, 0.3) ? again(this.#sentBefore, mostLines - batch.length - twice.length) : []
    this.#remember(batch)
    const drawn = between(random, 0, 1)
    return {
      batch,
      sent: twice.length + older.length === 0 ? batch : shuffled(random, [...batch, ...twice, ...older]),
      gzip: chance(random, 0.3) ? null : wholeBetween(random, 1, 9),
      fate: drawn < 0.05 ? "not-sent" : drawn < 0.1 ? "cut-off" : drawn < 0.2 ? "answer-lost" : "answered",
      cutAfter: wholeBetween(random, 0, 40),
    }
  }

  #remember(batch: ReadonlyArray<Line>): void {
    for (const line of batch) {
      if (!chance(this.#random, 0.05)) continue
      if (this.#sentBefore.length < mostRemembered) this.#sentBefore.push(line)
      else this.#sentBefore[wholeBetween(this.#random, 0, mostRemembered - 1)] = line
    }
  }
}
