import { Effect } from "effect"
import { as, query, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { matching } from "./unit-list.ts"

export interface GatewayState {
  readonly id: number
  /** Null: a hub of the service company, which speaks for units of many accounts. */
  readonly accountId: number | null
  readonly name: string
  readonly units: number
  /** When one of its units gave its last sign of life. */
  readonly lastSignalAt: Date | null
  /** Messages that never came, as the numbers of those that came tell. */
  readonly missing: number
  /** Nothing was heard of any of its units for longer than their limit, or ever. */
  readonly silent: boolean
  /** After how many seconds of silence its units are unknown: the shortest and the longest limit of any of them. */
  readonly heartbeat: { readonly least: number; readonly most: number }
}

const gateways = (id: number | null, now: Date) =>
  query<GatewayState>(
    (tx) => tx`
    select g.id, g.account_id as "accountId", g.name, count(u.unit_id)::int as units, max(s.last_signal_at) as "lastSignalAt",
      coalesce(sum(greatest(0, s.last_seq - s.first_seq + 1 - s.numbered)), 0)::float8 as missing,
      coalesce(bool_and(s.last_signal_at is null or s.last_signal_at < ${now}::timestamptz - make_interval(secs => s.heartbeat_seconds)), true) as silent,
      json_build_object('least', coalesce(min(s.heartbeat_seconds), 0), 'most', coalesce(max(s.heartbeat_seconds), 0)) as heartbeat
    from equipment.gateways g
    left join equipment.gateway_units u on u.gateway_id = g.id
    left join equipment.unit_states s on s.unit_id = u.unit_id
    where ${id}::int is null or g.id = ${id}
    group by g.id order by g.account_id is not null, g.name collate kernel.natural, g.id`,
  )

/** Every gateway of every account, hubs first, then by name. For staff. */
export const gatewayStates = (now: Date) => gateways(null, now).pipe(reading, as(everything))

/** One gateway, or null. For staff. */
export const gatewayState = (id: number, now: Date) =>
  gateways(id, now).pipe(
    Effect.map(([gateway]) => gateway ?? null),
    reading,
    as(everything),
  )

/** The units of an account (null: of all) whose printed words hold every word of the text; `free`: only those without a gateway. */
export const unitIdsMatching = (wanted: {
  readonly accountId: number | null
  readonly text: string
  readonly free: boolean
}) =>
  query<{ id: number }>(
    (tx) => tx`
    select u.id from equipment.units u
    where (${wanted.accountId}::int is null or u.account_id = ${wanted.accountId})
      and ${matching(tx, wanted.accountId, wanted.text)}
      and (not ${wanted.free} or not exists (select from equipment.gateway_units g where g.unit_id = u.id))
    order by u.id`,
  ).pipe(Effect.map((rows) => rows.map(({ id }) => id)))
