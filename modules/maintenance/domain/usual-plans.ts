import type { Drive, UnitKind } from "#equipment"
import type { PlanTerms } from "./service-plan.ts"
import { skillsFor } from "./skills.ts"

type Terms = Omit<PlanTerms, "skills">

const everyMonths = (every: number) => ({ every, unit: "month", countedFrom: "due" }) as const
const everyYears = (every: number) => ({ every, unit: "year", countedFrom: "due" }) as const

const plan = (
  activity: PlanTerms["activity"],
  name: string,
  minutes: number,
  recurrence: PlanTerms["recurrence"],
  [toleranceBefore, toleranceAfter]: readonly [number, number] = [7, 7],
): Terms => ({ activity, name, recurrence, minutes, toleranceBefore, toleranceAfter, seasons: [] })

/** What the law of a place asks for may come earlier, but never later. */
const notLater: readonly [number, number] = [28, 0]

const visit = (minutes: number, months: number) => plan("maintenance", "Maintenance", minutes, everyMonths(months))

/** Customary time on site in a month in the United States, minutes. */
const americanMinutes = (kind: UnitKind, drive: Drive | null): number => {
  if (kind === "escalator" || kind === "moving-walk") return 240
  return drive === "hydraulic" || kind !== "lift" ? 60 : 120
}

const moves = (kind: UnitKind) => kind === "escalator" || kind === "moving-walk"

/** By country: what is due on a unit of a kind there. */
const ofCountry: Readonly<Record<string, (kind: UnitKind, drive: Drive | null) => ReadonlyArray<Terms>>> = {
  GB: (kind) => [
    visit(60, kind === "lift" || moves(kind) ? 2 : 6),
    plan("inspection", "Thorough examination", 90, everyMonths(kind === "dumbwaiter" ? 12 : 6), notLater),
  ],
  HK: (kind) => [
    visit(60, 1),
    ...(moves(kind)
      ? [plan("inspection", "Half-yearly examination", 120, everyMonths(6), notLater)]
      : [
          plan("maintenance", "Safety equipment", 120, everyYears(1), notLater),
          plan("inspection", "Yearly examination", 120, everyYears(1), notLater),
          plan("inspection", "Full-load test", 240, everyYears(5), notLater),
        ]),
  ],
  BE: (kind) => [
    visit(60, moves(kind) ? 1 : 2),
    plan("inspection", "External inspection", 60, everyMonths(3), notLater),
  ],
  FR: () => [
    plan("maintenance", "Maintenance", 60, { every: 6, unit: "week", countedFrom: "completion" }, [14, 0]),
    plan("inspection", "Technical control", 120, everyYears(5), notLater),
  ],
  US: (kind, drive) => [
    visit(americanMinutes(kind, drive), 1),
    plan("inspection", "Category 1 test", 120, everyYears(1), notLater),
    ...(kind === "lift" ? [plan("inspection", "Category 5 test", 240, everyYears(5), notLater)] : []),
  ],
}

const elsewhere = (kind: UnitKind): ReadonlyArray<Terms> => [
  visit(60, moves(kind) ? 1 : 3),
  plan("inspection", "Yearly inspection", 120, everyYears(1), notLater),
]

/** The plans that a unit of a kind usually gets in a country (ISO 3166, two letters): domain.md section 4. */
export const usualPlans = (country: string, kind: UnitKind, drive: Drive | null): ReadonlyArray<PlanTerms> => {
  const skills = skillsFor(kind, drive)
  return (ofCountry[country] ?? elsewhere)(kind, drive).map((terms) => ({
    ...terms,
    skills: terms.activity === "inspection" ? [...skills, "inspection"] : skills,
  }))
}
