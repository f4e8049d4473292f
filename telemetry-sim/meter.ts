/** Requests by how long they took, in steps of 2 %: any number of them in little memory. */
class Latencies {
  readonly #counts = new Map<number, number>()
  #total = 0

  add(ms: number): void {
    const step = Math.round(Math.log(Math.max(ms, 0.01)) / Math.log(1.02))
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1)
    this.#total += 1
  }

  /** Milliseconds within which this share of the requests was answered; null before the first. */
  quantile(share: number): number | null {
    let left = this.#total * share
    for (const [step, count] of [...this.#counts].toSorted(([a], [b]) => a - b)) {
      left -= count
      if (left <= 0) return 1.02 ** step
    }
    return null
  }
}

interface Account {
  readonly began: number
  lines: number
  requests: number
  readonly latencies: Latencies
  readonly errors: Map<string, number>
}

const account = (now: number): Account => ({
  began: now,
  lines: 0,
  requests: 0,
  latencies: new Latencies(),
  errors: new Map(),
})

const milliseconds = (ms: number | null): string => (ms === null ? "–" : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`)

const told = ({ began, lines, requests, latencies, errors }: Account, now: number): string => {
  const rate = Math.round(lines / Math.max(0.001, (now - began) / 1000)).toLocaleString("en")
  const list = [...errors].map(([kind, count]) => `${count} × ${kind}`).join(", ")
  return (
    `${rate} messages/s in ${requests} requests, answered in ${milliseconds(latencies.quantile(0.5))} p50, ` +
    `${milliseconds(latencies.quantile(0.99))} p99; ${list === "" ? "no errors" : list}`
  )
}

/** How fast the portal takes messages. Times are real, in milliseconds of `performance.now()`. */
export class Meter {
  #whole: Account
  #stretch: Account

  constructor(now: number) {
    this.#whole = account(now)
    this.#stretch = account(now)
  }

  /** The portal took so many lines in one request, which lasted `ms`. */
  taken(lines: number, ms: number): void {
    for (const each of [this.#whole, this.#stretch]) {
      each.lines += lines
      each.requests += 1
      each.latencies.add(ms)
    }
  }

  /** A request came to nothing. */
  failed(kind: string): void {
    for (const { errors } of [this.#whole, this.#stretch]) errors.set(kind, (errors.get(kind) ?? 0) + 1)
  }

  /** Rate, latency and errors since this was last asked. */
  stretch(now: number): string {
    const text = told(this.#stretch, now)
    this.#stretch = account(now)
    return text
  }

  /** Rate, latency and errors since the start. */
  whole(now: number): string {
    return told(this.#whole, now)
  }
}
