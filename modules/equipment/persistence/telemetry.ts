import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { MessageColumns } from "../domain/message-columns.ts"
import { unlessThere } from "./unless-there.ts"

/** Wakes whoever rolls up. */
export const TELEMETRY_CHANNEL = "hoistway_telemetry"

/** Numbers as an array literal: the driver would look at every one of them, and this is where all telemetry goes through. */
const array = (numbers: ReadonlyArray<number | null>) => {
  let text = "{"
  for (let i = 0; i < numbers.length; i++) text += i === 0 ? (numbers[i] ?? "NULL") : `,${numbers[i] ?? "NULL"}`
  return `${text}}`
}

const textArray = (texts: ReadonlyArray<string | null>) =>
  `{${texts.map((text) => (text === null ? "NULL" : `"${text.replaceAll(/["\\]/g, "\\$&")}"`)).join(",")}}`

/** Makes the partition of a day (YYYY-MM-DD, UTC) unless it is there. */
export const makeDay = (day: string) => query((tx) => tx`select equipment.make_telemetry_day(${day}::text::date)`)

/** Drops the days before the given one and returns their partitions' names. */
export const dropDaysBefore = (day: string) =>
  query<{ name: string }>(
    (tx) => tx`select name from equipment.drop_telemetry_before(${day}::text::date) as name`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.name)))

interface Written {
  readonly batchId: string
  /** How many of the messages were not there before. */
  readonly fresh: number
}

const insert = (messages: MessageColumns, receivedAt: Date, repeated: "fail" | "leave out") =>
  query<{ batchId: string; fresh: number }>(
    (tx) => tx`
    with batch as (
      insert into equipment.telemetry_batches (received_at, size, messages)
      values (${receivedAt}, ${messages.unitIds.length}, ${JSON.stringify(messages)}) returning id
    ), fresh as (
      insert into equipment.telemetry
        (unit_id, kind, at, seq, batch_id, starts, run_seconds, door_cycles, door_reopens, distance_metres, detail)
      select unit_id, kind, to_timestamp(at / 1000.0::float8), seq, batch.id, starts, run_seconds, door_cycles, door_reopens,
        distance_metres, detail
      from batch, unnest(${array(messages.unitIds)}::text::int[], ${array(messages.kinds)}::text::smallint[],
        ${array(messages.ats)}::text::float8[], ${array(messages.seqs)}::text::bigint[],
        ${array(messages.starts)}::text::bigint[], ${array(messages.runSeconds)}::text::bigint[],
        ${array(messages.doorCycles)}::text::bigint[], ${array(messages.doorReopens)}::text::bigint[],
        ${array(messages.distanceMetres)}::text::bigint[], ${textArray(messages.details)}::text::jsonb[])
        as n (unit_id, kind, at, seq, starts, run_seconds, door_cycles, door_reopens, distance_metres, detail)
      ${repeated === "fail" ? tx`` : tx`on conflict do nothing`} returning 1)
    select (select id from batch) as "batchId", (select count(*)::int from fresh) as fresh, pg_notify(${TELEMETRY_CHANNEL}, '')`,
  ).pipe(Effect.map(([row]): Written => ({ batchId: row?.batchId ?? "0", fresh: row?.fresh ?? 0 })))

/** Writes messages that were not there before, and the batch a roll-up takes. Most writes repeat nothing. */
export const write = (messages: MessageColumns, receivedAt: Date) =>
  unlessThere(insert(messages, receivedAt, "fail"), insert(messages, receivedAt, "leave out"))

/** The places of the messages that a batch wrote, among those it was given; a message given twice has both its places here. */
export const writtenBy = (batchId: string, messages: MessageColumns) =>
  query<{ place: number }>(
    (tx) => tx`
    select n.place::int - 1 as place
    from unnest(${array(messages.unitIds)}::text::int[], ${array(messages.kinds)}::text::smallint[],
      ${array(messages.ats)}::text::float8[], ${array(messages.seqs)}::text::bigint[])
      with ordinality as n (unit_id, kind, at, seq, place)
    join equipment.telemetry t on t.unit_id = n.unit_id and t.at = to_timestamp(n.at / 1000.0::float8) and t.seq = n.seq
      and t.kind = n.kind
    where t.batch_id = ${batchId} order by n.place`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.place)))

/** Leaves only the given messages in a batch, or no batch when there are none. */
export const narrowBatch = (batchId: string, messages: MessageColumns) =>
  messages.unitIds.length === 0
    ? query((tx) => tx`delete from equipment.telemetry_batches where id = ${batchId}`)
    : query(
        (tx) => tx`
        update equipment.telemetry_batches set size = ${messages.unitIds.length}, messages = ${JSON.stringify(messages)}
        where id = ${batchId}`,
      )

/** Takes the oldest batches, about that many messages of them, away. Only one roll-up runs at a time: see `oneAtATime`. */
export const takeBatches = (most: number) =>
  query<{ messages: string }>(
    (tx) => tx`
    delete from equipment.telemetry_batches where id in (
      select id from (select id, sum(size) over (order by id) - size as before from
        (select id, size from equipment.telemetry_batches where failure is null order by id limit 500) as oldest) as b where before < ${most})
    returning messages`,
  ).pipe(Effect.map((rows) => rows.map((row) => JSON.parse(row.messages) as MessageColumns)))

/** Waits until no other transaction changes presents and histories of units; it ends with this one. */
export const oneAtATime = query((tx) => tx`select pg_advisory_xact_lock(hashtext('equipment.unit-history'))`)

/** The same for these units alone: others' may be changed meanwhile by whoever takes them so. It ends with the transaction. */
export const oneAtATimeOf = (unitIds: ReadonlyArray<number>) =>
  query((tx) => tx`select pg_advisory_xact_lock_shared(hashtext('equipment.unit-history'))`).pipe(
    Effect.andThen(
      query(
        (tx) => tx`
        select pg_advisory_xact_lock(hashtext('equipment.unit-history'), id)
        from (select distinct id from unnest(${[...unitIds]}::int[]) as id order by id) as units`,
      ),
    ),
  )

/** Sets the oldest batch aside, with the reason, so that those after it can be rolled up. */
export const setOldestAside = (failure: string) =>
  query(
    (tx) => tx`
    update equipment.telemetry_batches set failure = ${failure}
    where id = (select id from equipment.telemetry_batches where failure is null order by id limit 1)`,
  )

/** Lets batches that were set aside be tried again. */
export const tryAgain = query(
  (tx) => tx`update equipment.telemetry_batches set failure = null where failure is not null`,
)
