import { Effect } from "effect"
import { instants, query } from "#kernel/database/database.ts"
import type { StateInterval } from "../domain/state-history.ts"
import type { UnitWork } from "../domain/work-history.ts"
import type { UnitSince } from "./unit-history.ts"

/** What some work, named by `toldBy`, says of a unit. */
export interface ToldWork extends UnitWork {
  readonly unitId: number
  readonly toldBy: string
}

/** The work on a unit with since when that is connected (milliseconds since 1970): infinite when it is not. */
export interface WorkRow extends ToldWork {
  readonly connectedSince: number
}

interface StoredWork extends Pick<ToldWork, "unitId" | "toldBy" | "state" | "external" | "reason"> {
  readonly downFrom: Date | null
  readonly downTo: Date | null
  readonly leftAt: Date | null
  readonly leftState: NonNullable<UnitWork["left"]>["state"] | null
  readonly connected: boolean
  readonly connectedSince: Date | null
}

/** All that was told of work on some units, in order. */
export const worksOf = (unitIds: ReadonlyArray<number>) =>
  query<StoredWork>(
    (tx) => tx`
    select w.unit_id as "unitId", w.told_by as "toldBy", w.state, w.external, w.reason, w.down_from as "downFrom",
      w.down_to as "downTo", w.left_at as "leftAt", w.left_state as "leftState", s.unit_id is not null as connected,
      u.connected_since as "connectedSince"
    from unnest(${`{${unitIds.join(",")}}`}::text::int[]) as n (unit_id)
    join equipment.unit_work w on w.unit_id = n.unit_id join equipment.units u on u.id = w.unit_id
    left join equipment.unit_states s on s.unit_id = w.unit_id order by w.unit_id, w.down_from, w.told_by`,
  ).pipe(Effect.map((rows) => rows.map(workOf)))

const workOf = ({ downFrom, downTo, leftAt, leftState, connected, connectedSince, ...rest }: StoredWork): WorkRow => ({
  ...rest,
  down: downFrom === null ? null : { from: downFrom.getTime(), to: downTo?.getTime() ?? Infinity },
  left: leftAt === null || leftState === null ? null : { at: leftAt.getTime(), state: leftState },
  connectedSince: connected ? (connectedSince?.getTime() ?? -Infinity) : Infinity,
})

/** Keeps what work says of a unit, in place of what it said before. */
export const keepWork = ({ unitId, toldBy, state, external, reason, down, left }: ToldWork) =>
  query(
    (tx) => tx`
    insert into equipment.unit_work (unit_id, told_by, state, external, reason, down_from, down_to, left_at, left_state)
    values (${unitId}, ${toldBy}, ${state}, ${external}, ${reason}, ${down === null ? null : new Date(down.from)},
      ${down === null || down.to === Infinity ? null : new Date(down.to)}, ${left === null ? null : new Date(left.at)},
      ${left?.state ?? null})
    on conflict (unit_id, told_by) do update set state = excluded.state, external = excluded.external,
      reason = excluded.reason, down_from = excluded.down_from, down_to = excluded.down_to, left_at = excluded.left_at,
      left_state = excluded.left_state`,
  )

/** Takes back what work said of a unit. */
export const dropWork = ({ unitId, toldBy }: Pick<ToldWork, "unitId" | "toldBy">) =>
  query((tx) => tx`delete from equipment.unit_work where unit_id = ${unitId} and told_by = ${toldBy}`)

/** What work covers of each unit's history after its instant, in order. */
export const coveredSince = (units: ReadonlyArray<UnitSince>) =>
  query<StateInterval & { readonly unitId: number }>(
    (tx) => tx`
    select i.unit_id as "unitId", i.state, i.reason, i.fault, i.entrapment, i.class, i.rule, i.source,
      i.started_at as "startedAt", i.ended_at as "endedAt"
    from unnest(${units.map((unit) => unit.unitId)}::int[], ${instants(units.map((unit) => new Date(unit.from)))}::timestamptz[])
      as n (unit_id, since)
    join equipment.covered_intervals i on i.unit_id = n.unit_id and (i.ended_at is null or i.ended_at > n.since)
    order by i.unit_id, i.started_at`,
  )

/** Replaces stretches of what work covers: what began at one of `removed` goes, `added` comes. */
export const replaceCovered = (
  removed: ReadonlyArray<{ readonly unitId: number; readonly startedAt: Date }>,
  added: ReadonlyArray<StateInterval & { readonly unitId: number }>,
) =>
  Effect.gen(function* () {
    if (removed.length > 0) {
      yield* query(
        (tx) => tx`
        delete from equipment.covered_intervals i
        using unnest(${removed.map((r) => r.unitId)}::int[], ${instants(removed.map((r) => r.startedAt))}::timestamptz[])
          as n (unit_id, started_at)
        where i.unit_id = n.unit_id and i.started_at = n.started_at`,
      )
    }
    if (added.length === 0) return
    yield* query(
      (tx) => tx`
      insert into equipment.covered_intervals
        (unit_id, state, reason, fault, entrapment, class, rule, source, started_at, ended_at)
      select * from unnest(${added.map((i) => i.unitId)}::int[], ${added.map((i) => i.state)}::text[],
        ${added.map((i) => i.reason)}::text[], ${added.map((i) => i.fault)}::text[],
        ${added.map((i) => String(i.entrapment))}::text[]::boolean[], ${added.map((i) => i.class)}::text[],
        ${added.map((i) => i.rule)}::text[], ${added.map((i) => i.source)}::text[],
        ${instants(added.map((i) => i.startedAt))}::timestamptz[], ${instants(added.map((i) => i.endedAt))}::timestamptz[])`,
    )
  })
