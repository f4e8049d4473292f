import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { gunzipSync } from "node:zlib"
import type { PortalUnit } from "../portal.ts"
import { countersIn, figuresOf } from "./reference.ts"
import type { Message } from "./reference.ts"

/** What happens to one post: stored and acknowledged, refused, cut off before it is stored, or cut off after it. */
export type Fate = "stored" | "unavailable" | "too-many" | "too-large" | "cut-before" | "cut-after"

/** A unit's past of one month as it came. */
export interface PastLine {
  readonly unit: string
  readonly intervals: ReadonlyArray<{
    readonly state: string
    readonly fault?: string
    readonly reason?: string
    readonly from: string
    readonly to: string | null
  }>
  readonly hours: ReadonlyArray<readonly [string, number, number, number, number, number]>
}

const mostBytes = 5 * 1024 * 1024
const mostLines = 10_000

/** A portal on a free port that keeps what it is told, each message once, and computes figures by the definitions. */
export class LocalPortal {
  readonly token = "gateway-token"
  /** Numbered messages in the order in which they first came. */
  readonly stored: Array<Message> = []
  /** Two different messages under one number: must stay empty. */
  readonly conflicts: Array<string> = []
  duplicates = 0
  posts = 0
  /** Decides on the post with this number, counted from 1. */
  fate: (post: number, lines: number) => Fate = () => "stored"
  /** A line that is not taken, and why. */
  reject: (message: Message) => string | null = () => null
  onPost: (messages: ReadonlyArray<Message>) => void = () => {}
  /** The time up to which figures are computed. */
  now: () => number = Date.now
  /** What is said instead of the figures of a unit. */
  distort: (line: object) => object = (line) => line
  /** Units' pasts, by unit. */
  readonly past = new Map<string, Array<PastLine>>()
  listed: ReadonlyArray<PortalUnit>
  readonly #byUnit = new Map<string, Array<Message>>()
  readonly #fleeting = new Map<string, Map<string, Message>>()
  readonly #texts = new Map<string, string>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  constructor(listed: ReadonlyArray<PortalUnit>) {
    this.listed = listed
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** The numbered messages of one unit, by number. */
  of(unit: string): ReadonlyArray<Message> {
    return (this.#byUnit.get(unit) ?? []).toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Array<Buffer> = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      // Cut off by the other side: there is nobody to answer.
      return
    }
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401).end()
      return
    }
    const { pathname, searchParams } = new URL(request.url ?? "", "http://portal")
    if (pathname === "/telemetry/units") {
      response.end(JSON.stringify({ units: this.listed.map((unit) => this.#asKnown(unit)) }))
    } else if (pathname === "/telemetry/figures") {
      response.end(this.#figures(searchParams.get("from") ?? "", searchParams.get("to") ?? ""))
    } else {
      const raw = Buffer.concat(chunks)
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw
      const lines = body
        .toString()
        .split("\n")
        .filter((line) => line !== "")
      if (body.length > mostBytes || lines.length > mostLines) response.writeHead(413).end()
      else this.#take(lines, pathname === "/telemetry/past", request, response)
    }
  }

  #take(lines: ReadonlyArray<string>, isPast: boolean, request: IncomingMessage, response: ServerResponse): void {
    this.posts += 1
    const fate = this.fate(this.posts, lines.length)
    if (fate === "unavailable") response.writeHead(503).end()
    else if (fate === "too-many") response.writeHead(429, { "retry-after": "1" }).end()
    else if (fate === "too-large") response.writeHead(413).end()
    else if (fate === "cut-before") request.socket.destroy()
    else {
      const answer = isPast ? this.#takePast(lines) : this.#store(lines)
      if (fate === "cut-after") request.socket.destroy()
      else response.writeHead(202).end(JSON.stringify(answer))
    }
  }

  #asKnown(unit: PortalUnit): PortalUnit {
    const known = this.of(unit.unit)
    const counters = known.findLast((message) => message.kind === "counters")
    const state = known.findLast((message) => message.kind === "state")?.["state"]
    return {
      ...unit,
      state: typeof state === "string" ? state : unit.state,
      counters: counters === undefined ? unit.counters : countersIn(counters),
      lastSeq: known.at(-1)?.seq ?? unit.lastSeq,
    }
  }

  #figures(from: string, to: string): string {
    const period = { from: Date.parse(from), to: Date.parse(to), now: this.now() }
    return this.listed
      .map(({ unit, timeZone }) => {
        const messages = [...this.of(unit), ...(this.#fleeting.get(unit)?.values() ?? [])]
        const line = { unit, timeZone, ...figuresOf(messages, timeZone, period) }
        return JSON.stringify(this.distort(line)) + "\n"
      })
      .join("")
  }

  #store(lines: ReadonlyArray<string>) {
    const answer = { accepted: 0, duplicates: 0, rejected: [] as Array<{ line: number; reason: string }> }
    const messages = lines.map((line) => JSON.parse(line) as Message)
    for (const [index, message] of messages.entries()) {
      const reason = this.reject(message)
      if (reason !== null) answer.rejected.push({ line: index + 1, reason })
      else if (message.seq === undefined ? this.#isNewFleeting(message) : this.#isNew(message, lines[index] ?? "")) {
        answer.accepted += 1
      } else answer.duplicates += 1
    }
    this.duplicates += answer.duplicates
    this.onPost(messages)
    return answer
  }

  #isNewFleeting(message: Message): boolean {
    const own = this.#fleeting.get(message.unit) ?? new Map<string, Message>()
    this.#fleeting.set(message.unit, own)
    const key = `${message.kind} ${message.at}`
    if (own.has(key)) return false
    own.set(key, message)
    return true
  }

  #isNew(message: Message, text: string): boolean {
    const key = `${message.unit} ${message.seq}`
    const before = this.#texts.get(key)
    if (before !== undefined) {
      if (before !== text) this.conflicts.push(`${before} / ${text}`)
      return false
    }
    this.#texts.set(key, text)
    this.stored.push(message)
    const own = this.#byUnit.get(message.unit)
    if (own === undefined) this.#byUnit.set(message.unit, [message])
    else own.push(message)
    return true
  }

  /** A unit's months come in order, without anything twice; a unit that is driven has a history already. */
  #takePast(lines: ReadonlyArray<string>) {
    const answer = { accepted: 0, rejected: [] as Array<{ line: number; reason: string }> }
    for (const [index, text] of lines.entries()) {
      const line = JSON.parse(text) as PastLine
      const reason = this.#problemOf(line)
      if (reason === null) {
        this.past.set(line.unit, [...(this.past.get(line.unit) ?? []), line])
        answer.accepted += 1
      } else answer.rejected.push({ line: index + 1, reason })
    }
    return answer
  }

  #problemOf(line: PastLine): string | null {
    if (this.#byUnit.has(line.unit)) return "the unit has a history"
    const before = this.past.get(line.unit) ?? []
    const hours = [...before.flatMap((month) => month.hours.slice(-1)), ...line.hours].map(([hour]) => Date.parse(hour))
    if (hours.some((hour, place) => place > 0 && hour <= (hours[place - 1] ?? 0))) return "hours are not in order"
    const ends = [...before.flatMap((month) => month.intervals.slice(-1)), ...line.intervals]
    const overlaps = ends.some(({ from, to }, place) => {
      const end = ends[place - 1]?.to
      return (to !== null && to <= from) || (place > 0 && (end === null || end === undefined || end > from))
    })
    return overlaps ? "intervals are not in order" : null
  }
}
