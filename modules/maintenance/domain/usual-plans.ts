import { type Drive, drives, type UnitKind, unitKinds } from "#equipment"
import type { PlanTerms } from "./service-plan.ts"
import { skillsFor } from "./skills.ts"

type Terms = Omit<PlanTerms, "skills">

/** What a contract promises, from little to much. */
export const contractTypes = ["basic", "standard", "plus", "premium"] as const
export type ContractType = (typeof contractTypes)[number]

/** What units of a kind get when nobody says anything else. */
export interface UsualPlan {
  readonly kind: UnitKind
  /** Null: whatever drives the unit. */
  readonly drive: Drive | null
  /** Null: whatever the contract's type is. */
  readonly contractType: ContractType | null
  /** The skills are those that the unit asks for. */
  readonly terms: Terms
}

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

/** The countries with usual plans of their own as shipped; "" is every country that is not named. */
export const shippedPlanCountries: ReadonlyArray<string> = ["", ...Object.keys(ofCountry)]

/** The usual plans of a country as they are shipped: domain.md section 4. */
export const shippedPlans = (country: string): ReadonlyArray<UsualPlan> => {
  const termsOf = ofCountry[country] ?? elsewhere
  return unitKinds.flatMap((kind) => {
    const anyDrive = termsOf(kind, null)
    const usual = new Set(anyDrive.map((terms) => JSON.stringify(terms)))
    const special = drives.flatMap((drive) =>
      termsOf(kind, drive)
        .filter((terms) => !usual.has(JSON.stringify(terms)))
        .map((terms): UsualPlan => ({ kind, drive, contractType: null, terms })),
    )
    return [...anyDrive.map((terms): UsualPlan => ({ kind, drive: null, contractType: null, terms })), ...special]
  })
}

/** Whether two usual plans of a country are for the same units and have the same name. */
export const isSameUsualPlan = (one: UsualPlan, other: UsualPlan): boolean =>
  one.kind === other.kind &&
  one.drive === other.drive &&
  one.contractType === other.contractType &&
  one.terms.name === other.terms.name

/**
 * What of a country's usual plans a unit gets: of each name the one that says most about it, a contract's type before a drive. The
 * skills are those of the unit, and for an inspection those of one too.
 */
export const plansFor = (
  usual: ReadonlyArray<UsualPlan>,
  kind: UnitKind,
  drive: Drive | null,
  contractType: ContractType | null,
): ReadonlyArray<PlanTerms> => {
  const weight = (plan: UsualPlan) => (plan.contractType === null ? 0 : 2) + (plan.drive === null ? 0 : 1)
  const byName = new Map<string, UsualPlan>()
  for (const plan of usual) {
    const fits =
      plan.kind === kind &&
      (plan.drive === null || plan.drive === drive) &&
      (plan.contractType === null || plan.contractType === contractType)
    const before = byName.get(plan.terms.name)
    if (fits && (before === undefined || weight(plan) > weight(before))) byName.set(plan.terms.name, plan)
  }
  const own = skillsFor(kind, drive)
  return [...byName.values()].map(({ terms }) => ({
    ...terms,
    skills: terms.activity === "inspection" ? [...own, "inspection"] : own,
  }))
}

/** The plans that a unit of a kind usually gets in a country (ISO 3166, two letters) as they are shipped. */
export const usualPlans = (country: string, kind: UnitKind, drive: Drive | null): ReadonlyArray<PlanTerms> =>
  plansFor(shippedPlans(country), kind, drive, null)
