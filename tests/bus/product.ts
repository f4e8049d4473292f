import { Effect, Layer, ManagedRuntime } from "effect"
import type { Event } from "#kernel/bus/event.ts"
import { type ConsumerFailure, MessageBus, type Schedule, type Subscription, workers } from "#kernel/bus/message-bus.ts"
import { Database, transactional } from "#kernel/database/database.ts"
import { testDatabase, type TestDatabase } from "../support/database.ts"
import { createEffects, quick, twoRetries } from "./parcels.ts"

/** A database with a bus on it, and workers within the test's own process. */
export interface Product {
  readonly database: TestDatabase
  readonly failures: ReadonlyArray<ConsumerFailure>
  readonly run: <A, E>(effect: Effect.Effect<A, E, Database | MessageBus>) => Promise<A>
  readonly publish: (...events: ReadonlyArray<Event>) => Promise<void>
  readonly startWorker: (schedules?: ReadonlyArray<Schedule<Database>>) => Promise<() => Promise<void>>
  /** How often each parcel was handled by a consumer. */
  readonly handled: (consumer: string) => Promise<ReadonlyArray<readonly [parcel: number, times: number]>>
  readonly stop: () => Promise<void>
}

export const startProduct = async (subscriptions: ReadonlyArray<Subscription<Database>>): Promise<Product> => {
  const database = await testDatabase()
  await createEffects(database.owner)
  const failures: Array<ConsumerFailure> = []
  const base = Layer.merge(
    Database.layer(database.appUrl, { read: 1, write: 4 }),
    MessageBus.layer(database.appUrl, subscriptions),
  )
  const runtime = ManagedRuntime.make(base)
  const started: Array<() => Promise<void>> = []
  const run: Product["run"] = (effect) => runtime.runPromise(effect)
  await run(Effect.void)
  return {
    database,
    failures,
    run,
    publish: (...events) => run(MessageBus.use((bus) => bus.publish(...events)).pipe(transactional)),
    startWorker: async (schedules = []) => {
      const options = {
        retry: twoRetries,
        pace: quick,
        onFailure: (failure: ConsumerFailure) => failures.push(failure),
      }
      const layer = workers(database.appUrl, subscriptions, schedules, options).pipe(
        Layer.provide(Database.layer(database.appUrl, { read: 1, write: 4 })),
      )
      const worker = ManagedRuntime.make(layer)
      await worker.runPromise(Effect.void)
      const stop = () => worker.dispose()
      started.push(stop)
      return stop
    },
    handled: async (consumer) => {
      const rows = await database.owner<Array<{ parcel: number; times: number }>>`
        select parcel, count(*)::int as times from parcels.effects
        where consumer = ${consumer} group by parcel order by parcel`
      return rows.map(({ parcel, times }) => [parcel, times] as const)
    },
    stop: async () => {
      await Promise.all(started.map((stop) => stop()))
      await runtime.dispose()
      await database.drop()
    },
  }
}
