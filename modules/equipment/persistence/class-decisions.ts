import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { ClassRule, DecidedClass } from "../domain/interval-class.ts"
import type { Mode } from "../domain/telemetry-message.ts"
import type { IntervalClass } from "../domain/unit.ts"
import type { OwnedInterval } from "./unit-history.ts"

/** The interval of a unit that began at an instant, or null. */
export const intervalAt = (unitId: number, startedAt: Date) =>
  query<OwnedInterval>(
    (tx) => tx`
    select unit_id as "unitId", account_id as "accountId", building_id as "buildingId", state, reason, fault, entrapment, class, rule,
      source, started_at as "startedAt", ended_at as "endedAt"
    from equipment.state_intervals where unit_id = ${unitId} and started_at = ${startedAt}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** What staff decided, why, and what it replaced. */
export interface DecisionRow {
  readonly class: DecidedClass | null
  readonly classBefore: IntervalClass | null
  readonly ruleBefore: ClassRule
  readonly reason: string
  readonly decidedBy: string
}

/** The latest decision on the interval that began at an instant, or null. */
export const latestOn = (unitId: number, startedAt: Date) =>
  query<DecisionRow>(
    (tx) => tx`
    select class, class_before as "classBefore", rule_before as "ruleBefore", reason, decided_by as "decidedBy"
    from equipment.class_decisions where unit_id = ${unitId} and started_at = ${startedAt} order by id desc limit 1`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The class and rule that decisions on the interval replaced, and that were not decided themselves; null: none was. */
export const replacedOn = (unitId: number, startedAt: Date) =>
  query<{ class: IntervalClass | null; rule: ClassRule }>(
    (tx) => tx`
    select class_before as class, rule_before as rule from equipment.class_decisions
    where unit_id = ${unitId} and started_at = ${startedAt} and rule_before <> 'by-hand' order by id desc limit 1`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Adds a decision; none is ever changed. */
export const insert = (
  interval: Pick<OwnedInterval, "unitId" | "accountId" | "buildingId" | "startedAt" | "endedAt">,
  decision: DecisionRow,
  decidedAt: Date,
) =>
  query(
    (tx) => tx`
    insert into equipment.class_decisions
      (unit_id, account_id, building_id, started_at, ended_at, class, class_before, rule_before, reason, decided_by, decided_at)
    values (${interval.unitId}, ${interval.accountId}, ${interval.buildingId}, ${interval.startedAt}, ${interval.endedAt},
      ${decision.class}, ${decision.classBefore}, ${decision.ruleBefore}, ${decision.reason}, ${decision.decidedBy}, ${decidedAt})`,
  )

export const saveClass = (
  { unitId, startedAt }: Pick<OwnedInterval, "unitId" | "startedAt">,
  its: { readonly class: IntervalClass | null; readonly rule: ClassRule },
) =>
  query(
    (tx) => tx`
    update equipment.state_intervals set class = ${its.class}, rule = ${its.rule}
    where unit_id = ${unitId} and started_at = ${startedAt}`,
  )

/** What a unit is called, with its building: "Lift 1, Lantern Tower". */
export const unitNamed = (unitId: number) =>
  query<{ name: string }>(
    (tx) => tx`
    select u.name || ', ' || b.name as name from equipment.units u join equipment.buildings b on b.id = u.building_id
    where u.id = ${unitId}`,
  ).pipe(Effect.map(([row]) => row?.name ?? ""))

/** The mode that a unit's car was in at an instant, as it last told; null when it never did. */
export const modeAt = (unitId: number, at: Date) =>
  query<{ mode: Mode }>(
    (tx) => tx`
    select mode from equipment.unit_reports where unit_id = ${unitId} and kind = 4 and at <= ${at}
    order by at desc, seq desc limit 1`,
  ).pipe(Effect.map(([row]) => row?.mode ?? null))
