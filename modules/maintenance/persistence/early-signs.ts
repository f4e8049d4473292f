import { Effect } from "effect"
import type { EarlySign, Fault, UnitKind } from "#equipment"
import { query } from "#kernel/database/database.ts"
import { namedUnitColumns } from "./named-unit.ts"

export const signStates = ["open", "order", "dismissed", "passed"] as const
/** `order`: somebody comes, or came, because of it; `dismissed`: nobody does, and why; `passed`: the unit showed it no longer. */
export type SignState = (typeof signStates)[number]

/** What a connected unit showed before it failed, and what was done about it. */
export interface NoticedSign extends EarlySign {
  readonly id: number
  readonly fault: Fault | null
  readonly kind: UnitKind
  readonly noticedAt: Date
  readonly seenAt: Date
  readonly state: SignState
  readonly settledAt: Date | null
  readonly settledBy: string
  readonly reason: string
  readonly orderId: number | null
}

/** The columns of a NoticedSign; its table is called `s`. */
export const signColumns = `s.id, ${namedUnitColumns("s.")}, s.sign, s.fault, s.usual, s.recent,
  s.noticed_at as "noticedAt", s.seen_at as "seenAt", s.state, s.settled_at as "settledAt", s.settled_by as "settledBy", s.reason, s.order_id as "orderId"`

/** After somebody decided about a sign, or came because of it, the same one is no news for so many days. */
const QUIET_DAYS = 14

/**
 * Keeps what units show now: of a sign that is open its figures follow, one that is known and dealt with stays so, others are
 * new. Returns the new ones.
 */
export const keep = (signs: ReadonlyArray<EarlySign>, now: Date) =>
  query<Pick<NoticedSign, "id" | "accountId" | "buildingId" | "unitId" | "sign" | "fault">>(
    (tx) => tx`
    with shown as (
      select * from jsonb_to_recordset(${tx.json(signs.map((sign) => ({ ...sign })))}) as s("accountId" int, "buildingId" int, "unitId" int,
        unit text, number text, kind text, building text, "timeZone" text, sign text, fault text, usual float8, recent float8)
    ), followed as (
      update maintenance.early_signs e set usual = s.usual, recent = s.recent, seen_at = ${now}
      from shown s where e.unit_id = s."unitId" and e.sign = s.sign and e.fault is not distinct from s.fault and e.state = 'open'
    )
    insert into maintenance.early_signs (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name,
      time_zone, sign, fault, usual, recent, noticed_at, seen_at)
    select "accountId", "buildingId", "unitId", unit, number, kind, building, "timeZone", sign, fault, usual, recent, ${now}, ${now}
    from shown s
    where not exists (
      select from maintenance.early_signs e left join maintenance.service_orders o on o.id = e.order_id
      where e.unit_id = s."unitId" and e.sign = s.sign and e.fault is not distinct from s.fault
        and (e.state = 'open' or coalesce(o.finished_at, e.settled_at) > ${now}::timestamptz - make_interval(days => ${QUIET_DAYS})
          or o.state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')))
    on conflict do nothing
    returning id, account_id as "accountId", building_id as "buildingId", unit_id as "unitId", sign, fault`,
  )

/** Open signs that were not seen at that time, with their units. */
export const unseenAt = (now: Date) =>
  query<{ id: number; unitId: number }>(
    (tx) =>
      tx`select id, unit_id as "unitId" from maintenance.early_signs where state = 'open' and seen_at < ${now} order by id`,
  )

/** Settles signs that their units show no longer. Returns their accounts. */
export const settlePassed = (ids: ReadonlyArray<number>, now: Date) =>
  query<{ accountId: number; unitId: number }>(
    (tx) => tx`
    update maintenance.early_signs set state = 'passed', settled_at = ${now}
    where id = any(${[...ids]}::int[]) and state = 'open' returning account_id as "accountId", unit_id as "unitId"`,
  )

/** A sign, held until the transaction ends, or null. */
export const hold = (id: number) =>
  query<NoticedSign>(
    (tx) => tx`select ${tx.unsafe(signColumns)} from maintenance.early_signs s where s.id = ${id} for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Somebody comes because of it, or (orderId null) nobody does, for a reason. */
export const settle = (id: number, orderId: number | null, by: string, reason: string, now: Date) =>
  query(
    (tx) => tx`
    update maintenance.early_signs set state = ${orderId === null ? "dismissed" : "order"}, order_id = ${orderId},
      settled_at = ${now}, settled_by = ${by}, reason = ${reason}
    where id = ${id}`,
  )
