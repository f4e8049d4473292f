import type { Drive, UnitKind } from "#equipment"

/** What a technician must have learnt for some of the work. */
export const skills = ["traction", "hydraulic", "escalator", "small-lifts", "inspection"] as const
export type Skill = (typeof skills)[number]

/** The skills without which nobody works on a unit. */
export const skillsFor = (kind: UnitKind, drive: Drive | null): ReadonlyArray<Skill> => {
  if (kind === "escalator" || kind === "moving-walk") return ["escalator"]
  if (kind === "platform-lift" || kind === "dumbwaiter") return ["small-lifts"]
  return [drive === "hydraulic" ? "hydraulic" : "traction"]
}
