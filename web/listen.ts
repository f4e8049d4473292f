import type { Server } from "node:http"
import type net from "node:net"
import { getRequestListener, RequestError } from "@hono/node-server"
import { createServer } from "node:http"
import type { Config } from "#kernel/config.ts"
import { createApp } from "./app.ts"
import { StartFailed } from "./process.ts"
import type { Web } from "./web.ts"

export interface Listening {
  readonly url: string
  readonly port: number
  /** Takes no new request, lets those under way finish (a few seconds at most) and closes. */
  readonly close: () => Promise<void>
}

const portTaken = (host: string, port: number) =>
  new StartFailed(
    `Port ${port} of ${host} is in use. Choose another with PORT=…, or leave PORT out to get the next free one.`,
  )

const FIRST_PORT = 8080
const PORTS_TRIED = 100
const GRACE_MS = 4000
const IDLE_LOOK_MS = 50

const listenOn = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      resolve()
    })
  })

const isTaken = (error: unknown) => ["EADDRINUSE", "EACCES"].includes((error as { code?: string }).code ?? "")

/** What is said where no page can be made. */
const plain = (text: string, status: number) =>
  new Response(text, {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
    },
  })

/** Listens on the port of the settings, or on the first free one from 8080. Returns which. */
const bind = async (server: Server, config: Config): Promise<number> => {
  const wanted = config.port === null ? Array.from({ length: PORTS_TRIED }, (_, i) => FIRST_PORT + i) : [config.port]
  for (const port of wanted) {
    try {
      await listenOn(server, port, config.host)
      return (server.address() as net.AddressInfo).port
    } catch (error) {
      if (!isTaken(error)) throw error
    }
  }
  throw portTaken(config.host, wanted.at(-1) ?? FIRST_PORT)
}

/** Fails as `listen` would for want of a port: for whoever would start much before they listen. */
export const expectFreePort = async (config: Config): Promise<void> => {
  const probe = createServer()
  await bind(probe, config)
  await new Promise((resolve) => probe.close(resolve))
}

/** Serves the portal, or the given app, on the port of the settings, or on the first free one from 8080. */
export const listen = async (web: Web, config: Config, app = createApp(web)): Promise<Listening> => {
  const server = createServer(
    // Long addresses and cookies fit in 16 kB; more is refused with 431 before it reaches us. A file of 200 MB may come
    // over a slow line for half an hour.
    { maxHeaderSize: 16 * 1024, requestTimeout: 1_800_000, headersTimeout: 20_000, keepAliveTimeout: 20_000 },
    getRequestListener(app.fetch, {
      errorHandler: (error) => {
        if (error instanceof RequestError) return plain("This request could not be read.\n", 400)
        web.log.error("a request failed before it had a page", { error })
        return plain("Something went wrong.\n", 500)
      },
    }),
  )
  const sockets = new Set<net.Socket>()
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
  })
  const bound = await bind(server, config)
  const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`
  web.listensAt(url)
  return {
    port: bound,
    url,
    close: () =>
      new Promise<void>((resolve) => {
        // A connection whose last answer has gone out is kept open by the browser, and would keep us waiting.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
        server.close(() => {
          clearInterval(idle)
          resolve()
        })
        server.closeIdleConnections()
        // Live pages stay open for as long as they may: they are told to come back.
        setTimeout(() => {
          for (const socket of sockets) socket.destroy()
        }, GRACE_MS).unref()
      }),
  }
}
