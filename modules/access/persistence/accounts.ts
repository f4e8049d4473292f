import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { AccountName } from "../domain/person.ts"

export interface Account extends AccountName {
  readonly country: string
  readonly timeZone: string
}

export const insert = (account: Omit<Account, "id">) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.accounts (name, country, time_zone) values (${account.name}, ${account.country}, ${account.timeZone})
    on conflict on constraint accounts_name_unique do nothing returning id`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const byName = (name: string) =>
  query<AccountName>((tx) => tx`select id, name from access.accounts where lower(name) = lower(${name}) limit 1`).pipe(
    Effect.map(([row]) => row ?? null),
  )

export const find = (id: number) =>
  query<Account>(
    (tx) => tx`select id, name, country, time_zone as "timeZone" from access.accounts where id = ${id}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Accounts whose name has the pattern in it, by name, some of them: a user's present ones, or (null) any. `total`: how many. */
export const page = (userId: number | null, pattern: string, from: number, most: number, now: Date) =>
  query<AccountName & { readonly total: number }>(
    (tx) => tx`
    select a.id, a.name, count(*) over ()::int as total from access.accounts a
    where a.name ilike ${pattern} and (${userId}::int is null or a.id in (
      select m.account_id from access.memberships m
      where m.user_id = ${userId} and (m.expires_at is null or m.expires_at > ${now})))
    order by a.name collate kernel.natural, a.id limit ${most} offset ${from}`,
  )

export const all = query<Account>(
  (tx) =>
    tx`select id, name, country, time_zone as "timeZone" from access.accounts order by name collate kernel.natural`,
)

export const any = query<{ some: boolean }>((tx) => tx`select exists (select from access.accounts) as some`).pipe(
  Effect.map(([row]) => row?.some === true),
)
