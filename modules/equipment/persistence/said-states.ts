import { instants, query } from "#kernel/database/database.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitState } from "../domain/unit.ts"

/** What a request or an order, named by `saidBy`, says of its unit as long as it holds. */
export interface Saying {
  readonly unitId: number
  readonly accountId: number
  readonly saidBy: string
  readonly state: Extract<UnitState, "out-of-order" | "planned-outage">
  readonly since: Date
  readonly fault: Fault | null
  readonly reason: string | null
  readonly entrapment: boolean
}

/** Says something of units, in place of what the same requests and orders said of them before. */
export const say = (sayings: ReadonlyArray<Saying>) =>
  query(
    (tx) => tx`
    insert into equipment.said_states (unit_id, account_id, said_by, state, since, fault, reason, entrapment)
    select * from unnest(${sayings.map((s) => s.unitId)}::int[], ${sayings.map((s) => s.accountId)}::int[],
      ${sayings.map((s) => s.saidBy)}::text[], ${sayings.map((s) => s.state)}::text[],
      ${instants(sayings.map((s) => s.since))}::timestamptz[], ${sayings.map((s) => s.fault)}::text[],
      ${sayings.map((s) => s.reason)}::text[], ${sayings.map((s) => String(s.entrapment))}::text[]::boolean[])
    on conflict (unit_id, said_by) do update set state = excluded.state, since = excluded.since, fault = excluded.fault,
      reason = excluded.reason, entrapment = excluded.entrapment`,
  )

/** Takes back what requests and orders said of their units. */
export const takeBack = (sayings: ReadonlyArray<Pick<Saying, "unitId" | "saidBy">>) =>
  query(
    (tx) => tx`
    delete from equipment.said_states s
    using unnest(${sayings.map((n) => n.unitId)}::int[], ${sayings.map((n) => n.saidBy)}::text[]) as n (unit_id, said_by)
    where s.unit_id = n.unit_id and s.said_by = n.said_by`,
  )
