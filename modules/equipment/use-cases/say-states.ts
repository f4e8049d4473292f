import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import * as SaidStates from "../persistence/said-states.ts"

/**
 * Says how units are as long as a request or an order holds: lists and counts tell it of units without live data, as whose state
 * it counts; a unit with live data tells itself how it is. Whoever calls sees every unit. Joins the transaction.
 */
export const sayStates = Effect.fn("Equipment.sayStates")(function* (sayings: ReadonlyArray<SaidStates.Saying>) {
  if (sayings.length > 0) yield* SaidStates.say(sayings)
}, transactional)

/** What requests and orders said of their units holds no longer. Joins the transaction. */
export const takeBackStates = Effect.fn("Equipment.takeBackStates")(function* (
  sayings: ReadonlyArray<Pick<SaidStates.Saying, "unitId" | "saidBy">>,
) {
  if (sayings.length > 0) yield* SaidStates.takeBack(sayings)
}, transactional)
