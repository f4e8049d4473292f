import { Effect, Layer } from "effect"
import { subscribe, workers } from "#kernel/bus/message-bus.ts"
import { Database, query } from "#kernel/database/database.ts"
import { deliver, inspect, ParcelPosted, quick, record, twoRetries, weigh } from "./parcels.ts"

/** A worker of its own process, which a test may kill. Started with the database's address and what it does. */
const [url = "", role = ""] = process.argv.slice(2)

const tell = (what: string) => Effect.sync(() => process.send?.(what))
const database = Database.layer(url, { read: 1, write: 4 })

/** Hangs when a transaction has committed, before pg-boss hears that the message was handled. */
const hangingAfterCommit = Layer.effect(
  Database,
  Effect.map(Database, (real) =>
    Database.of({
      ...real,
      transaction: (work) =>
        real.transaction(work).pipe(Effect.tap(() => tell("committed").pipe(Effect.andThen(Effect.never)))),
    }),
  ),
).pipe(Layer.provide(database))

const hangingHalfWay = subscribe(weigh.queue, ParcelPosted, ({ parcel }) =>
  record(parcel, "weigh").pipe(Effect.andThen(tell("half-way")), Effect.andThen(Effect.never)),
)

const waitingForLock = subscribe("parcels.inspect", ParcelPosted, ({ parcel }) =>
  Effect.andThen(
    record(parcel, "inspect"),
    query((tx) => tx`select pg_advisory_xact_lock(1)`),
  ),
)

const roles = {
  "hang after commit": { database: hangingAfterCommit, subscriptions: [deliver] },
  "hang half-way": { database, subscriptions: [hangingHalfWay] },
  "deliver and weigh": { database, subscriptions: [deliver, weigh] },
  inspect: { database, subscriptions: [inspect] },
  "wait for lock": { database, subscriptions: [waitingForLock] },
}

const chosen = roles[role as keyof typeof roles]
await Effect.runPromise(
  Layer.build(
    workers(url, chosen.subscriptions, [], { retry: twoRetries, pace: quick }).pipe(Layer.provide(chosen.database)),
  ).pipe(Effect.andThen(tell("ready")), Effect.andThen(Effect.never), Effect.scoped),
)
