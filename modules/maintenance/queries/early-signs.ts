import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"
import type { TechnicianAction } from "../domain/findings.ts"
import type { OrderState } from "../domain/service-order.ts"
import { type NoticedSign, signColumns } from "../persistence/early-signs.ts"

/** A sign with what came of it: of the order its state, who comes when, when it was finished, and what the customer was told. */
export interface SignOutcome extends NoticedSign {
  readonly orderState: OrderState | null
  /** A calendar day of the building; null: none is set. */
  readonly plannedOn: Day | null
  readonly technician: string | null
  readonly finishedAt: Date | null
  readonly action: TechnicianAction | null
  readonly comment: string | null
}

const outcome = `${signColumns}, o.state as "orderState", o.planned_on::text as "plannedOn", o.technician,
  o.finished_at as "finishedAt", o.technician_action as action, o.comment`

/** The signs that nobody has decided about, the newest first, so many at most, and how many there are. For staff. */
export const openSigns = (most: number) =>
  query<NoticedSign & { readonly total: number }>(
    (tx) => tx`
    select ${tx.unsafe(signColumns)}, count(*) over ()::int as total
    from maintenance.early_signs s where s.state = 'open' order by s.noticed_at desc, s.id desc limit ${most}`,
  ).pipe(Effect.map((signs) => ({ signs, total: signs[0]?.total ?? 0 })))

/** What a unit that the viewer sees showed before it failed, and what came of it; the newest first, so many at most. */
export const signsOfUnit = (unitId: number, most: number) =>
  query<SignOutcome>(
    (tx) => tx`
    select ${tx.unsafe(outcome)}
    from maintenance.early_signs s left join maintenance.service_orders o on o.id = s.order_id
    where s.unit_id = ${unitId} order by s.state = 'open' desc, s.noticed_at desc, s.id desc limit ${most}`,
  )

/** The sign because of which there is an order that the viewer may see, or null. */
export const signOfOrder = (orderId: number) =>
  query<NoticedSign>(
    (tx) => tx`select ${tx.unsafe(signColumns)} from maintenance.early_signs s where s.order_id = ${orderId}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** One sign, or null when there is none that the viewer may see. */
export const signDetail = (id: number) =>
  query<NoticedSign>(
    (tx) => tx`select ${tx.unsafe(signColumns)} from maintenance.early_signs s where s.id = ${id}`,
  ).pipe(Effect.map(([row]) => row ?? null))
