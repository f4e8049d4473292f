import type { Chaos, Disturbed } from "./chaos.ts"
import type { Line } from "./messages.ts"
import type { Meter } from "./meter.ts"
import { mostLines } from "./outbox.ts"
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
/** Below this, compressing costs more than it saves. */
const worthCompressing = 64 * 1024

/** Waits longer after each failure in a row and prints each new reason once. All who fail at the same time share one pause. */
export class Patience {
  readonly #world: World
  #pause = firstPause
  #reason = ""
  #since = 0
  #pausing: Promise<void> | null = null

  constructor(world: World) {
    this.#world = world
  }

  /** Waits until the present pause is over, where there is one. */
  async calm(): Promise<void> {
    await this.#pausing
  }

  async failed(answer: { readonly why: string; readonly after: number | null }, stop: AbortSignal): Promise<void> {
    this.#pausing ??= this.#wait(answer, stop).finally(() => {
      this.#pausing = null
    })
    await this.#pausing
  }

  succeeded(): void {
    if (this.#reason !== "") {
      const seconds = Math.round((this.#world.now() - this.#since) / 1000)
      this.#world.trouble(`The portal takes messages again after ${seconds} s.`)
    }
    this.#pause = firstPause
    this.#reason = ""
  }

  async #wait(answer: { readonly why: string; readonly after: number | null }, stop: AbortSignal): Promise<void> {
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
}

/** Fewer lines wait for others, where others are sure to come at once. */
const worthSending = 3000

/** How messages are brought: how many requests may be under way at once, whether large ones are zipped, and what disturbs them. */
export interface Transport {
  readonly inFlight: number
  readonly zips: boolean
  readonly chaos: Chaos | null
}

/** Brings the outbox to the portal: every lasting line until it is acknowledged, under the number it has. */
export class Delivery {
  readonly #portal: Portal
  readonly #outbox: Outbox
  readonly #world: World
  readonly #transport: Transport
  readonly #meter: Meter
  readonly #patience: Patience
  readonly #reasonsPrinted = new Set<string>()
  readonly #lanes = new Set<Promise<void>>()
  #whenUnreachable = (): void => {}
  #delivered = 0
  #rejected = 0

  constructor(portal: Portal, outbox: Outbox, world: World, transport: Transport, meter: Meter) {
    this.#portal = portal
    this.#outbox = outbox
    this.#world = world
    this.#transport = transport
    this.#meter = meter
    this.#patience = new Patience(world)
  }

  /** Lines that the portal has taken, and lines that it has rejected, since the start. */
  get counts(): { readonly delivered: number; readonly rejected: number } {
    return { delivered: this.#delivered, rejected: this.#rejected }
  }

  /** Lets full requests go out, as many as may be under way at once, and waits until there is room for more lines. */
  async room(stop: AbortSignal): Promise<void> {
    if (this.#outbox.waiting >= worthSending) this.#start(stop)
    while (this.#outbox.isFull && !stop.aborted) await this.#progress(stop)
  }

  /** Tries until the outbox is empty or it is told to stop. */
  async idle(stop: AbortSignal): Promise<void> {
    while (!this.#outbox.isEmpty && !stop.aborted) await this.#progress(stop)
  }

  /** Waits for what is under way; to be told to stop first hastens it. */
  async ended(): Promise<void> {
    await Promise.all(this.#lanes)
  }

  /** Delivers what it can in the time before `stop`; gives up where there is nobody to talk to. */
  async deliverLast(stop: AbortSignal): Promise<void> {
    const nobody = new AbortController()
    this.#whenUnreachable = () => nobody.abort()
    await this.idle(AbortSignal.any([stop, nobody.signal]))
    await this.ended()
  }

  async #progress(stop: AbortSignal): Promise<void> {
    this.#start(stop)
    await Promise.race(this.#lanes)
  }

  #start(stop: AbortSignal): void {
    while (this.#lanes.size < this.#transport.inFlight && this.#outbox.waiting > 0 && !stop.aborted) {
      const lane = this.#next(stop).finally(() => this.#lanes.delete(lane))
      this.#lanes.add(lane)
    }
  }

  async #next(stop: AbortSignal): Promise<void> {
    const batch = this.#outbox.take(mostLines)
    const { chaos } = this.#transport
    const requests = chaos?.requests(batch) ?? [this.#whole(batch)]
    this.#outbox.split(
      batch,
      requests.map((request) => request.batch),
    )
    for (const request of requests) {
      await this.#patience.calm()
      await this.#send(request, stop)
    }
  }

  #whole(batch: ReadonlyArray<Line>): Disturbed {
    const characters = batch.reduce((sum, line) => sum + line.text.length, 0)
    const gzip = this.#transport.zips && characters >= worthCompressing ? 1 : null
    return { batch, sent: batch, gzip, fate: "answered", cutAfter: 0 }
  }

  async #send(request: Disturbed, stop: AbortSignal): Promise<void> {
    const { batch, sent, gzip, fate, cutAfter } = request
    if (stop.aborted || fate === "not-sent") {
      this.#outbox.putBack(batch)
      return
    }
    const until = fate === "cut-off" ? AbortSignal.any([stop, AbortSignal.timeout(cutAfter)]) : stop
    const begun = performance.now()
    const answer = await this.#portal.post(sent, gzip, until)
    const lasted = performance.now() - begun
    if (answer.outcome === "later") await this.#notNow(request, answer, until, stop)
    else if (fate === "answer-lost") this.#outbox.putBack(batch)
    else if (answer.outcome === "refused") await this.#refused(request, answer.why, stop)
    else {
      this.#patience.succeeded()
      this.#meter.taken(sent.length, lasted)
      this.#settle(batch, sent, answer.value)
    }
  }

  async #notNow(
    { batch }: Disturbed,
    answer: Extract<Answer<Rejected>, { outcome: "later" }>,
    until: AbortSignal,
    stop: AbortSignal,
  ): Promise<void> {
    this.#outbox.putBack(batch)
    // Stopped or cut off on purpose: that is not the portal's fault.
    if (until.aborted) return
    this.#meter.failed(/^\d{3}/.exec(answer.why)?.[0] ?? answer.why)
    if (answer.unreachable) this.#whenUnreachable()
    await this.#patience.failed(answer, stop)
  }

  /** One half of what is refused as a whole may be welcome; a single line is not sent again. */
  async #refused({ batch }: Disturbed, why: string, stop: AbortSignal): Promise<void> {
    this.#meter.failed(/^\d{3}/.exec(why)?.[0] ?? why)
    if (batch.length === 1) {
      this.#settle(batch, batch, [{ line: 1, reason: why }])
      return
    }
    const half = Math.ceil(batch.length / 2)
    const halves = [batch.slice(0, half), batch.slice(half)]
    this.#outbox.split(batch, halves)
    for (const part of halves) await this.#send(this.#whole(part), stop)
  }

  #settle(batch: ReadonlyArray<Line>, sent: ReadonlyArray<Line>, rejected: Rejected): void {
    const own = new Set(rejected.length === 0 ? [] : batch)
    const refused = new Set<Line>()
    for (const { line: number, reason } of rejected) {
      const line = sent[number - 1]
      if (line === undefined || !own.has(line) || refused.has(line)) continue
      refused.add(line)
      // Numbers and times in it would make every reason a new one.
      const kind = reason.replaceAll(/\d+/g, "…")
      if (this.#reasonsPrinted.has(kind)) continue
      this.#reasonsPrinted.add(kind)
      this.#world.trouble(`The portal rejects a line: ${reason}. Further ones for this reason are not printed.`)
    }
    this.#outbox.settle(batch, refused)
    this.#delivered += batch.length - refused.size
    this.#rejected += refused.size
  }
}
