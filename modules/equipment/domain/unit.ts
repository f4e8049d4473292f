export const unitStates = ["in-service", "degraded", "out-of-order", "planned-outage", "unknown"] as const
/** What a connected unit is doing; unknown: silent for longer than its heartbeat limit. */
export type UnitState = (typeof unitStates)[number]

export const unitKinds = ["lift", "escalator", "moving-walk", "platform-lift", "dumbwaiter"] as const
export type UnitKind = (typeof unitKinds)[number]

export const drives = ["traction", "hydraulic", "machine-room-less"] as const
export type Drive = (typeof drives)[number]

export const buildingUses = ["office", "home", "hotel", "hospital", "shop", "transit"] as const
export type BuildingUse = (typeof buildingUses)[number]

export const intervalClasses = ["planned", "external", "unplanned", "unknown"] as const
/** Why an interval counts, or does not, against availability. */
export type IntervalClass = (typeof intervalClasses)[number]
