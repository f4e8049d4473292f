import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import { MONTHS_CHANNEL } from "./unit-history.ts"
import type { BuildingUse, Drive, UnitKind, UnitState } from "../domain/unit.ts"

/** What speaks for units: a customer's gateway, or with `accountId` null a hub of the service company. */
export interface Gateway {
  readonly id: number
  readonly accountId: number | null
  readonly name: string
  /** Another number when it speaks for other units than before. */
  readonly roster: number
}

export const byTokenId = (tokenId: number) =>
  query<Gateway>(
    (tx) => tx`select id, account_id as "accountId", name, roster from equipment.gateways where token_id = ${tokenId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** After how many seconds of silence the gateway's units are unknown. */
export const setHeartbeat = (gatewayId: number, seconds: number) =>
  query(
    (tx) => tx`
    update equipment.unit_states s set heartbeat_seconds = ${seconds} from equipment.gateway_units u
    where u.gateway_id = ${gatewayId} and s.unit_id = u.unit_id and s.heartbeat_seconds <> ${seconds}`,
  )

/** The gateway of that name and its token, or null. */
export const byName = (gateway: Pick<Gateway, "accountId" | "name">) =>
  query<{ id: number; tokenId: number }>(
    (tx) => tx`
    select id, token_id as "tokenId" from equipment.gateways
    where account_id is not distinct from ${gateway.accountId} and name = ${gateway.name}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const insert = (gateway: Pick<Gateway, "accountId" | "name">, tokenId: number, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into equipment.gateways (account_id, name, token_id, created_at)
    values (${gateway.accountId}, ${gateway.name}, ${tokenId}, ${now}) returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? 0))

/** Lets the gateway speak for units, by their equipment numbers; a unit speaks through one gateway, the latest. */
export const connectUnits = (gateway: Omit<Gateway, "roster">, unitIds: ReadonlyArray<number>, now: Date) =>
  Effect.gen(function* () {
    // Another gateway numbers its messages anew.
    yield* query(
      (tx) => tx`
      update equipment.unit_states s set first_seq = null, last_seq = null, numbered = 0
      from equipment.gateway_units g
      where g.unit_id = s.unit_id and g.gateway_id <> ${gateway.id} and s.unit_id = any(${[...unitIds]}::int[])`,
    )
    yield* query(
      (tx) => tx`
      insert into equipment.gateway_units (gateway_id, account_id, unit_id, unit_name)
      select ${gateway.id}, u.account_id, u.id, u.equipment_number from equipment.units u
      where u.id = any(${[...unitIds]}::int[]) and (${gateway.accountId}::int is null or u.account_id = ${gateway.accountId})
      order by u.id
      on conflict on constraint gateway_units_unit_once
        do update set gateway_id = excluded.gateway_id, unit_name = excluded.unit_name`,
    )
    yield* query(
      (tx) => tx`
      update equipment.units set connected_since = ${now}
      where id in (select unit_id from equipment.gateway_units where gateway_id = ${gateway.id}) and connected_since is null`,
    )
    // What a file or work told of a unit's present ends here: from now on its gateway tells it.
    yield* query(
      (tx) => tx`
      with covered as (
        update equipment.covered_intervals i set ended_at = ${now}
        where i.ended_at is null and i.started_at < ${now}
          and i.unit_id in (select unit_id from equipment.gateway_units where gateway_id = ${gateway.id})
          and not exists (select from equipment.unit_states s where s.unit_id = i.unit_id)), ended as (
        update equipment.state_intervals i set ended_at = ${now}
        where i.ended_at is null and i.started_at < ${now}
          and i.unit_id in (select unit_id from equipment.gateway_units where gateway_id = ${gateway.id})
          and not exists (select from equipment.unit_states s where s.unit_id = i.unit_id)
        returning i.unit_id), listed as (
        insert into equipment.months_to_reckon (unit_id) select unit_id from ended order by unit_id
        on conflict do nothing returning unit_id)
      select pg_notify(${MONTHS_CHANNEL}, '') from listed limit 1`,
    )
    yield* query(
      (tx) => tx`
      with fresh as (
        insert into equipment.unit_states (unit_id, account_id, building_id, state, since)
        select u.id, u.account_id, u.building_id, 'unknown', ${now} from equipment.units u
        where u.id in (select unit_id from equipment.gateway_units where gateway_id = ${gateway.id})
        on conflict (unit_id) do nothing returning *)
      insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, rule, source, started_at)
      select unit_id, account_id, building_id, 'unknown', 'unknown', 'not-told', 'telemetry', since from fresh`,
    )
  })

/** The units that a gateway speaks for, by the names it knows them by. */
export const unitsOf = (gatewayId: number) =>
  query<{ unitId: number; accountId: number; name: string; timeZone: string }>(
    (tx) => tx`
    select g.unit_id as "unitId", g.account_id as "accountId", g.unit_name as name, b.time_zone as "timeZone"
    from equipment.gateway_units g join equipment.units u on u.id = g.unit_id join equipment.buildings b on b.id = u.building_id
    where g.gateway_id = ${gatewayId}`,
  )

/** What a gateway may want to know of its units before it speaks for them. */
export interface GatewayUnit {
  readonly unit: string
  readonly kind: UnitKind
  readonly drive: Drive | null
  readonly floors: ReadonlyArray<string>
  readonly ratedSpeed: number | null
  readonly timeZone: string
  readonly use: BuildingUse | null
  readonly state: UnitState
  readonly starts: string | null
  readonly runSeconds: string | null
  readonly doorCycles: string | null
  readonly doorReopens: string | null
  readonly distanceMetres: string | null
  readonly lastSeq: string | null
}

export const describeUnits = (gatewayId: number) =>
  query<GatewayUnit>(
    (tx) => tx`
    select g.unit_name as unit, u.kind, u.drive, u.floors, u.rated_speed_mps as "ratedSpeed", b.time_zone as "timeZone",
      b.use, s.state, s.starts, s.run_seconds as "runSeconds", s.door_cycles as "doorCycles",
      s.door_reopens as "doorReopens", s.distance_metres as "distanceMetres", s.last_seq as "lastSeq"
    from equipment.gateway_units g
    join equipment.units u on u.id = g.unit_id
    join equipment.buildings b on b.id = u.building_id
    join equipment.unit_states s on s.unit_id = g.unit_id
    where g.gateway_id = ${gatewayId} order by g.unit_name collate kernel.natural`,
  )

/** The units a gateway of this account may be connected to; of every account for a hub. */
export const unitIdsOf = (accountId: number | null) =>
  query<{ id: number }>(
    (tx) => tx`select id from equipment.units where ${accountId}::int is null or account_id = ${accountId} order by id`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.id)))
