/** Under this name the planner stands in what happened to a visit. */
export const PLANNER = "The planner"

/** Under this topic open pages hear how far the planner is; `accountId` is 0, for it plans for all. */
export const PLANNING_CHANGED = "planning"

/** What every event of a visit carries. */
export const visitNamed = (order: {
  readonly id: number
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
}) => ({ orderId: order.id, accountId: order.accountId, buildingId: order.buildingId, unitId: order.unitId })
