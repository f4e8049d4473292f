import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { TelemetryMessage } from "../domain/telemetry-message.ts"
import type { BuildingUse, Drive, UnitKind, UnitState } from "../domain/unit.ts"

/** What speaks for units: a customer's gateway, or with `accountId` null a hub of the service company. */
export interface Gateway {
  readonly id: number
  readonly accountId: number | null
  readonly name: string
}

export const byTokenHash = (tokenHash: Buffer) =>
  query<Gateway>(
    (tx) => tx`select id, account_id as "accountId", name from equipment.gateways where token_hash = ${tokenHash}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const insert = (gateway: Omit<Gateway, "id">, tokenHash: Buffer, now: Date) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into equipment.gateways (account_id, name, token_hash, created_at)
    values (${gateway.accountId}, ${gateway.name}, ${tokenHash}, ${now})
    on conflict on constraint gateways_name_unique do update set token_hash = excluded.token_hash returning id`,
  ).pipe(Effect.map(([row]) => row?.id ?? 0))

/** Lets the gateway speak for units, by their equipment numbers; a unit speaks through one gateway, the latest. */
export const connectUnits = (gateway: Gateway, unitIds: ReadonlyArray<number>, now: Date) =>
  Effect.gen(function* () {
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
    yield* query(
      (tx) => tx`
      with fresh as (
        insert into equipment.unit_states (unit_id, account_id, building_id, state, since)
        select u.id, u.account_id, u.building_id, 'unknown', ${now} from equipment.units u
        where u.id in (select unit_id from equipment.gateway_units where gateway_id = ${gateway.id})
        on conflict (unit_id) do nothing returning *)
      insert into equipment.state_intervals (unit_id, account_id, building_id, state, class, source, started_at)
      select unit_id, account_id, building_id, 'unknown', 'unknown', 'silence', since from fresh`,
    )
  })

export const unitsOf = (gatewayId: number) =>
  query<{ unitId: number; accountId: number; name: string }>(
    (tx) => tx`
    select unit_id as "unitId", account_id as "accountId", unit_name as name from equipment.gateway_units where gateway_id = ${gatewayId}`,
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
      s.door_reopens as "doorReopens", s.distance_metres as "distanceMetres", t.seq as "lastSeq"
    from equipment.gateway_units g
    join equipment.units u on u.id = g.unit_id
    join equipment.buildings b on b.id = u.building_id
    join equipment.unit_states s on s.unit_id = g.unit_id
    left join lateral (
      select seq from equipment.telemetry
      where unit_id = g.unit_id and gateway_id = g.gateway_id and seq is not null order by seq desc limit 1) t on true
    where g.gateway_id = ${gatewayId} order by g.unit_name collate kernel.natural`,
  )

export interface AddressedMessage extends TelemetryMessage {
  readonly unitId: number
  readonly accountId: number
}

/** Stores what was not stored before and returns the positions in `messages` of what was new. */
export const storeMessages = (gateway: Gateway, messages: ReadonlyArray<AddressedMessage>, now: Date) =>
  query<{ unitId: number; kind: number; at: Date; seq: string | null }>(
    (tx) => tx`
    insert into equipment.telemetry (unit_id, account_id, gateway_id, kind, at, seq, body, received_at)
    select n.unit_id, n.account_id, ${gateway.id}, n.kind, n.at, n.seq, n.body, ${now}
    from unnest(
      ${messages.map((m) => m.unitId)}::int[], ${messages.map((m) => m.accountId)}::int[], ${messages.map((m) => m.kind)}::smallint[], ${instants(messages.map((m) => m.at))}::timestamptz[],
      ${messages.map((m) => m.seq)}::bigint[], ${messages.map((m) => JSON.stringify(m.body))}::text[]::jsonb[]
    ) as n (unit_id, account_id, kind, at, seq, body)
    on conflict do nothing
    returning unit_id as "unitId", kind, at, seq`,
  ).pipe(
    Effect.map((stored) => {
      const key = (m: { unitId: number; kind: number; at: Date; seq: number | string | null }) =>
        `${m.unitId} ${m.seq === null ? `${m.kind} ${m.at.getTime()}` : `seq ${m.seq}`}`
      const fresh = new Set(stored.map(key))
      // The same message twice in one request: the first of them was the one stored.
      return messages.filter((message) => fresh.delete(key(message)))
    }),
  )

/** The units a gateway of this account may be connected to; of every account for a hub. */
export const unitIdsOf = (accountId: number | null) =>
  query<{ id: number }>(
    (tx) => tx`select id from equipment.units where ${accountId}::int is null or account_id = ${accountId} order by id`,
  ).pipe(Effect.map((rows) => rows.map((row) => row.id)))
