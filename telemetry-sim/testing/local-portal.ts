import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { gunzipSync } from "node:zlib"
import type { PortalUnit } from "../portal.ts"

interface Stored {
  readonly unit: string
  readonly at: string
  readonly seq?: number
  readonly kind: string
  readonly [field: string]: unknown
}

/** What happens to one post: stored and acknowledged, refused, cut off before it is stored, or cut off after it. */
export type Fate = "stored" | "unavailable" | "too-many" | "cut-before" | "cut-after"

/** A portal on a free port that keeps what it is told, each number of a unit once. */
export class LocalPortal {
  readonly token = "gateway-token"
  /** Numbered messages in the order in which they first came. */
  readonly stored: Array<Stored> = []
  /** Two different messages under one number: must stay empty. */
  readonly conflicts: Array<string> = []
  duplicates = 0
  posts = 0
  /** Decides on the post with this number, counted from 1. */
  fate: (post: number) => Fate = () => "stored"
  /** A line that is not taken, and why. */
  reject: (message: Stored) => string | null = () => null
  onPost: (messages: ReadonlyArray<Stored>) => void = () => {}
  readonly #byUnit = new Map<string, Array<Stored>>()
  readonly #texts = new Map<string, string>()
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  #listed: ReadonlyArray<PortalUnit>

  constructor(listed: ReadonlyArray<PortalUnit>) {
    this.#listed = listed
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** What was stored of one unit, by number. */
  of(unit: string): ReadonlyArray<Stored> {
    return (this.#byUnit.get(unit) ?? []).toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401).end()
      return
    }
    if (request.url === "/telemetry/units") {
      response.end(JSON.stringify({ units: this.#listed.map((unit) => this.#asKnown(unit)) }))
      return
    }
    this.posts += 1
    const fate = this.fate(this.posts)
    if (fate === "unavailable") response.writeHead(503).end()
    else if (fate === "too-many") response.writeHead(429, { "retry-after": "1" }).end()
    else if (fate === "cut-before") request.socket.destroy()
    else {
      const raw = Buffer.concat(chunks)
      const body = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString()
      const lines = body.split("\n").filter((line) => line !== "")
      const answer = this.#store(lines)
      if (fate === "cut-after") request.socket.destroy()
      else response.writeHead(202).end(JSON.stringify(answer))
    }
  }

  #asKnown(unit: PortalUnit): PortalUnit {
    const known = this.of(unit.unit)
    const counters = known.findLast((message) => message.kind === "counters") as unknown as PortalUnit["counters"]
    const state = known.findLast((message) => message.kind === "state")?.["state"] as string | undefined
    return {
      ...unit,
      state: state ?? unit.state,
      counters: counters ?? unit.counters,
      lastSeq: known.at(-1)?.seq ?? unit.lastSeq,
    }
  }

  #store(lines: ReadonlyArray<string>) {
    const answer = { accepted: 0, duplicates: 0, rejected: [] as Array<{ line: number; reason: string }> }
    const messages = lines.map((line) => JSON.parse(line) as Stored)
    for (const [index, message] of messages.entries()) {
      const reason = this.reject(message)
      const key = `${message.unit} ${message.seq}`
      const before = this.#texts.get(key)
      if (reason !== null) answer.rejected.push({ line: index + 1, reason })
      else if (message.seq === undefined) answer.accepted += 1
      else if (before === undefined) {
        answer.accepted += 1
        this.#texts.set(key, lines[index] ?? "")
        this.stored.push(message)
        const own = this.#byUnit.get(message.unit)
        if (own === undefined) this.#byUnit.set(message.unit, [message])
        else own.push(message)
      } else {
        answer.duplicates += 1
        if (before !== lines[index]) this.conflicts.push(`${before} / ${lines[index]}`)
      }
    }
    this.duplicates += answer.duplicates
    this.onPost(messages)
    return answer
  }
}
