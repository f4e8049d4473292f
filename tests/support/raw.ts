import net from "node:net"

/** Sends bytes as they are, which fetch would not, and returns what comes back before the connection ends or `enough` is there. */
export const sendRaw = (port: number, bytes: string | Buffer, enough = /\r\n\r\n/): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ""
    const socket = net.connect(port, "127.0.0.1")
    const end = () => {
      socket.destroy()
      resolve(text)
    }
    socket.on("connect", () => socket.write(bytes))
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1")
      if (enough.test(text)) end()
    })
    socket.on("close", () => resolve(text))
    // A server that refuses may close while we still write.
    socket.on("error", (error: NodeJS.ErrnoException) =>
      ["ECONNRESET", "EPIPE"].includes(error.code ?? "") ? end() : reject(error),
    )
  })

/** The status of an answer as it came over the wire; 0 when the connection was closed without one. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0)
