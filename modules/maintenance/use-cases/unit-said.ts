import { Effect } from "effect"
import { sayStates, takeBackStates } from "#equipment"
import { faultOf } from "../domain/problem.ts"
import { openOrderStates } from "../domain/service-order.ts"
import { type Said, saidByFollowUp, saidByOrder, saidByRequest } from "../domain/unit-said.ts"
import type { ServiceOrder } from "../persistence/service-orders.ts"
import type { ServiceRequest } from "../persistence/service-requests.ts"

type RequestNow = Pick<
  ServiceRequest,
  "id" | "unitId" | "accountId" | "kind" | "problem" | "state" | "waitingSince" | "trappedSince"
>

/** Has the presents of units without live data follow requests as they are now. Joins the transaction. */
export const requestsSay = Effect.fn("Maintenance.requestsSay")(function* (requests: ReadonlyArray<RequestNow>) {
  const all = requests.map(({ id, unitId, accountId, ...request }) => {
    const fault = faultOf(request.kind, request.problem)
    const said = saidByRequest({ ...request, fault, trapped: request.trappedSince !== null })
    return { unitId, accountId, saidBy: `request ${id}`, said }
  })
  yield* sayStates(all.flatMap(({ said, ...whose }) => (said === null ? [] : [{ ...whose, ...said }])))
  yield* takeBackStates(all.filter(({ said }) => said === null))
})

const sayOf = ({ unitId, accountId }: ServiceOrder, orderId: number, said: Said) =>
  sayStates([{ unitId, accountId, saidBy: saidByOf(orderId), ...said }])

const saidByOf = (orderId: number) => `order ${orderId}`

/** Has the present of a unit without live data follow an order that was changed; `now` is what it became. Joins the transaction. */
export const orderSays = Effect.fn("Maintenance.orderSays")(function* (
  before: ServiceOrder,
  now: Pick<ServiceOrder, "state" | "arrivedAt">,
) {
  const said = saidByOrder({ ...before, ...now })
  if (said !== null) yield* sayOf(before, before.id, said)
  const isOver = openOrderStates.includes(before.state) && !openOrderStates.includes(now.state)
  if (isOver) yield* takeBackStates([{ unitId: before.unitId, saidBy: saidByOf(before.id) }])
})

/** Has the present of a unit without live data follow the order that goes on with a finished one. Joins the transaction. */
export const followUpSays = Effect.fn("Maintenance.followUpSays")(function* (finished: ServiceOrder, nextId: number) {
  const said = saidByFollowUp(finished)
  if (said !== null) yield* sayOf(finished, nextId, said)
})
