import { Effect } from "effect"
import type { Sender } from "#access"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { type Findings, needsFollowUp } from "../domain/findings.ts"
import { stateAfter, stepTime } from "../domain/service-order.ts"
import { OrderFinished } from "../events.ts"
import * as ServiceOrders from "../persistence/service-orders.ts"
import { heldForStep, heldOrder, moveOrder, orderNamed, type Told } from "./change-order.ts"
import type { By } from "./change-request.ts"
import { followUp } from "./follow-up-order.ts"
import { completeRequests } from "./requests-of-order.ts"
import { unitFollows } from "./unit-work.ts"

/**
 * The technician of an order has done what they could, and says what they found and did. What is left to do, or a unit that is
 * left out of order, makes an order that goes on with it; so do the requests while the unit is out of order, otherwise they are
 * completed and their reporters told by mail. Told again with the same form key it changes nothing.
 */
export const finishOrder = Effect.fn("Maintenance.finishOrder")(function* (
  by: By,
  sender: Sender,
  id: number,
  findings: Findings,
  told: Told,
  now: Date,
) {
  const bus = yield* MessageBus
  const order = yield* heldForStep(by, id, told)
  if (order === null) return
  const state = yield* stateAfter(order, "finish")
  const at = stepTime(order, told.at, now)
  const { conditionOnDeparture, comment } = findings
  yield* ServiceOrders.saveFindings(id, findings)
  yield* moveOrder(
    order,
    { state, finishedAt: at },
    { kind: "finished", at, by, text: comment, formKey: told.formKey },
    now,
  )
  yield* unitFollows(id, now)
  yield* bus.publish(OrderFinished.of({ ...orderNamed(order), at: at.toISOString(), conditionOnDeparture }))
  if (needsFollowUp(findings)) {
    yield* followUp(by, yield* heldOrder(id), findings.followUp, now)
  }
  yield* completeRequests(id, by, sender, comment, at)
}, transactional)
