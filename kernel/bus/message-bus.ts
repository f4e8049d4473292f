import { Context, Data, Effect, Layer, Schema } from "effect"
import { type Db, type Job, PgBoss, type Queue } from "pg-boss"
import type postgres from "postgres"
import { as, Database, Tx } from "../database/database.ts"
import { everything } from "../database/viewer.ts"
import type { Event, EventType, Occurrence } from "./event.ts"
import { BUS_SCHEMA } from "./install.ts"

/** The queue where a message lies that failed every retry, until someone redrives or discards it. */
export const DEAD_LETTERS = "dead-letters"

/** "When X happens, do Y." One pg-boss queue each, so each consumer fails and retries alone. */
export interface Subscription<R = never> {
  readonly queue: string
  readonly event: EventType
  /** `once`: writes and acknowledgement commit together. `long`: opens its own transactions, so must be idempotent. */
  readonly delivery: "once" | "long"
  /** Which of the events concern this consumer, when not all do: of the others no message is made. */
  readonly wants?: (payload: unknown) => boolean
  readonly handle: (payload: unknown, occurrence: Occurrence) => Effect.Effect<unknown, unknown, R | Tx>
}

/** The handler runs in a transaction that also acknowledges the message: a crash leaves exactly one effect. */
export const subscribe = <Payload, E, R>(
  queue: string,
  event: EventType<string, Payload>,
  handle: (payload: Payload, occurrence: Occurrence) => Effect.Effect<unknown, E, R>,
  options: { readonly wants?: (payload: Payload) => boolean } = {},
): Subscription<Exclude<R, Tx>> => ({
  queue,
  event: event as EventType,
  delivery: "once",
  handle: handle as never,
  ...(options as object),
})

/** For work of minutes: the handler opens its own transactions and may run again after a crash, so it must be idempotent. */
export const subscribeLong = <Payload, E, R>(
  queue: string,
  event: EventType<string, Payload>,
  handle: (payload: Payload, occurrence: Occurrence) => Effect.Effect<unknown, E, R>,
): Subscription<R> => ({ queue, event: event as EventType, delivery: "long", handle: handle as never })

/** Work at set times (a cron expression in UTC). After downtime it runs once, however many times were missed. */
export interface Schedule<R = never> {
  readonly queue: string
  readonly cron: string
  readonly run: Effect.Effect<unknown, unknown, R>
}

/** How often and how soon a failing message is tried again before it becomes a dead letter. */
export interface RetryPolicy {
  readonly limit: number
  readonly delaySeconds: number
}
const standardRetry: RetryPolicy = { limit: 5, delaySeconds: 2 }

/** How soon the bus notices what nothing announces. */
export interface Pace {
  /** A worker that says nothing for so long is taken for dead, and its messages go to another. At least 10. */
  readonly heartbeatSeconds: number
  /** How often dead workers and due schedules are looked for. */
  readonly superviseSeconds: number
  /** How often a queue is looked at for retries and redriven messages: only new ones come with a notification. */
  readonly pollSeconds: number
}
const standardPace: Pace = { heartbeatSeconds: 20, superviseSeconds: 10, pollSeconds: 2 }

export class MessageBus extends Context.Service<
  MessageBus,
  {
    /** Adds one job per event and subscriber that wants it in the caller's transaction: committed with its writes, or not at all. */
    publish(...events: ReadonlyArray<Event>): Effect.Effect<void, never, Tx>
    /** For Operations: pg-boss itself, to look at queues, dead letters and schedules. */
    readonly boss: PgBoss
  }
