import { type Effect, Layer } from "effect"
import { Intake } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { Database } from "#kernel/database/database.ts"
import { createRuntime, type Services } from "../../web/composition.ts"
import { testDatabase, type TestDatabase } from "./database.ts"

/** The modules on a database of their own, without pages or consumers. */
export interface Modules {
  readonly database: TestDatabase
  readonly run: <A, E>(effect: Effect.Effect<A, E, Services>) => Promise<A>
  readonly stop: () => Promise<void>
}

/** Call `stop` in afterAll. */
export const testModules = async (): Promise<Modules> => {
  const database = await testDatabase()
  const beside = Layer.mergeAll(Live.layer({ listening: false }), MessageBus.layer(database.appUrl, []), Intake.layer)
  const runtime = createRuntime(beside.pipe(Layer.provideMerge(Database.layer(database.appUrl, { read: 3, write: 6 }))))
  return {
    database,
    run: (effect) => runtime.runPromise(effect),
    stop: async () => {
      await runtime.dispose()
      await database.drop()
    },
  }
}
