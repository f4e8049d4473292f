import type { Outbox } from "./outbox.ts"
import type { Answer, Portal, Rejected } from "./portal.ts"

/** The outside of the simulator that tests replace: the time in milliseconds since 1970, waiting, and telling news and trouble. */
export interface World {
  readonly now: () => number
  /** Resolves after that many milliseconds or when told to stop, whichever is first. */
  readonly wait: (ms: number, stop: AbortSignal) => Promise<void>
  readonly news: (line: string) => void
  readonly trouble: (line: string) => void
}

const firstPause = 500
const longestPause = 10_000
/** A token that is not known may become known; there is no use in asking often. */
const pauseWhenRefused = 10_000

/** Waits longer after each failure in a row and prints each new reason once. */
export class Patience {
  readonly #world: World
  #pause = firstPause
  #reason = ""
  #since = 0

  constructor(world: World) {
    this.#world = world
  }

  async failed(answer: { readonly why: string; readonly after: number | null }, stop: AbortSignal): Promise<void> {
    const reason = answer.why.replaceAll(/\d{4,}/g, "…")
    if (this.#reason === "") this.#since = this.#world.now()
    if (reason !== this.#reason && !stop.aborted)
      this.#world.trouble(`The portal cannot take messages now: ${answer.why}. Trying again.`)
    this.#reason = reason
    const forbidden = answer.why.startsWith("401") || answer.why.startsWith("403")
    const pause = answer.after === null ? (forbidden ? pauseWhenRefused : this.#pause) : answer.after * 1000
    this.#pause = Math.min(longestPause, this.#pause * 2)
    await this.#world.wait(pause, stop)
  }

  succeeded(): void {
    if (this.#reason !== "") {
      const seconds = Math.round((this.#world.now() - this.#since) / 1000)
      this.#world.trouble(`The portal takes messages again after ${seconds} s.`)
    }
    this.#pause = firstPause
    this.#reason = ""
  }
}

/** Brings the outbox to the portal: every lasting line until it is acknowledged, under the number it has. */
export class Delivery {
  readonly #portal: Portal
  readonly #outbox: Outbox
  readonly #world: World
  readonly #patience: Patience
  readonly #reasonsPrinted = new Set<string>()
  #most = 10_000
  #delivered = 0
  #rejected = 0

  constructor(portal: Portal, outbox: Outbox, world: World) {
    this.#portal = portal
    this.#outbox = outbox
    this.#world = world
    this.#patience = new Patience(world)
  }

  /** Lines that the portal has taken, and lines that it has rejected, since the start. */
  get counts(): { readonly delivered: number; readonly rejected: number } {
    return { delivered: this.#delivered, rejected: this.#rejected }
  }

  /** Tries until the outbox is empty or it is told to stop. */
  async deliver(stop: AbortSignal): Promise<void> {
    while (this.#outbox.size > 0 && !stop.aborted) {
      const answer = await this.#deliverOnce(stop)
      if (answer.outcome === "later" && !stop.aborted) await this.#patience.failed(answer, stop)
    }
  }

  /** Delivers what it can in the time before `stop`; gives up where there is nobody to talk to. */
  async deliverLast(stop: AbortSignal): Promise<void> {
    while (this.#outbox.size > 0 && !stop.aborted) {
      const answer = await this.#deliverOnce(stop)
      if (answer.outcome === "later") {
        if (answer.unreachable) return
        await this.#world.wait(200, stop)
      }
    }
  }

  async #deliverOnce(stop: AbortSignal): Promise<Answer<Rejected>> {
    const batch = this.#outbox.batch(this.#most)
    const answer = await this.#portal.post(batch, stop)
    if (answer.outcome === "done") {
      this.#patience.succeeded()
      this.#outbox.settle(batch, answer.value)
      this.#delivered += batch.length - answer.value.length
      this.#report(answer.value)
      this.#most = Math.min(10_000, this.#most * 2)
    } else if (answer.outcome === "refused") {
      if (batch.length > 1) {
        // One half of it may be welcome.
        this.#most = Math.ceil(batch.length / 2)
      } else {
        const rejected = [{ line: 1, reason: answer.why }]
        this.#outbox.settle(batch, rejected)
        this.#report(rejected)
      }
    }
    return answer
  }

  #report(rejected: Rejected): void {
    this.#rejected += rejected.length
    for (const { reason } of rejected) {
      // Numbers and times in it would make every reason a new one.
      const kind = reason.replaceAll(/\d+/g, "…")
      if (this.#reasonsPrinted.has(kind)) continue
      this.#reasonsPrinted.add(kind)
      this.#world.trouble(`The portal rejects a line: ${reason}. Further ones for this reason are not printed.`)
    }
  }
}
