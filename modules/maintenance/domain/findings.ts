import type { Fault, UnitKind } from "#equipment"
import type { Condition } from "./service-order.ts"
import { hasCar } from "./problem.ts"

const liftFaults = [
  "door-closing",
  "door-opening",
  "controller",
  "drive-and-motor",
  "governor-and-safety-gear",
  "lift-shaft-device",
  "power-supply",
  "safety-interlock",
  "car-stopped-outside-landing-zone",
  "call-button-stuck",
  "start-failure",
  "controller-supply",
  "self-test-failure",
  "runtime-limit-exceeded",
  "position-lost",
  "drive-temperature-exceeded",
  "load-measurement",
] as const satisfies ReadonlyArray<Fault>

const escalatorFaults = [
  "controller",
  "drive-and-motor",
  "mechanical-component",
  "overspeed",
  "power-supply",
  "safety-device",
  "controller-supply",
  "drive-temperature-exceeded",
  "comb-plate",
] as const satisfies ReadonlyArray<Fault>

/** Causes that lie outside the unit, and that nothing was found. */
const otherCauses = ["misuse", "vandalism", "building-power", "water", "wear", "none-found"] as const

export type Cause = Fault | (typeof otherCauses)[number]

/** What can have caused a fault of a unit of this kind: the fault codes, what lies outside the unit, wear, and nothing found. */
export const causesOf = (kind: UnitKind): ReadonlyArray<Cause> => [
  ...(hasCar(kind) ? liftFaults : escalatorFaults),
  ...otherCauses,
]

const liftComponents = [
  "car-door",
  "landing-door",
  "door-operator",
  "door-lock",
  "controller",
  "drive",
  "motor",
  "brake",
  "ropes-or-belts",
  "guide-shoes",
  "safety-gear",
  "shaft-switch",
  "landing-button",
  "car-panel",
  "display",
  "lighting",
  "emergency-telephone",
  "hydraulic-unit",
] as const

const escalatorComponents = [
  "step",
  "step-chain",
  "comb-plate",
  "handrail",
  "handrail-drive",
  "controller",
  "drive",
  "motor",
  "brake",
  "safety-switch",
  "skirt",
  "lighting",
] as const

export type Component = (typeof liftComponents)[number] | (typeof escalatorComponents)[number]

/** What can have failed on a unit of this kind. */
export const componentsOf = (kind: UnitKind): ReadonlyArray<Component> =>
  hasCar(kind) ? liftComponents : escalatorComponents

export const technicianActions = [
  "inspected",
  "adjusted",
  "cleaned",
  "lubricated",
  "reset",
  "repaired",
  "replaced",
  "freed-person",
  "switched-off",
  "none-needed",
] as const
/** What the technician did, in one word. */
export type TechnicianAction = (typeof technicianActions)[number]

/** What became of one item of a checklist; `value` where it is measured, `because` where it was not possible. */
export interface CheckResult {
  readonly item: string
  readonly result: "done" | "not-possible" | "defect"
  /** In the item's unit of measure. */
  readonly value?: number
  readonly because?: string
}

export interface Part {
  readonly name: string
  readonly number: string
  readonly quantity: number
}

/** What a technician found and did. */
export interface Findings {
  readonly conditionOnArrival: Condition | null
  readonly conditionOnDeparture: Condition
  readonly cause: Cause | null
  readonly failedComponent: Component | null
  readonly technicianAction: TechnicianAction | null
  /** Somebody was inside. */
  readonly entrapment: boolean
  readonly checklist: ReadonlyArray<CheckResult>
  readonly parts: ReadonlyArray<Part>
  readonly labourMinutes: number | null
  /** What the customer reads; "": nothing. */
  readonly comment: string
  /** Who signed; null: nobody did. */
  readonly signedBy: string | null
  /** What is still to be done, which becomes an order of its own; "": nothing is. */
  readonly followUp: string
}

/** Findings of which nothing is said but how the unit was left. */
export const plainFindings = (conditionOnDeparture: Condition): Findings => ({
  conditionOnArrival: null,
  conditionOnDeparture,
  cause: null,
  failedComponent: null,
  technicianAction: null,
  entrapment: false,
  checklist: [],
  parts: [],
  labourMinutes: null,
  comment: "",
  signedBy: null,
  followUp: "",
})

/** Whether work is left for another order: what is said to be left, or a unit that was left out of order. */
export const needsFollowUp = ({ followUp, conditionOnDeparture }: Findings): boolean =>
  followUp !== "" || conditionOnDeparture === "out-of-order"
