import type { Fault, UnitKind } from "#equipment"

/** What people say is wrong, each with the fault code that it most likely is; null: it could be anything. */
const lift = {
  "does-not-come": "start-failure",
  "doors-do-not-close": "door-closing",
  "doors-do-not-open": "door-opening",
  "not-level": "car-stopped-outside-landing-zone",
  "button-or-display": "call-button-stuck",
  "noise-or-shaking": "drive-and-motor",
  "no-light-or-power": "power-supply",
  other: null,
} as const satisfies Readonly<Record<string, Fault | null>>

const stairs = {
  "stands-still": "controller",
  "steps-or-comb": "comb-plate",
  handrail: "safety-device",
  "noise-or-shaking": "mechanical-component",
  "no-light-or-power": "power-supply",
  other: null,
} as const satisfies Readonly<Record<string, Fault | null>>

export type Problem = keyof typeof lift | keyof typeof stairs

const codesOf = (kind: UnitKind): Partial<Readonly<Record<Problem, Fault | null>>> =>
  kind === "escalator" || kind === "moving-walk" ? stairs : lift

/** Whether somebody can be shut in it. */
export const hasCar = (kind: UnitKind): boolean => codesOf(kind) === lift

/** What can be wrong with a unit of this kind, in the words people use, the likeliest first. */
export const problemsOf = (kind: UnitKind): ReadonlyArray<Problem> => Object.keys(codesOf(kind)) as Array<Problem>

/** The fault code that a problem stands for, or null. */
export const faultOf = (kind: UnitKind, problem: Problem): Fault | null => codesOf(kind)[problem] ?? null
