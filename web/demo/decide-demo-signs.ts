import { Effect } from "effect"
import {
  type By,
  dismissSign,
  dispatchOrder,
  noticeEarlySigns,
  type NoticedSign,
  openSigns,
  orderSign,
  scheduleOrder,
  settleSignWith,
} from "#maintenance"
import { dayAt } from "#kernel/time.ts"
import { daysOfLooks, decidedAt, demoSignOf, noticedAt, signVisitAfter } from "./demo-signs.ts"

const MOST = 100

/** What decisions about signs are made with. */
interface DemoDecisions {
  readonly dispatcher: By
  readonly technicianIds: ReadonlyArray<number>
  /** The ids of the orders that the history has for signs, by their units. */
  readonly orders: ReadonlyMap<number, number>
}

/**
 * Has the portal look for early signs as it would have done over the last weeks, and the dispatcher decide about those that were
 * decided about. Wants the whole history to be there.
 */
export const decideDemoSigns = Effect.fn("decideDemoSigns")(function* (made: DemoDecisions, now: Date) {
  for (const ago of daysOfLooks) {
    const at = noticedAt(ago, now)
    yield* noticeEarlySigns(at)
    const { signs } = yield* openSigns(MOST)
    for (const sign of signs) {
      if (demoSignOf(sign.building, sign.unit)?.noticed === ago) yield* decide(made, sign, decidedAt(at), now)
    }
  }
})

const decide = Effect.fnUntraced(function* (
  { dispatcher, technicianIds, orders }: DemoDecisions,
  sign: NoticedSign,
  at: Date,
  now: Date,
) {
  const { technician, dismissed } = demoSignOf(sign.building, sign.unit)?.decision ?? {}
  if (dismissed !== undefined) return yield* dismissSign(dispatcher, sign.id, dismissed, at)
  const done = orders.get(sign.unitId)
  if (done !== undefined) return yield* settleSignWith(dispatcher, sign.id, done, at)
  const technicianId = technician === undefined ? undefined : technicianIds[technician]
  if (technicianId === undefined) return
  const order = yield* orderSign(dispatcher, sign.id, at)
  const { plannedOn, start } = signVisitAfter(dayAt(now, sign.timeZone), sign.timeZone)
  yield* scheduleOrder(dispatcher, order, { plannedOn, plannedStart: new Date(start) }, at)
  yield* dispatchOrder(dispatcher, order, { technicianId }, at)
})
