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

export const all = query<Account>(
  (tx) =>
    tx`select id, name, country, time_zone as "timeZone" from access.accounts order by name collate kernel.natural`,
)

export const any = query<{ some: boolean }>((tx) => tx`select exists (select from access.accounts) as some`).pipe(
  Effect.map(([row]) => row?.some === true),
)
