import { Context, Effect, Exit, Layer, Option } from "effect"
import postgres from "postgres"
import { type Pool, poolOf, type Reserved } from "./pool.ts"
import { beginAs, CurrentViewer, type Viewer } from "./viewer.ts"

/** An open transaction. A function that needs `Tx` cannot run, or compile, outside one. */
export class Tx extends Context.Service<Tx, postgres.ISql>()("kernel/Tx") {}

type Mode = "read only" | "read write"

/** How many exports run at a time; a further one waits for its turn. */
const LENGTHY_READINGS = 3
/** Connections for single statements without a transaction. */
const OUTSIDE_TRANSACTIONS = 2

export class Database extends Context.Service<
  Database,
  {
    /** Runs the work in one transaction seen through `CurrentViewer`; inside another transaction it joins that one. */
    transaction<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** The same, read only and on the pool for pages: its statements travel together when run concurrently. */
    reading<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** The same as `reading` on connections of its own, for what lasts as long as its reader likes: no page waits for it. */
    lengthy<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** A connection outside any transaction, for LISTEN and COPY. Row security shows nothing on it. */
    readonly sql: postgres.Sql
  }
>()("kernel/Database") {
  /** Connects as the application's role. Writing, reading and lengthy reading have connections of their own. */
  static readonly layer = (url: string, connections: { readonly read: number; readonly write: number }) =>
    Layer.effect(
      Database,
      Effect.gen(function* () {
        const connect = (max: number, name: string, onclose = () => {}) =>
          postgres(url, { max, onnotice: () => {}, connection: { application_name: name }, idle_timeout: 60, onclose })
        const open = (max: number, name: string) =>
          Effect.acquireRelease(
            Effect.sync(() => poolOf(max, (onclose) => connect(1, name, onclose))),
            (pool) => Effect.promise(() => pool.end(5)),
          )
        const write = yield* open(connections.write, "hoistway write")
        const read = yield* open(connections.read, "hoistway read")
        const lengthy = yield* open(LENGTHY_READINGS, "hoistway lengthy")

        const sql = yield* Effect.acquireRelease(
          Effect.sync(() => connect(OUTSIDE_TRANSACTIONS, "hoistway")),
          (plain) => Effect.promise(() => plain.end({ timeout: 5 })),
        )

        const run = <A, E, R>(pool: Pool, mode: Mode, work: Effect.Effect<A, E, R>) =>
          Effect.flatMap(Effect.serviceOption(Tx), (outer) =>
            Option.isSome(outer)
              ? Effect.provideService(work, Tx, outer.value)
              : Effect.flatMap(CurrentViewer, (viewer) =>
                  Effect.acquireUseRelease(
                    begin(pool, viewer, mode),
                    ({ tx, loss }) =>
                      Effect.raceFirst(
                        Effect.provideService(work, Tx, tx),
                        Effect.promise(() => loss),
                      ),
                    settle,
                  ),
                ),
          )

        return Database.of({
          transaction: (work) => run(write, "read write", work) as never,
          reading: (work) => run(read, "read only", work) as never,
          lengthy: (work) => run(lengthy, "read only", work) as never,
          sql,
        })
      }),
    )
}

/** A connection of its own for one transaction. `loss` never succeeds: it fails when the server has gone away from it. */
interface Session {
  readonly giveBack: (lost: boolean) => void
  readonly tx: postgres.ISql
  readonly isLost: () => boolean
  readonly loss: Promise<never>
}

/** postgres.js would reject another statement that is under way in place of this one, which would wait for ever. */
const refuseUndefined = ([text, ...values]: ReadonlyArray<unknown>) => {
  if (!Array.isArray(text) || !("raw" in text) || !values.includes(undefined)) return
  throw new Error(`A value of a statement is undefined: ${text.join("…").trim()}`)
}

/**
 * postgres.js ends the process when a reserved connection that was closed is written to, lets some of its statements wait
 * for ever, and hands it out again when it is released. So a loss ends the transaction here, and nothing touches the
 * connection any more: the next transaction has another one.
 */
const watch = ({ connection, giveBack }: Reserved) => {
  let lost = false
  const { promise: loss, reject } = Promise.withResolvers<never>()
  loss.catch(() => {})
  const whileOpen = () => {
    if (!lost) return
    const error = new Error("The connection to the database was lost in the middle of a transaction")
    throw Object.assign(error, { code: "CONNECTION_CLOSED" })
  }
  const tx = new Proxy(connection, {
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
  const session: Session = { giveBack, tx, isLost: () => lost, loss }
  const onexecute = (inner: { onclose?: (error: unknown) => void }) => {
    inner.onclose = (error) => {
      lost = true
      reject(error)
    }
    return true
  }
  return { session, onexecute }
}

const begin = (pool: Pool, viewer: Viewer, mode: Mode) =>
  Effect.promise(async () => {
    const reserved = await pool.reserve()
    const { session, onexecute } = watch(reserved)
    // Not awaited: the first statement travels with it. When it fails, that statement fails too, and settle releases.
    reserved.connection.unsafe(beginAs(viewer, mode), [], { onexecute } as never).catch(() => {})
    return session
  })

const settle = ({ giveBack, tx, isLost, loss }: Session, exit: Exit.Exit<unknown, unknown>) =>
  Effect.promise(async () => {
    let ended = false
    try {
      if (isLost() && !Exit.isSuccess(exit)) return
      await Promise.race([Exit.isSuccess(exit) ? tx`commit` : tx`rollback`, loss])
      ended = true
    } finally {
      // What cannot even be rolled back is about to be lost.
      giveBack(!ended)
    }
  })

/** Runs the wrapped use case in one transaction: last argument of `Effect.fn`. */
export const transactional = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Database.use((database) => database.transaction(work))

/** Runs the wrapped query in one read-only transaction: last argument of `Effect.fn`. */
export const reading = <A, E, R>(work: Effect.Effect<A, E, R>) => Database.use((database) => database.reading(work))

/** Runs an export in one read-only transaction that no page waits for. */
export const lengthyReading = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Database.use((database) => database.lengthy(work))

/** Looks through the given viewer's eyes. Has no effect inside a transaction that is open already. */
export const as =
  (viewer: Viewer) =>
  <A, E, R>(work: Effect.Effect<A, E, R>) =>
    Effect.provideService(work, CurrentViewer, viewer)

/** Runs one statement. A failing statement is a bug, so it is a defect, not a typed error. */
export const query = <Row>(statement: (tx: postgres.ISql) => PromiseLike<ReadonlyArray<unknown>>) =>
  Effect.flatMap(Tx, (tx) => Effect.promise(() => statement(tx) as PromiseLike<ReadonlyArray<Row>>))

/** Times as an array parameter. The driver would send an array of dates under the type of its first element. */
export const instants = (times: ReadonlyArray<Date | null>): Array<string | null> =>
  times.map((time) => time?.toISOString() ?? null)
