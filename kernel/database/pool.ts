import type postgres from "postgres"

/** A connection that nobody else uses meanwhile. */
export interface Reserved {
  /** Takes statements until the connection is lost; it throws from then on. */
  readonly connection: postgres.ISql
  /** Never resolves: rejects when the connection is lost. */
  readonly loss: Promise<never>
  readonly isLost: () => boolean
  /** For the next one; not when it is lost, or `spoilt`: left in the middle of something. */
  readonly giveBack: (spoilt: boolean) => void
}

/** Connections of which each has one user at a time. */
export interface Pool {
  /** Waits for a connection that is free. Rejects when the server cannot be reached. */
  readonly reserve: () => Promise<Reserved>
  /** Ends the connections once those in use are given back, or after so many seconds. */
  readonly end: (seconds: number) => Promise<void>
}

/** A client of one connection. */
interface Client {
  readonly sql: postgres.Sql
  /** Called when its connection closes. */
  onclose: () => void
}

/** How often a connection that closes while it is asked for is replaced before that is taken for a failure. */
const REPLACEMENTS = 3
/** A connection that is just being opened again is closed properly within it. */
const UNTIL_CUT_OFF_SECONDS = 5

const closed = (message: string) => Object.assign(new Error(message), { code: "CONNECTION_CLOSED" })

/** postgres.js would reject another statement that is under way in place of this one, which would wait for ever. */
const refuseUndefined = ([text, ...values]: ReadonlyArray<unknown>) => {
  if (!Array.isArray(text) || !("raw" in text) || !values.includes(undefined)) return
  throw new Error(`A value of a statement is undefined: ${text.join("…").trim()}`)
}

/**
 * postgres.js ends the process when a reserved connection that was closed is written to, and lets some of its statements wait
 * for ever. So nothing touches a connection any more that is lost, and whoever waits for an answer is told.
 */
const watch = (client: Client, reserved: postgres.ReservedSql): Omit<Reserved, "giveBack"> => {
  let lost = false
  const { promise: loss, reject } = Promise.withResolvers<never>()
  loss.catch(() => {})
  const error = () => closed("The connection to the database was lost in the middle of its work")
  client.onclose = () => {
    lost = true
    reject(error())
  }
  const whileOpen = () => {
    if (lost) throw error()
  }
  const connection = new Proxy(reserved, {
    apply: (target, self, statement: ReadonlyArray<unknown>) => {
      whileOpen()
      refuseUndefined(statement)
      return Reflect.apply(target as never, self, statement)
    },
    get: (target, property) => {
      whileOpen()
      return Reflect.get(target, property)
    },
  })
  return { connection, loss, isLost: () => lost }
}

/**
 * Keeps at most so many connections. Each is a client of its own, because the queue of postgres.js loses whoever waits in it
 * for a reserved connection when one closes: nobody ever waits there. `open` makes a client of one connection.
 */
export const poolOf = (most: number, open: (onclose: () => void) => postgres.Sql): Pool => {
  const clients = new Set<Client>()
  const idle: Array<Client> = []
  const waiting: Array<() => void> = []
  let inUse = 0
  let ended = false

  const openClient = (): Client => {
    const client: Client = { sql: open(() => client.onclose()), onclose: () => {} }
    clients.add(client)
    return client
  }
  const discard = (client: Client) => {
    clients.delete(client)
    void client.sql.end({ timeout: UNTIL_CUT_OFF_SECONDS })
  }

  const place = () =>
    inUse < most ? (inUse++, Promise.resolve()) : new Promise<void>((resolve) => waiting.push(resolve))
  const leavePlace = () => {
    const next = waiting.shift()
    if (next === undefined) inUse--
    else next()
  }

  /**
   * Null: the connection closed meanwhile, of which postgres.js may not tell who asked for it. What it asks itself of a new
   * connection, the types of arrays, then fails for nobody.
   */
  const connectionOf = async (client: Client) => {
    const meanwhile = new Promise<null>((resolve) => {
      client.onclose = () => resolve(null)
    })
    try {
      const connection = await Promise.race([client.sql.reserve(), meanwhile])
      if (connection === null) discard(client)
      return connection
    } catch (error) {
      discard(client)
      throw error
    }
  }

  const take = async (): Promise<{ readonly client: Client; readonly connection: postgres.ReservedSql }> => {
    for (let i = 0; i < REPLACEMENTS; i++) {
      const client = idle.pop() ?? openClient()
      const connection = await connectionOf(client)
      if (connection !== null) return { client, connection }
    }
    throw closed("The database closes every connection")
  }

  return {
    reserve: async () => {
      await place()
      try {
        if (ended) throw new Error("The connections to the database are ended")
        const { client, connection } = await take()
        const watched = watch(client, connection)
        return {
          ...watched,
          giveBack: (spoilt) => {
            client.onclose = () => {}
            if (spoilt || watched.isLost()) discard(client)
            else {
              connection.release()
              idle.push(client)
            }
            leavePlace()
          },
        }
      } catch (error) {
        leavePlace()
        throw error
      }
    },
    end: async (seconds) => {
      ended = true
      await Promise.all([...clients].map((client) => client.sql.end({ timeout: seconds })))
    },
  }
}
