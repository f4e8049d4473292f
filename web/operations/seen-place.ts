import type { PlannedVisit, SeenPlace } from "#maintenance"
import { isDay } from "#kernel/time.ts"
import { idTyped } from "../http/path-id.ts"

/** Where a visit is, as its form brings it back: "2026-12-01 7", either part empty where there is none. */
export const seenText = ({ plannedOn, technicianId }: Pick<PlannedVisit, "plannedOn" | "technicianId">): string =>
  `${plannedOn ?? ""} ${technicianId ?? ""}`

/** Where somebody has seen a visit, as its form says it. */
export const seenPlace = (text: string | undefined): SeenPlace => {
  const [day = "", technician = ""] = (text ?? "").split(" ")
  return { day: isDay(day) ? day : null, technicianId: idTyped(technician) }
}
