import { once } from "node:events"
import net from "node:net"
import { percentile } from "./benchmark.ts"

export interface Load {
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  /** Of one answer as it travelled, its head included. */
  readonly bytes: number
}

const END_OF_CHUNKS = Buffer.from("\r\n0\r\n\r\n")

/** A connection that is kept open and asks again as soon as it was answered. */
class Connection {
  readonly #socket: net.Socket
  readonly #request: string
  #received: Array<Buffer> = []
  #size = 0
  #expected: number | "chunks" | null = null
  #answered: (answer: { readonly bytes: number; readonly text: () => string }) => void = () => {}
  #failed: (error: Error) => void = () => {}

  private constructor(socket: net.Socket, request: string) {
    this.#socket = socket
    this.#request = request
    socket.setNoDelay(true)
    socket.on("data", (piece: Buffer<ArrayBuffer>) => this.#take(piece))
    socket.on("close", () => this.#failed(new Error("The server closed the connection.")))
    socket.on("error", (error) => this.#failed(error))
  }

  static async open(url: URL, headers: Readonly<Record<string, string>>): Promise<Connection> {
    const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
    const socket = net.connect(Number(url.port), url.hostname)
    await once(socket, "connect")
    return new Connection(socket, `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}\r\n`)
  }

  ask(): Promise<{ readonly bytes: number; readonly text: () => string }> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      this.#socket.write(this.#request)
    })
  }

  close() {
    this.#failed = () => {}
    this.#socket.destroy()
  }

  #take(piece: Buffer) {
    this.#received.push(piece)
    this.#size += piece.length
    if (this.#expected === null) {
      const text = Buffer.concat(this.#received).toString("latin1")
      const end = text.indexOf("\r\n\r\n")
      if (end < 0) return
      const head = text.slice(0, end)
      if (!head.startsWith("HTTP/1.1 200")) return this.#failed(new Error(`Answered with ${head.split("\r\n")[0]}`))
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      this.#expected = length === undefined ? "chunks" : end + 4 + Number(length)
    }
    const last = this.#received.at(-1) ?? piece
    // The end mark may be cut in two by the packets: then the last two pieces are looked at together.
    const tail = last.length >= END_OF_CHUNKS.length ? last : Buffer.concat(this.#received.slice(-2))
    const complete =
      this.#expected === "chunks"
        ? tail.subarray(-END_OF_CHUNKS.length).equals(END_OF_CHUNKS)
        : this.#size >= this.#expected
    if (!complete) return
    const pieces = this.#received
    const bytes = this.#size
    this.#received = []
    this.#size = 0
    this.#expected = null
    this.#answered({ bytes, text: () => Buffer.concat(pieces).toString("utf8") })
  }
}

/** Asks once and returns the whole answer as text, to see that it is the page that was meant. */
export const askOnce = async (address: string, headers: Readonly<Record<string, string>>): Promise<string> => {
  const connection = await Connection.open(new URL(address), headers)
  try {
    return (await connection.ask()).text()
  } finally {
    connection.close()
  }
}

/** So many connections ask the same thing over and over for so long. Fails at the first answer that is not 200. */
export const load = async (
  address: string,
  headers: Readonly<Record<string, string>>,
  options: { readonly connections: number; readonly seconds: number },
): Promise<Load> => {
  const url = new URL(address)
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => Connection.open(url, headers)),
  )
  const times: Array<number> = []
  let bytes = 0
  const begun = performance.now()
  const end = begun + options.seconds * 1000
  try {
    await Promise.all(
      connections.map(async (connection) => {
        while (performance.now() < end) {
          const asked = performance.now()
          const answer = await connection.ask()
          times.push(performance.now() - asked)
          bytes = answer.bytes
        }
      }),
    )
  } finally {
    for (const connection of connections) connection.close()
  }
  const seconds = (performance.now() - begun) / 1000
  return { perSecond: times.length / seconds, p50: percentile(times, 0.5), p95: percentile(times, 0.95), bytes }
}
