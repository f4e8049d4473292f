import type postgres from "postgres"

/** A connection that nobody else uses meanwhile. */
export interface Reserved {
  readonly connection: postgres.ReservedSql
  /** For the next one, unless the connection was lost. */
  readonly giveBack: (lost: boolean) => void
}

/** Connections of which each transaction has one to itself. */
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

  /** Null: the connection closed meanwhile, of which postgres.js may not tell who asked for it. */
  const connectionOf = async (client: Client) => {
    const closed = new Promise<null>((resolve) => {
      client.onclose = () => resolve(null)
    })
    try {
      const connection = await Promise.race([client.sql.reserve(), closed])
      client.onclose = () => {}
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
    throw Object.assign(new Error("The database closes every connection"), { code: "CONNECTION_CLOSED" })
  }

  return {
    reserve: async () => {
      await place()
      try {
        if (ended) throw new Error("The connections to the database are ended")
        const { client, connection } = await take()
        return {
          connection,
          giveBack: (lost) => {
            if (lost) discard(client)
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
