import type { Skill } from "./skills.ts"
import { kilometres, type Position, placesOf } from "./planning/travel.ts"
import type { Whereabouts } from "./territory.ts"

/** A technician as they are now. */
export interface TechnicianNow {
  readonly id: number
  readonly name: string
  readonly skills: ReadonlyArray<string>
  /** Whose holidays they keep, two letters. */
  readonly country: string
  /** Says whether an address lies in their territory; null: they have none. */
  readonly territory: ((address: Whereabouts) => boolean) | null
  /** Where they were last today, or where their day begins; null: nobody knows. */
  readonly position: Position | null
  /** The building of their last stop today; null: they have been at none. */
  readonly lastStop: string | null
  /** On the way to something or at work on it. */
  readonly busy: "en-route" | "on-site" | null
  /** Absent today. */
  readonly away: boolean
  /** Inside their working hours. */
  readonly atWork: boolean
  /** Orders handed to them for today that they have not begun. */
  readonly waiting: number
}

/** A technician for an order, with what speaks for and against them. */
export interface Candidate {
  readonly technician: TechnicianNow
  /** As the crow flies; null where nobody knows. */
  readonly kilometres: number | null
  /** Of what the unit needs. */
  readonly missing: ReadonlyArray<Skill>
  /** Whether it lies in their territory; null: they have none. */
  readonly inTerritory: boolean | null
  /** Could go now: has the skill, is not away and not at something else. */
  readonly free: boolean
}

/** Nobody is sent from farther away, in km. */
const REACH = 300

/**
 * Who within reach could take an order at a position, the best first: whoever is free before whoever is not, inside working hours before
 * outside, then those whose territory holds it before those who have none and these before those of elsewhere, then the nearest, then whoever has the least to do;
 * and at the very end whoever is of another country, when nobody knows how far away. The first one is a suggestion when they are `free`.
 */
export const candidatesFor = (
  place: { readonly position: Position | null; readonly address: Whereabouts | null },
  needed: ReadonlyArray<Skill>,
  technicians: ReadonlyArray<TechnicianNow>,
): ReadonlyArray<Candidate> => {
  const { position, address } = place
  const here = placesOf([position])
  const all = technicians.map((technician): Candidate => {
    const missing = needed.filter((skill) => !technician.skills.includes(skill))
    const known = position !== null && technician.position !== null
    return {
      technician,
      kilometres: known ? kilometres(here, 0, placesOf([technician.position]), 0) : null,
      missing,
      inTerritory: technician.territory === null || address === null ? null : technician.territory(address),
      free: missing.length === 0 && !technician.away && technician.busy === null,
    }
  })
  const isAbroad = ({ technician, kilometres: far, inTerritory }: Candidate) =>
    far === null && inTerritory !== true && address !== null && technician.country !== address.country
  const weights = (one: Candidate) => [
    isAbroad(one) ? 1 : 0,
    one.missing.length,
    one.technician.away ? 1 : 0,
    one.free ? 0 : 1,
    one.technician.atWork ? 0 : 1,
    one.inTerritory === null ? 1 : one.inTerritory ? 0 : 2,
    one.kilometres ?? Number.MAX_SAFE_INTEGER,
    one.technician.waiting,
    one.technician.id,
  ]
  return all
    .filter(({ kilometres: far }) => far === null || far <= REACH)
    .map((one) => ({ one, by: weights(one) }))
    .toSorted((a, b) => firstDifference(a.by, b.by))
    .map(({ one }) => one)
}

const firstDifference = (a: ReadonlyArray<number>, b: ReadonlyArray<number>) => {
  const at = a.findIndex((weight, index) => weight !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
