import net from "node:net"

/** The line between a browser and a portal. */
export interface Cable {
  readonly url: string
  /** Ends every connection, and lets none through until `mend`. */
  readonly cut: () => void
  /** Is cut as soon as a request begins so. */
  readonly cutAt: (beginning: string) => void
  readonly mend: () => void
  readonly remove: () => Promise<void>
}

/** Lays a line to a port of this machine. */
export const layCable = async (port: number): Promise<Cable> => {
  let whole = true
  let last: string | null = null
  const ends = new Set<net.Socket>()
  const join = (from: net.Socket, to: net.Socket) => {
    ends.add(from)
    from.pipe(to)
    // A line that breaks is what this is for: the other end learns of it by losing its own.
    from.on("error", () => to.destroy())
    from.on("close", () => {
      ends.delete(from)
      to.destroy()
    })
  }
  const drop = () => {
    whole = false
    for (const end of ends) end.destroy()
  }
  const server = net.createServer((near) => {
    if (!whole) return void near.destroy()
    near.on("data", (asked) => {
      if (last !== null && asked.toString("latin1").startsWith(last)) drop()
    })
    const far = net.connect(port, "127.0.0.1")
    join(near, far)
    join(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    cut: drop,
    cutAt: (beginning) => {
      last = beginning
    },
    mend: () => {
      last = null
      whole = true
    },
    remove: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}
