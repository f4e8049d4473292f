import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { AgreedHours } from "../domain/agreed-hours.ts"

/** The buildings of an account that have this key, or when none has it, this name, capitals aside. */
export const buildingsCalled = (accountId: number, keyOrName: string) =>
  query<{ id: number }>(
    (tx) => tx`
    with keyed as (select id from equipment.buildings where account_id = ${accountId} and key = ${keyOrName})
    select id from keyed
    union all
    select id from equipment.buildings
    where account_id = ${accountId} and lower(name) = lower(${keyOrName}) and not exists (select from keyed)`,
  ).pipe(Effect.map((rows) => rows.map(({ id }) => id)))

/** Whether any unit of the account is covered by the contract. */
export const isContract = (accountId: number, contractNumber: string) =>
  query(
    (tx) => tx`
    select from equipment.units where account_id = ${accountId} and contract_number = ${contractNumber} limit 1`,
  ).pipe(Effect.map((rows) => rows.length > 0))

/** What became of something that was to be written. */
export type Outcome = "created" | "updated" | "unchanged"

const outcome = ([row]: ReadonlyArray<{ readonly created: boolean }>): Outcome =>
  row === undefined ? "unchanged" : row.created ? "created" : "updated"

export const saveOfBuilding = (accountId: number, buildingId: number, hours: AgreedHours) =>
  query<{ created: boolean }>(
    (tx) => tx`
    insert into equipment.agreed_hours as h (account_id, building_id, hours)
    values (${accountId}, ${buildingId}, ${tx.json(hours as never)})
    on conflict on constraint agreed_hours_of_building do update set hours = excluded.hours
      where h.hours is distinct from excluded.hours
    returning xmax = 0 as created`,
  ).pipe(Effect.map(outcome))

export const saveOfContract = (accountId: number, contractNumber: string, hours: AgreedHours) =>
  query<{ created: boolean }>(
    (tx) => tx`
    insert into equipment.agreed_hours as h (account_id, contract_number, hours)
    values (${accountId}, ${contractNumber}, ${tx.json(hours as never)})
    on conflict on constraint agreed_hours_of_contract do update set hours = excluded.hours
      where h.hours is distinct from excluded.hours
    returning xmax = 0 as created`,
  ).pipe(Effect.map(outcome))

export const savePeakHours = (buildingId: number, hours: AgreedHours) =>
  query<{ created: boolean }>(
    (tx) => tx`
    update equipment.buildings b set peak_hours = n.hours
    from (select id, peak_hours, ${tx.json(hours as never)}::jsonb as hours from equipment.buildings where id = ${buildingId} for update) n
    where b.id = n.id and n.peak_hours is distinct from n.hours
    returning n.peak_hours is null as created`,
  ).pipe(Effect.map(outcome))