>()("kernel/MessageBus") {
  /** Connects as the application's role; `subscriptions` name the queues that each event goes to. */
  static readonly layer = (
    url: string,
    subscriptions: ReadonlyArray<Pick<Subscription, "queue" | "event" | "wants">>,
  ) =>
    Layer.effect(
      MessageBus,
      Effect.gen(function* () {
        const boss = yield* startBoss(url, { connections: 2, maintains: false, pace: standardPace })
        yield* Effect.promise(() => createQueues(boss, subscriptions, standardRetry, standardPace))
        return MessageBus.of({
          boss,
          publish: Effect.fn("MessageBus.publish")(function* (...events: ReadonlyArray<Event>) {
            if (events.length === 0) return
            const tx = yield* Tx
            const occurredAt = new Date().toISOString()
            const jobsByQueue = new Map<string, Array<{ data: object }>>()
            for (const { name, payload, encoded } of events) {
              const data = { event: name, id: crypto.randomUUID(), occurredAt, payload: yield* encoded }
              for (const { queue, event, wants } of subscriptions) {
                if (event.name !== name || wants?.(payload) === false) continue
                const jobs = jobsByQueue.get(queue)
                if (jobs === undefined) jobsByQueue.set(queue, [{ data }])
                else jobs.push({ data })
              }
            }
            for (const [queue, jobs] of jobsByQueue) {
              yield* Effect.promise(() => boss.insert(queue, jobs, { db: asBossDatabase(tx) }))
            }
          }),
        })
      }),
    )
}

/** What a consumer's failure looks like to whoever wants to log it. */
export interface ConsumerFailure {
  readonly queue: string
  readonly jobId: string
  readonly attempt: number
  readonly error: string
}

/** Starts the consumers and schedules; ends them, letting running handlers finish, when its scope closes. */
export const workers = <R>(
  url: string,
  subscriptions: ReadonlyArray<Subscription<R>>,
  schedules: ReadonlyArray<Schedule<R>>,
  options: {
    readonly onFailure?: (failure: ConsumerFailure) => void
    readonly retry?: RetryPolicy
    readonly pace?: Pace
  } = {},
) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const pace = options.pace ?? standardPace
      const boss = yield* startBoss(url, { connections: 4, maintains: true, pace })
      const database = yield* Database
      const run = Effect.runPromiseWith(yield* Effect.context<R>())
      const retry = options.retry ?? standardRetry
      yield* Effect.promise(() => createQueues(boss, [...subscriptions, ...schedules], retry, pace))

      const consume = (
        queue: string,
        concurrency: number,
        handle: (job: Received) => Effect.Effect<unknown, unknown, R>,
      ) =>
        boss.work<unknown>(
          queue,
          {
            batchSize: concurrency,
            perJobResults: true,
            burstWhenBatchFull: concurrency > 1,
            pollingIntervalSeconds: pace.pollSeconds,
            notifyPollingIntervalSeconds: pace.pollSeconds,
          },
          async (jobs) =>
            Promise.all(
              jobs.map(async (job) => {
                try {
                  await run(handle(job).pipe(as(everything)))
                  return { id: job.id, status: "completed" as const }
                } catch (cause) {
                  const error = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
                  options.onFailure?.({ queue, jobId: job.id, attempt: job.retryCount + 1, error })
                  const hopeless = cause instanceof Undecodable
                  return {
                    id: job.id,
                    status: hopeless ? ("deadletter" as const) : ("failed" as const),
                    output: { error },
                  }
                }
              }),
            ),
        )

      for (const subscription of subscriptions) {
        const { queue, event, delivery, handle } = subscription
        const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(envelope(event)))
        const receive = (job: Received) =>
          Effect.gen(function* () {
            const message = yield* decode(job.data).pipe(
              Effect.catch((error) => Effect.fail(new Undecodable(queue, String(error)))),
            )
            yield* handle(message.payload, { id: message.id, occurredAt: new Date(message.occurredAt) })
          })
        const inOneTransaction = (job: Received) =>
          database.transaction(
            Effect.gen(function* () {
              yield* receive(job)
              const tx = yield* Tx
              // Names the attempt: when another worker was given the message meanwhile, this one's writes must not stay.
              const attempt = { id: job.id, retryCount: job.retryCount }
              const settled = yield* Effect.promise(() =>
                boss.complete(queue, attempt, null, { db: asBossDatabase(tx) }),
              )
              if ((settled as { affected?: number }).affected !== 1) return yield* Effect.fail(new ClaimLost(queue))
            }),
          )
        const process = delivery === "once" ? inOneTransaction : receive
        yield* Effect.promise(() =>
          consume(
            queue,
            delivery === "once" ? 10 : 1,
            process as (job: Received) => Effect.Effect<unknown, unknown, R>,
          ),
        )
      }
      for (const { queue, cron, run: work } of schedules) {
        yield* Effect.promise(() => consume(queue, 1, () => work))
        yield* Effect.promise(() => boss.schedule(queue, cron, null, { missed: "once", singletonKey: queue }))
      }
    }),
  )

