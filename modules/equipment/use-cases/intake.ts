import { Cause, Context, Data, Deferred, Effect, Exit, Layer } from "effect"
import { as, Database } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addColumns, identityAt, type MessageColumns, messagesAt, noMessages } from "../domain/message-columns.ts"
import * as Gateways from "../persistence/gateways.ts"
import * as Telemetry from "../persistence/telemetry.ts"

/** More is waiting to be written than can be held: ask again later. */
export class IntakeFull extends Data.TaggedError("IntakeFull")<Record<never, never>> {}

/** The database did not take the messages; none of them may be taken for written. */
export class IntakeFailed extends Data.TaggedError("IntakeFailed")<{ readonly cause: unknown }> {}

/** While one is on its way to disk another is reckoned; with more of them an acknowledgement waits longer. */
const MOST_WRITERS = 2
const MOST_IN_A_WRITE = 20_000
const MOST_WAITING = 200_000
const MOST_ROSTERS = 10_000

interface Waiting {
  readonly gatewayId: number
  readonly messages: MessageColumns
  readonly written: Deferred.Deferred<number, IntakeFailed>
}

/**
 * The way of telemetry to disk, one a process: requests that meet are written together, in one transaction. What one gateway sends
 * is written one after another: it may send the same again, and two transactions could wait for each other.
 */
export class Intake extends Context.Service<
  Intake,
  {
    /** Writes the messages, each once, and returns how many of them were there already. What it has returned is on disk. */
    write(
      gateway: Pick<Gateways.Gateway, "id">,
      messages: MessageColumns,
    ): Effect.Effect<number, IntakeFull | IntakeFailed>
    /** The ids of the units that the gateway speaks for, by the names it knows them by. */
    rosterOf(gateway: Gateways.Gateway): Effect.Effect<ReadonlyMap<string, number>>
  }
>()("equipment/Intake") {
  static readonly layer = Layer.effect(
    Intake,
    Effect.gen(function* () {
      const database = yield* Database
      const runFork = Effect.runForkWith(yield* Effect.context<never>())
      const days = new Set<string>()
      const rosters = new Map<number, { readonly version: number; readonly units: ReadonlyMap<string, number> }>()
      let waiting: ReadonlyArray<Waiting> = []
      let size = 0
      let writers = 0
      const beingWritten = new Set<number>()

      /** Takes the oldest whose gateways are not being written, as many as make one write. */
      const take = (): ReadonlyArray<Waiting> => {
        let taken = 0
        const [together, left]: [Array<Waiting>, Array<Waiting>] = [[], []]
        for (const one of waiting) {
          const messages = one.messages.unitIds.length
          const fits = together.length === 0 || taken + messages <= MOST_IN_A_WRITE
          if (fits && !beingWritten.has(one.gatewayId)) {
            together.push(one)
            taken += messages
          } else left.push(one)
        }
        waiting = left
        return together
      }

      const write = Effect.fnUntraced(function* (together: ReadonlyArray<Waiting>) {
        for (const { gatewayId } of together) beingWritten.add(gatewayId)
        const exit = yield* Effect.exit(database.transaction(writeTogether(together, days)).pipe(as(everything)))
        // What it made was rolled back with it.
        if (Exit.isFailure(exit)) days.clear()
        for (const [index, { gatewayId, messages, written }] of together.entries()) {
          size -= messages.unitIds.length
          beingWritten.delete(gatewayId)
          yield* Exit.isSuccess(exit)
            ? Deferred.succeed(written, exit.value[index] ?? 0)
            : Deferred.fail(written, new IntakeFailed({ cause: Cause.squash(exit.cause) }))
        }
      })
      const writeAll = Effect.gen(function* () {
        for (let together = take(); together.length > 0; together = take()) yield* write(together)
        writers--
      })

      return Intake.of({
        rosterOf: Effect.fn("Intake.rosterOf")(function* ({ id, roster: version }) {
          const known = rosters.get(id)
          if (known?.version === version) return known.units
          const rows = yield* database.reading(Gateways.unitsOf(id)).pipe(as(everything))
          const units = new Map(rows.map(({ name, unitId }) => [name, unitId]))
          rosters.set(id, { version, units })
          if (rosters.size > MOST_ROSTERS) rosters.delete(rosters.keys().next().value ?? 0)
          return units
        }),
        write: Effect.fn("Intake.write")(function* ({ id: gatewayId }, messages) {
          if (messages.unitIds.length === 0) return 0
          if (size > 0 && size + messages.unitIds.length > MOST_WAITING) return yield* new IntakeFull()
          const written = yield* Deferred.make<number, IntakeFailed>()
          size += messages.unitIds.length
          waiting = [...waiting, { gatewayId, messages, written }]
          if (writers < MOST_WRITERS) {
            writers++
            runFork(writeAll)
          }
          return yield* Deferred.await(written)
        }),
      })
    }),
  )
}

/** Writes what several requests brought; returns how many of each were there already. `days` remembers partitions that exist. */
const writeTogether = Effect.fn("Intake.writeTogether")(function* (
  requests: ReadonlyArray<Waiting>,
  days: Set<string>,
) {
  const [first] = requests
  if (first === undefined) return []
  let all = first.messages
  if (requests.length > 1) {
    all = noMessages()
    for (const { messages } of requests) addColumns(all, messages)
  }
  for (const day of new Set(all.ats.map((at) => Math.floor(at / 86_400_000)))) {
    const name = new Date(day * 86_400_000).toISOString().slice(0, 10)
    if (days.has(name)) continue
    yield* Telemetry.makeDay(name)
    days.add(name)
  }
  const { batchId, fresh } = yield* Telemetry.write(all, new Date())
  if (fresh === all.unitIds.length) return requests.map(() => 0)
  const seen = new Set<string>()
  // The same message twice in one write: the first of them is the one written.
  const places = (yield* Telemetry.writtenBy(batchId, all)).filter((place) => {
    const identity = identityAt(all, place)
    return !seen.has(identity) && seen.add(identity)
  })
  yield* Telemetry.narrowBatch(batchId, messagesAt(all, places))
  const isFresh = new Set(places)
  let from = 0
  return requests.map(({ messages }) => {
    const to = from + messages.unitIds.length
    let duplicates = 0
    for (; from < to; from++) if (!isFresh.has(from)) duplicates++
    return duplicates
  })
})
