import { type PlanTerms, usualPlans } from "#maintenance"
import { addDays, type Day, dayAt, dayNumber, localInstant, startOfDay, weekday } from "#kernel/time.ts"
import type { DemoAccount, DemoUnit } from "./demo-fleet.ts"
import { demoTechnicians, techniciansOf } from "./demo-technicians.ts"
import { pick, type Random } from "./random.ts"

const MINUTE = 60_000
/** A day's work begins then, and takes so long at most, in minutes. */
const BEGINS = 8 * 60
const WORKDAY = 450
/** From one building to the next, and between two units, in minutes. */
const ON_THE_WAY = 20
const BETWEEN = 10

/** A plan of a unit, by the unit's place in its account's list. */
export interface DemoPlan {
  readonly unit: number
  readonly terms: PlanTerms
  readonly startsOn: Day
  /** Its due dates up to today that are settled, or about to be. */
  readonly visits: ReadonlyArray<DemoVisit>
  /** The first due date of which nothing is said here. */
  readonly openFrom: Day
}

/** A visit of a plan up to today; times in milliseconds since 1970. */
export interface DemoVisit {
  readonly dueOn: Day
  readonly windowFrom: Day
  readonly windowTo: Day
  readonly plannedOn: Day
  readonly plannedStart: number
  /** The day that was told before. */
  readonly movedFrom: Day | null
  /** The end of its tolerance, where nobody came until then. */
  readonly missedAt: number | null
  /** A place in the list of technicians. */
  readonly technician: number
  readonly from: number
  readonly to: number
}

const closed = new Set(["01-01", "12-24", "12-25", "12-26", "12-31"])
const isWorkday = (day: Day) => weekday(dayNumber(day)) < 6 && !closed.has(day.slice(5))

const dueAfter = (day: Day, { recurrence }: PlanTerms, times: number): Day => {
  if ("rule" in recurrence) throw new Error("The demo's plans have intervals.")
  const count = recurrence.every * times
  const from = Temporal.PlainDate.from(day)
  const { unit } = recurrence
  return (
    unit === "day"
      ? from.add({ days: count })
      : unit === "week"
        ? from.add({ weeks: count })
        : unit === "month"
          ? from.add({ months: count })
          : from.add({ years: count })
  ).toString()
}

const distance = (terms: PlanTerms): number => dayNumber(dueAfter("2025-01-01", terms, 1)) - dayNumber("2025-01-01")

/** Units of a building that one technician visits one after another for the same plan. */
interface Round {
  readonly units: ReadonlyArray<number>
  readonly terms: PlanTerms
  readonly startsOn: Day
  readonly technician: number
}

const roundsOf = (
  random: Random,
  account: DemoAccount,
  units: ReadonlyArray<DemoUnit>,
  first: Day,
): ReadonlyArray<Round> => {
  const who = techniciansOf(account)
  const buildings = Map.groupBy(
    units.map((demo, place) => ({ demo, place })),
    ({ demo }) => demo.unit.building.key,
  )
  return [...buildings.values()].flatMap((all, building) => {
    const plans = all.flatMap(({ demo, place }) =>
      usualPlans(account.country, demo.unit.unit.kind, demo.unit.unit.drive ?? null).map((terms) => ({ place, terms })),
    )
    return [...Map.groupBy(plans, ({ terms }) => JSON.stringify(terms)).values()].flatMap((alike) => {
      const { terms } = alike[0] ?? {}
      if (terms === undefined) return []
      const size = Math.max(1, Math.floor(330 / (terms.minutes * 1.2 + BETWEEN)))
      const able = who.filter((place) =>
        terms.skills.every((skill) => demoTechnicians[place]?.skills.includes(skill) === true),
      )
      return Array.from({ length: Math.ceil(alike.length / size) }, (_, round) => ({
        terms,
        units: alike.slice(round * size, (round + 1) * size).map(({ place }) => place),
        startsOn: addDays(first, Math.floor(random() * distance(terms))),
        technician: able[building % able.length] ?? 0,
      }))
    })
  })
}