type Received = Pick<Job<unknown>, "id" | "data" | "retryCount">

/** A worker was silent for so long that its message went to another one: what it wrote is rolled back. */
class ClaimLost extends Data.TaggedError("ClaimLost")<{ readonly message: string }> {
  constructor(queue: string) {
    super({ message: `A message for ${queue} was given to another worker while this one was at it` })
  }
}

/** A message that no longer fits its event's schema: trying again would not help. */
class Undecodable extends Data.TaggedError("Undecodable")<{ readonly message: string }> {
  constructor(queue: string, problem: string) {
    super({ message: `A message for ${queue} does not fit its event: ${problem}` })
  }
}

const envelope = (event: EventType) =>
  Schema.Struct({
    event: Schema.Literal(event.name),
    id: Schema.String,
    occurredAt: Schema.String,
    payload: event.schema,
  })

const startBoss = (
  url: string,
  options: { readonly connections: number; readonly maintains: boolean; readonly pace: Pace },
) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const boss = new PgBoss({
        connectionString: url,
        schema: BUS_SCHEMA,
        max: options.connections,
        migrate: false,
        createSchema: false,
        supervise: options.maintains,
        schedule: options.maintains,
        // pg-boss looks at the longer of the first two, and the second is 60 unless given.
        monitorIntervalSeconds: options.pace.superviseSeconds,
        superviseIntervalSeconds: options.pace.superviseSeconds,
        cronMonitorIntervalSeconds: options.pace.superviseSeconds,
        cronWorkerIntervalSeconds: Math.min(options.pace.superviseSeconds, 5),
        useListenNotify: options.maintains,
        reindex: false,
        monitorVacuum: false,
      })
      // Connection errors heal by themselves: the next poll reconnects. Without a listener they would end the process.
      boss.on("error", () => {})
      return boss.start()
    }),
    (boss) => Effect.promise(() => boss.stop({ graceful: options.maintains, timeout: 10_000 })),
  )

/** Makes the queues that are missing, and changes those that are to be otherwise: mostly neither. */
const createQueues = async (
  boss: PgBoss,
  consumers: ReadonlyArray<{ readonly queue: string }>,
  retry: RetryPolicy,
  pace: Pace,
) => {
  const present = new Map(
    (await boss.getQueues([DEAD_LETTERS, ...consumers.map(({ queue }) => queue)])).map((queue) => [queue.name, queue]),
  )
  const ensure = async (name: string, options: Omit<Queue, "name">) => {
    const found = present.get(name)
    if (found === undefined) await boss.createQueue(name, options)
    const asWanted = Object.entries(options).every(([key, value]) => found?.[key as keyof Queue] === value)
    if (!asWanted) await boss.updateQueue(name, options)
  }
  await ensure(DEAD_LETTERS, { retentionSeconds: 90 * 86_400 })
  for (const { queue } of consumers) {
    await ensure(queue, {
      retryLimit: retry.limit,
      retryDelay: retry.delaySeconds,
      retryBackoff: true,
      retryDelayMax: 600,
      deadLetter: DEAD_LETTERS,
      // A worker that died without a word: its jobs come back after this long.
      heartbeatSeconds: pace.heartbeatSeconds,
      expireInSeconds: 4 * 3600,
      notify: true,
    })
  }
}

const asBossDatabase = (tx: postgres.ISql): Db => ({
  executeSql: async (text, values = []) => ({ rows: [...(await tx.unsafe(text, values as never[]))] }),
})
