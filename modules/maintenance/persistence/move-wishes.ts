import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { Day } from "#kernel/time.ts"

/** That a customer asks to have a visit on another day, and what became of it. */
export interface MoveWish {
  readonly id: number
  readonly orderId: number
  readonly wishedOn: Day
  readonly text: string
  readonly askedAt: Date
  readonly askedBy: string
  /** Null: not yet answered. */
  readonly answer: "accepted" | "declined" | null
  readonly answeredAt: Date | null
  readonly answeredBy: string | null
  /** What was said with the answer. */
  readonly word: string
}

const columns = `id, order_id as "orderId", wished_on::text as "wishedOn", text, asked_at as "askedAt", asked_by as "askedBy", answer,
  answered_at as "answeredAt", answered_by as "answeredBy", word`

interface Order {
  readonly id: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
}

interface NewWish {
  readonly wishedOn: Day
  readonly text: string
  readonly formKey: string
}

/** Notes a wish in place of an open one before it. False: its form has noted it already. */
export const note = Effect.fnUntraced(function* (
  order: Order,
  { wishedOn, text, formKey }: NewWish,
  by: { readonly userId: number; readonly name: string },
  now: Date,
) {
  const known = yield* query(
    (tx) => tx`select from maintenance.move_wishes where order_id = ${order.id} and form_key = ${formKey}`,
  )
  if (known.length > 0) return false
  yield* query(
    (tx) => tx`
    insert into maintenance.move_wishes (order_id, account_id, building_id, unit_id, wished_on, text, asked_at, asked_by_id, asked_by,
      form_key)
    values (${order.id}, ${order.accountId}, ${order.buildingId}, ${order.unitId}, ${wishedOn}::date, ${text}, ${now}, ${by.userId},
      ${by.name}, ${formKey})
    on conflict (order_id) where answer is null do update set wished_on = excluded.wished_on, text = excluded.text,
      asked_at = excluded.asked_at, asked_by_id = excluded.asked_by_id, asked_by = excluded.asked_by, form_key = excluded.form_key`,
  )
  return true
})

/** The wishes about a visit that the viewer may see, the newest first. */
export const of = (orderId: number) =>
  query<MoveWish>(
    (tx) => tx`select ${tx.unsafe(columns)} from maintenance.move_wishes where order_id = ${orderId} order by id desc`,
  )

/** The open wish about a held visit, or null. */
export const openOf = (orderId: number) =>
  query<MoveWish>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from maintenance.move_wishes where order_id = ${orderId} and answer is null for update`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Answers a wish. */
export const answer = (
  id: number,
  given: { readonly answer: "accepted" | "declined"; readonly word: string; readonly by: string },
  now: Date,
) =>
  query(
    (tx) => tx`
    update maintenance.move_wishes set answer = ${given.answer}, word = ${given.word}, answered_by = ${given.by}, answered_at = ${now}
    where id = ${id}`,
  )

/** An open wish with the visit that it is about. */
export interface OpenWish extends MoveWish {
  readonly accountId: number
  readonly unit: string
  readonly building: string
  readonly plannedOn: Day | null
}

/** The wishes of all customers that wait for an answer, the oldest first. */
export const open = (limit: number) =>
  query<OpenWish>(
    (tx) => tx`
    select w.id, w.order_id as "orderId", w.wished_on::text as "wishedOn", w.text, w.asked_at as "askedAt", w.asked_by as "askedBy",
      w.answer, w.answered_at as "answeredAt", w.answered_by as "answeredBy", w.word, w.account_id as "accountId",
      o.unit_name as unit, o.building_name as building, o.planned_on::text as "plannedOn"
    from maintenance.move_wishes w join maintenance.service_orders o on o.id = w.order_id
    where w.answer is null order by w.asked_at, w.id limit ${limit}`,
  )
