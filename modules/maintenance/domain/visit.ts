import type { OrderState } from "./service-order.ts"

/** How a visit stands, as its customer reads it. */
export const visitStandings = ["to-come", "under-way", "done", "missed", "cancelled"] as const
export type VisitStanding = (typeof visitStandings)[number]

/** What of a visit tells how it stands. */
export interface VisitMarks {
  readonly state: OrderState
  /** The day on which it is planned now. */
  readonly day: string
  readonly missedAt: Date | null
}

const done: ReadonlySet<OrderState> = new Set<OrderState>(["finished", "closed", "follow-up-needed"])
const underWay: ReadonlySet<OrderState> = new Set<OrderState>(["en-route", "on-site"])

/** Missed is a visit to which nobody came until its tolerance closed, unless it has a later day since. */
export const standingOf = ({ state, day, missedAt }: VisitMarks): VisitStanding => {
  if (done.has(state)) return "done"
  if (underWay.has(state)) return "under-way"
  if (state === "cancelled") return "cancelled"
  return missedAt !== null && day <= missedAt.toISOString().slice(0, 10) ? "missed" : "to-come"
}
