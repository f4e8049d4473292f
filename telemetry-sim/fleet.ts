import { dueAt, standStill, step } from "./unit-model.ts"
import type { Scene, Unit } from "./unit.ts"

/** All units in one order of events: a heap of unit numbers, the next one to act on top. */
export class Fleet {
  readonly units: ReadonlyArray<Unit>
  readonly #scene: Scene
  readonly #due: Float64Array
  readonly #heap: Int32Array
  #time: number

  /** `time` is up to when the units have acted already, in milliseconds since 1970. */
  constructor(units: ReadonlyArray<Unit>, time: number, scene: Scene) {
    this.units = units
    this.#time = time
    this.#scene = scene
    this.#due = Float64Array.from(units, dueAt)
    this.#heap = Int32Array.from(units.keys())
    this.#order()
  }

  /** Everything up to this time has happened. */
  get time(): number {
    return this.#time
  }

  /** Lets happen what is due up to `until`, or until `enough` says so, and returns how far it came. */
  advance(until: number, enough: () => boolean = () => false): number {
    while (this.units.length > 0) {
      const number = this.#heap[0] ?? 0
      const at = this.#due[number] ?? 0
      if (at > until) break
      if (enough()) return this.#time
      const unit = this.units[number]
      if (unit === undefined) break
      step(unit, this.#scene)
      this.#time = Math.max(this.#time, at)
      this.#due[number] = dueAt(unit)
      this.#sink(0)
    }
    this.#time = Math.max(this.#time, until)
    return this.#time
  }

  /** Jumps over a time in which nothing happened because nothing ran. */
  skip(to: number): void {
    for (const [number, unit] of this.units.entries()) {
      standStill(unit, this.#time, to, this.#scene)
      this.#due[number] = dueAt(unit)
    }
    this.#time = to
    this.#order()
  }

  #order(): void {
    for (let place = this.#heap.length >> 1; place >= 0; place -= 1) this.#sink(place)
  }

  /** Equal times go by unit number, so that the order never depends on the heap's past. */
  #before(one: number, other: number): boolean {
    const a = this.#due[one] ?? 0
    const b = this.#due[other] ?? 0
    return a < b || (a === b && one < other)
  }

  #sink(from: number): void {
    const heap = this.#heap
    const moving = heap[from]
    if (moving === undefined) return
    let place = from
    for (;;) {
      const left = heap[2 * place + 1]
      if (left === undefined) break
      const right = heap[2 * place + 2]
      const rightIsFirst = right !== undefined && this.#before(right, left)
      const child = rightIsFirst ? right : left
      if (!this.#before(child, moving)) break
      heap[place] = child
      place = 2 * place + (rightIsFirst ? 2 : 1)
    }
    heap[place] = moving
  }
}
