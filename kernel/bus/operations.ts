import { Effect } from "effect"
import { BUS_SCHEMA } from "./install.ts"
import { DEAD_LETTERS, MessageBus } from "./message-bus.ts"

/** A message that failed every try, or could not be read at all. `event` is null for the run of a schedule. */
export interface DeadLetter {
  readonly id: string
  readonly queue: string
  readonly event: string | null
  readonly occurredAt: Date
  /** When it became a dead letter for the first time: a redriven one may have failed again. */
  readonly firstFailedAt: Date
  readonly failedAt: Date
  readonly tries: number
  readonly error: string
  /** The payload as indented JSON. */
  readonly payload: string
  /** Where the next page begins. */
  readonly cursor: string
}

/** One queue's work at this moment. `failed` counts its dead letters. */
export interface QueueState {
  readonly name: string
  readonly ready: number
  readonly active: number
  readonly failed: number
  readonly oldestReady: Date | null
}

export interface ScheduleState {
  readonly queue: string
  readonly cron: string
  readonly nextRun: Date | null
  readonly lastRun: Date | null
}

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i
/** As `deadLetters` writes it. Anything else that a browser sends means the first page. */
const CURSOR = /^[\d-]+ [\d:.+-]+\/[\da-f-]{36}$/i

const select = <Row>(sql: string, ...values: ReadonlyArray<unknown>) =>
  MessageBus.use(({ boss }) =>
    Effect.promise(async () => (await boss.getDb().executeSql(sql, [...values])).rows as ReadonlyArray<Row>),
  )

const deadLetterFields = `
  d.id, d.source_name as queue, d.data, d.source_created_on, d.created_on, root.completed_on as first_failed_on,
  coalesce(d.source_retry_count, 0) + 1 as tries, d.source_output, d.created_on::text || '/' || d.id as cursor
  from ${BUS_SCHEMA}.job d
  left join ${BUS_SCHEMA}.job root on root.name = d.source_name and root.id = d.source_root_id
  where d.name = $1 and d.state < 'active'`

/** The newest first, at most `limit`; `after` is the cursor of the last one already seen. */
export const deadLetters = Effect.fn("Bus.deadLetters")(function* (limit: number, after: string | null = null) {
  const [failedAt = null, id = null] = (after !== null && CURSOR.test(after) ? after : "").split("/").filter(Boolean)
  const rows = yield* select<DeadLetterRow>(
    `select ${deadLetterFields} and ($2::text is null or (d.created_on, d.id) < ($2::timestamptz, $3::uuid))
     order by d.created_on desc, d.id desc limit $4`,
    DEAD_LETTERS,
    failedAt,
    id,
    limit,
  )
  return rows.map(asDeadLetter)
})

/** The dead letter of this id, or null when there is none (any more). */
export const deadLetter = Effect.fn("Bus.deadLetter")(function* (id: string) {
  if (!ID.test(id)) return null
  const [row] = yield* select<DeadLetterRow>(`select ${deadLetterFields} and d.id = $2`, DEAD_LETTERS, id)
  return row === undefined ? null : asDeadLetter(row)
})

interface DeadLetterRow {
  readonly id: string
  readonly queue: string | null
  readonly data: { readonly event?: string; readonly occurredAt?: string; readonly payload?: unknown } | null
  readonly source_created_on: Date | null
  readonly created_on: Date
  readonly first_failed_on: Date | null
  readonly tries: number
  readonly source_output: { readonly error?: string; readonly value?: { readonly message?: string } } | null
  readonly cursor: string
}

const asDeadLetter = (row: DeadLetterRow): DeadLetter => {
  const published = row.data?.occurredAt === undefined ? Number.NaN : Date.parse(row.data.occurredAt)
  return {
    id: row.id,
    queue: row.queue ?? "(unknown)",
    event: row.data?.event ?? null,
    occurredAt: Number.isNaN(published) ? (row.source_created_on ?? row.created_on) : new Date(published),
    firstFailedAt: row.first_failed_on ?? row.created_on,
    failedAt: row.created_on,
    tries: row.tries,
    error: row.source_output?.error ?? row.source_output?.value?.message ?? JSON.stringify(row.source_output),
    payload: JSON.stringify(row.data?.payload ?? row.data, null, 2),
    cursor: row.cursor,
  }
}

/** Puts dead letters back into their queues, those with the given ids or all of one queue, and says how many. Safe to repeat. */
export const redrive = Effect.fn("Bus.redrive")(function* (
  which: { readonly ids: ReadonlyArray<string> } | { readonly queue: string },
) {
  const { boss } = yield* MessageBus
  const filter = "ids" in which ? { ids: which.ids.filter((id) => ID.test(id)) } : { sourceName: which.queue }
  // pg-boss refuses an empty list.
  if ("ids" in filter && filter.ids.length === 0) return 0
  // By the database's clock, and so that what fails again meanwhile is left for the next time.
  const [{ now: createdBefore } = { now: new Date() }] = yield* select<{ now: Date }>(
    "select clock_timestamp() + interval '1 millisecond' as now",
  )
  return yield* Effect.promise(async () => {
    let total = 0
    for (;;) {
      const moved = await boss.redrive(DEAD_LETTERS, { ...filter, createdBefore, limit: 1000 })
      total += moved
      if (moved === 0) return total
    }
  })
})

/** Deletes dead letters for good. */
export const discard = Effect.fn("Bus.discard")(function* (ids: ReadonlyArray<string>) {
  const { boss } = yield* MessageBus
  const known = ids.filter((id) => ID.test(id))
  if (known.length > 0) yield* Effect.promise(() => boss.deleteJob(DEAD_LETTERS, known))
})

/** Every consumer's queue, by name, counted now. */
export const queues = Effect.fn("Bus.queues")(function* () {
  return yield* select<QueueState>(
    `select q.name, coalesce(j.ready, 0)::int as ready, coalesce(j.active, 0)::int as active,
            coalesce(d.failed, 0)::int as failed, j.oldest_ready as "oldestReady"
     from ${BUS_SCHEMA}.queue q
     left join (
       select name, count(*) filter (where state < 'active' and start_after <= now()) as ready,
              count(*) filter (where state = 'active') as active,
              min(start_after) filter (where state < 'active' and start_after <= now()) as oldest_ready
       from ${BUS_SCHEMA}.job where state < 'completed' group by name
     ) j using (name)
     left join (
       select source_name as name, count(*) as failed
       from ${BUS_SCHEMA}.job where name = $1 and state < 'active' group by source_name
     ) d using (name)
     where q.name <> $1 and not starts_with(q.name, '__pgboss')
     order by q.name`,
    DEAD_LETTERS,
  )
})

/** Every schedule with its next and its last run, by queue. */
export const schedules = Effect.fn("Bus.schedules")(function* () {
  const { boss } = yield* MessageBus
  const rows = yield* select<{ queue: string; cron: string; timezone: string; lastRun: Date | null }>(
    `select s.name as queue, s.cron, s.timezone,
            (select max(coalesce(j.completed_on, j.started_on)) from ${BUS_SCHEMA}.job j where j.name = s.name) as "lastRun"
     from ${BUS_SCHEMA}.schedule s order by s.name`,
  )
  return rows.map(({ queue, cron, timezone, lastRun }): ScheduleState => ({
    queue,
    cron,
    lastRun,
    nextRun: boss.previewSchedule(cron, { tz: timezone, count: 1 })[0] ?? null,
  }))
})
