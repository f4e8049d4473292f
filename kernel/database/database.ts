import { Context, Effect, Exit, Layer, Option, type Scope } from "effect"
import postgres from "postgres"
import { type Pool, poolOf, type Reserved } from "./pool.ts"
import { beginAs, CurrentViewer, type Viewer } from "./viewer.ts"

/** An open transaction. A function that needs `Tx` cannot run, or compile, outside one. */
export class Tx extends Context.Service<Tx, postgres.ISql>()("kernel/Tx") {}

/** One statement on the connection given, whose rows it answers with. */
type Statement<Row> = (sql: postgres.ISql) => PromiseLike<ReadonlyArray<Row>>

type Mode = "read only" | "read write"

/** How many exports run at a time; a further one waits for its turn. */
const LENGTHY_READINGS = 3
/** Connections for single statements outside transactions. */
const OUTSIDE_TRANSACTIONS = 3

export class Database extends Context.Service<
  Database,
  {
    /** Runs the work in one transaction seen through `CurrentViewer`; inside another transaction it joins that one. */
    transaction<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** The same, read only and on the pool for pages: its statements travel together when run concurrently. */
    reading<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** The same as `reading` on connections of its own, for what lasts as long as its reader likes: no page waits for it. */
    lengthy<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, Exclude<R, Tx>>
    /** Runs one statement outside any transaction: row security shows it nothing but what functions of the owner's tell. */
    outside<Row>(statement: Statement<Row>): Effect.Effect<ReadonlyArray<Row>>
    /** Hears what is notified on a channel until the scope closes. `onListening` is called at once, and whenever some may have been missed. */
    listen(
      channel: string,
      onMessage: (text: string) => void,
      onListening?: () => void,
    ): Effect.Effect<void, never, Scope.Scope>
  }
>()("kernel/Database") {
  /** Connects as the application's role. Writing, reading and lengthy reading have connections of their own. */
  static readonly layer = (url: string, connections: { readonly read: number; readonly write: number }) =>
    Layer.effect(
      Database,
      Effect.gen(function* () {
        const connect = (name: string, onclose = () => {}) =>
          postgres(url, {
            max: 1,
            onnotice: () => {},
            connection: { application_name: name },
            idle_timeout: 60,
            onclose,
          })
        const open = (max: number, name: string) =>
          Effect.acquireRelease(
            Effect.sync(() => poolOf(max, (onclose) => connect(name, onclose))),
            (pool) => Effect.promise(() => pool.end(5)),
          )
        const write = yield* open(connections.write, "hoistway write")
        const read = yield* open(connections.read, "hoistway read")
        const lengthy = yield* open(LENGTHY_READINGS, "hoistway lengthy")

        const outside = yield* open(OUTSIDE_TRANSACTIONS, "hoistway")
        const listener = yield* Effect.acquireRelease(
          Effect.sync(() => connect("hoistway listen")),
          (sql) => Effect.promise(() => sql.end({ timeout: 5 })),
        )

        const run = <A, E, R>(pool: Pool, mode: Mode, work: Effect.Effect<A, E, R>) =>
          Effect.flatMap(Effect.serviceOption(Tx), (outer) =>
            Option.isSome(outer)
              ? Effect.provideService(work, Tx, outer.value)
              : Effect.flatMap(CurrentViewer, (viewer) =>
                  Effect.acquireUseRelease(
                    begin(pool, viewer, mode),
                    ({ connection, loss }) =>
                      Effect.raceFirst(
                        Effect.provideService(work, Tx, connection),
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
          outside: (statement) =>
            Effect.acquireUseRelease(
              Effect.promise(() => outside.reserve()),
              ({ connection, loss }) => Effect.promise(() => Promise.race([statement(connection), loss])),
              ({ giveBack }, exit) => Effect.sync(() => giveBack(Exit.hasInterrupts(exit))),
            ) as never,
          listen: (channel, onMessage, onListening) =>
            Effect.asVoid(
              Effect.acquireRelease(
                Effect.promise(() => listener.listen(channel, onMessage, onListening)),
                (listening) => Effect.promise(() => listening.unlisten().catch(() => {})),
              ),
            ),
        })
      }),
    )
}

const begin = (pool: Pool, viewer: Viewer, mode: Mode) =>
  Effect.promise(async () => {
    const reserved = await pool.reserve()
    // Not awaited: the first statement travels with it. When it fails, that statement fails too, and settle releases.
    reserved.connection.unsafe(beginAs(viewer, mode)).catch(() => {})
    return reserved
  })

const settle = ({ connection, loss, isLost, giveBack }: Reserved, exit: Exit.Exit<unknown, unknown>) =>
  Effect.promise(async () => {
    let ended = false
    try {
      if (isLost() && !Exit.isSuccess(exit)) return
      await Promise.race([Exit.isSuccess(exit) ? connection`commit` : connection`rollback`, loss])
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

/** Runs one statement outside any transaction: where it is not known yet whose eyes to look through. See `Database.outside`. */
export const queryOutside = <Row>(statement: Statement<Row>) => Database.use((database) => database.outside(statement))

/** Times as an array parameter. The driver would send an array of dates under the type of its first element. */
export const instants = (times: ReadonlyArray<Date | null>): Array<string | null> =>
  times.map((time) => time?.toISOString() ?? null)
