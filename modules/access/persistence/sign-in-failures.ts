import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export const add = (subjects: ReadonlyArray<string>, now: Date) =>
  query(
    (tx) =>
      tx`insert into access.sign_in_failures (subject, failed_at) select unnest(${[...subjects]}::text[]), ${now}`,
  )

/** How many since then, and when the oldest of them was, for each subject that has any. */
export const since = (subjects: ReadonlyArray<string>, from: Date) =>
  query<{ subject: string; tries: number; oldest: Date }>(
    (tx) => tx`
    select subject, count(*)::int as tries, min(failed_at) as oldest from access.sign_in_failures
    where subject = any(${[...subjects]}::text[]) and failed_at > ${from} group by subject`,
  )

/** Takes back one try of each subject at that time, and no other of the same instant. */
export const takeBack = (subjects: ReadonlyArray<string>, at: Date) =>
  query(
    (tx) => tx`
    delete from access.sign_in_failures f
    using unnest(${[...subjects]}::text[]) as s (subject)
    where f.ctid = (select o.ctid from access.sign_in_failures o where o.subject = s.subject and o.failed_at = ${at} limit 1)`,
  )

/** Notes the subject at that time unless it was noted since `from`. True for exactly one caller. */
export const firstSince = (subject: string, from: Date, now: Date) =>
  query((tx) => tx`select pg_advisory_xact_lock(hashtextextended(${subject}, 0))`).pipe(
    Effect.andThen(
      query(
        (tx) => tx`
        insert into access.sign_in_failures (subject, failed_at) select ${subject}, ${now}
        where not exists (select from access.sign_in_failures where subject = ${subject} and failed_at > ${from})
        returning 1`,
      ),
    ),
    Effect.map((rows) => rows.length === 1),
  )

export const clear = (subject: string) =>
  query((tx) => tx`delete from access.sign_in_failures where subject = ${subject}`)

export const removeBefore = (time: Date) =>
  query((tx) => tx`delete from access.sign_in_failures where failed_at <= ${time}`).pipe(Effect.asVoid)
