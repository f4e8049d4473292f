import type { UnitState } from "./view.ts"

/** The six, worst first: the order in which a list of states is shown and in which one is picked to stand for many. */
export const statesByGravity: ReadonlyArray<UnitState> = [
  "out-of-order",
  "unknown",
  "degraded",
  "planned-outage",
  "in-service",
  "not-connected",
]

/** In the order people count them. */
export const statesInOrder: ReadonlyArray<UnitState> = [
  "in-service",
  "degraded",
  "out-of-order",
  "planned-outage",
  "unknown",
  "not-connected",
]

/** The worst of several states; not-connected when there are none. */
export const worstState = (states: Iterable<UnitState>): UnitState => {
  const present = new Set(states)
  return statesByGravity.find((state) => present.has(state)) ?? "not-connected"
}

/** Whether a person should look at it now. */
export const needsAttention = (state: UnitState) => state !== "in-service" && state !== "not-connected"
