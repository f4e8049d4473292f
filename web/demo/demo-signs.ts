import type { Fault } from "#equipment"
import type { Findings } from "#maintenance"
import { addDays, type Day, dayAt, dayNumber, localInstant } from "#kernel/time.ts"
import type { DemoUnit } from "./demo-fleet.ts"
import { nextWorkday } from "./demo-visits.ts"

const MINUTE = 60_000

/** What was found and done when somebody came because of a sign. */
type Found = Pick<Findings, "cause" | "failedComponent" | "technicianAction" | "comment" | "parts">

/** What becomes of a sign: somebody came, comes on the next workday, or does not; left out: nobody has decided, or it passed. */
interface DemoDecision {
  /** A place in the list of technicians. */
  readonly technician?: number
  readonly found?: Found
  readonly dismissed?: string
}

/** What a unit shows before it fails. Days ago. */
export interface DemoSign {
  readonly began: number
  /** The day before was the last one; 0: it goes on. */
  readonly ended: number
  /** The portal notices it on that day. */
  readonly noticed: number
  /** This fault came and went once on each day from the first to the last; left out: the doors reopened four times as often. */
  readonly fault?: Fault
  readonly decision?: DemoDecision
}

/** How many times as often the doors of a unit with a sign reopen. */
export const WORSE = 4

/** By the building's name and the unit's: signs of every outcome. */
const demoSigns: Readonly<Record<string, DemoSign>> = {
  "Meridian House: Lift 1, north entrance": {
    ...{ began: 24, ended: 20, noticed: 21 },
    decision: {
      technician: 0,
      found: {
        ...{ cause: "wear", failedComponent: "door-operator", technicianAction: "replaced" },
        comment:
          "The belt of the door operator was worn and slipped. Replaced before it broke; the doors close in one go.",
        parts: [{ name: "Door operator belt", number: "DB-1140", quantity: 1 }],
      },
    },
  },
  "Lantern Tower: Lift 4": {
    ...{ began: 48, ended: 45, noticed: 45, fault: "door-opening" },
    decision: {
      technician: 1,
      found: {
        ...{ cause: "door-opening", failedComponent: "landing-door", technicianAction: "adjusted" },
        comment: "The landing door on floor 9 was out of line and caught the car door. Adjusted, all floors tried.",
        parts: [],
      },
    },
  },
  "Exchange Hotel: Guest lift 2": { began: 38, ended: 34, noticed: 35 },
  "Granary Yard: Lift 5, block A": {
    ...{ began: 14, ended: 10, noticed: 11 },
    decision: {
      dismissed: "Tenants moved in that week and held the doors open. If it goes on we hear of it again.",
    },
  },
  "Dockside Point: Lift 3": { began: 5, ended: 0, noticed: 2, decision: { technician: 0 } },
  "Lantern Tower: Lift 9": { began: 3, ended: 0, noticed: 0 },
  "Main Pavilion: Visitor elevator 4": { began: 6, ended: 1, noticed: 0, fault: "door-closing" },
}

/** What a unit of the demo shows or showed, or null. */
export const demoSignOf = (building: string, unit: string): DemoSign | null => demoSigns[`${building}: ${unit}`] ?? null

/** When the portal noticed what it noticed on the day so many days ago: then, or today just now. */
export const noticedAt = (ago: number, now: Date): Date =>
  ago === 0 ? now : new Date(`${addDays(dayAt(now, "UTC"), -ago)}T14:34:00Z`)

/** When the dispatcher decided about it. */
export const decidedAt = (noticed: Date): Date => new Date(noticed.getTime() + 25 * MINUTE)

/** On the first workday after a day, before the visits of plans begin: none of them is at the same unit then. */
export const signVisitAfter = (day: Day, timeZone: string) => {
  const plannedOn = nextWorkday(day, 1)
  return { plannedOn, start: localInstant(dayNumber(plannedOn), 7 * 60 + 30, timeZone, "earlier") }
}

/** The visit that was made because of a sign, in milliseconds since 1970, or null. */
export const visitForSign = ({ building, unit }: DemoUnit["unit"], now: Date) => {
  const { noticed, decision } = demoSignOf(building.name, unit.name) ?? {}
  if (noticed === undefined || decision?.found === undefined || decision.technician === undefined) return null
  const { plannedOn, start } = signVisitAfter(dayAt(noticedAt(noticed, now), building.timeZone), building.timeZone)
  const [from, to] = [start + 5 * MINUTE, start + 45 * MINUTE]
  return { plannedOn, start, from, to, noticed, technician: decision.technician, found: decision.found }
}

/** The days ago on which the portal looks for signs, the first one first, today last: when each comes, and when it is gone. */
export const daysOfLooks: ReadonlyArray<number> = [
  ...new Set(Object.values(demoSigns).flatMap(({ noticed, ended }) => [noticed, Math.max(0, ended - 4), 0])),
].toSorted((a, b) => b - a)