/** How full each technician's days are, in minutes. */
export type DemoDiary = Map<string, number>

/** The first workday near a due date that has room, or null: none has, or none has come yet. */
const dayFor = (diary: DemoDiary, { technician, terms }: Round, due: Day, minutes: number, today: Day): Day | null => {
  const begin = terms.toleranceAfter === 0 ? -Math.min(12, terms.toleranceBefore) : -Math.min(3, terms.toleranceBefore)
  for (let off = begin; off <= terms.toleranceAfter; off++) {
    const day = addDays(due, off)
    if (day > today) return null
    if (isWorkday(day) && (diary.get(`${technician} ${day}`) ?? 0) + minutes <= WORKDAY) return day
  }
  return null
}

/** The first workday so many days after a day, or after that. */
export const nextWorkday = (day: Day, by: number): Day => {
  let next = addDays(day, by)
  while (!isWorkday(next)) next = addDays(next, 1)
  return next
}

/**
 * The plans of an account's units, and their visits from `first` on up to today: mostly on the day that was told, a few moved, very
 * few missed and made up for. Visits in one building on one day are one technician's, and no day holds more than one can do.
 */
export const demoPlans = (
  random: Random,
  account: DemoAccount,
  units: ReadonlyArray<DemoUnit>,
  diary: DemoDiary,
  first: Day,
  now: Date,
): ReadonlyArray<DemoPlan> => {
  const { timeZone } = account
  const today = dayAt(now, timeZone)
  const at = (day: Day, minute: number) => localInstant(dayNumber(day), minute, timeZone, "earlier")
  return roundsOf(random, account, units, first).flatMap((round): ReadonlyArray<DemoPlan> => {
    const { terms, technician, startsOn } = round
    const slot = Math.round(terms.minutes * 1.2) + BETWEEN
    const visits = new Map<number, Array<DemoVisit>>(round.units.map((unit) => [unit, []]))
    let times = 0
    let due = startsOn
    for (; ; due = dueAfter(startsOn, terms, ++times)) {
      const minutes = slot * round.units.length + ON_THE_WAY
      const day = addDays(due, -terms.toleranceBefore) > today ? null : dayFor(diary, round, due, minutes, today)
      if (day === null) {
        if (addDays(due, terms.toleranceAfter) >= today) break
        continue
      }
      const used = diary.get(`${technician} ${day}`) ?? 0
      diary.set(`${technician} ${day}`, used + minutes)
      const [windowFrom, windowTo] = [addDays(due, -terms.toleranceBefore), addDays(due, terms.toleranceAfter)]
      for (const [place, unit] of round.units.entries()) {
        const chance = random()
        const missed = chance < 0.012 && terms.toleranceAfter > 0 && addDays(windowTo, 6) < today
        const later = nextWorkday(day, 1 + Math.floor(random() * 2))
        const moved = !missed && chance > 0.96 && later <= windowTo && later < today
        const doneOn = missed ? nextWorkday(windowTo, pick(random, [1, 2, 3])) : moved ? later : day
        const start = at(moved ? later : day, BEGINS + used + ON_THE_WAY + place * slot)
        const from = at(doneOn, BEGINS + used + ON_THE_WAY + place * slot) + Math.floor(random() * 8) * MINUTE
        visits.get(unit)?.push({
          ...{ dueOn: due, windowFrom, windowTo, technician, from },
          plannedOn: moved ? later : day,
          plannedStart: start,
          movedFrom: moved ? day : null,
          missedAt: missed ? startOfDay(addDays(windowTo, 1), timeZone).getTime() : null,
          to: from + Math.round(terms.minutes * (0.8 + 0.35 * random())) * MINUTE,
        })
      }
    }
    return round.units.map((unit) => ({ unit, terms, startsOn, openFrom: due, visits: visits.get(unit) ?? [] }))
  })
}
