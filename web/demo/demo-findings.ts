import type { Fault } from "#equipment"
import {
  type ActivityType,
  type CheckItem,
  checklistOf,
  type CheckResult,
  type Component,
  hasCar,
  type Part,
  type Problem,
  type TechnicianAction,
} from "#maintenance"
import type { DemoUnit } from "./demo-fleet.ts"
import { pick, type Random } from "./random.ts"

type Kind = DemoUnit["unit"]["unit"]["kind"]

/** What a technician finds behind a fault, does about it, and writes. */
interface Remedy {
  readonly component: Component
  readonly action: TechnicianAction
  readonly comment: string
  readonly part?: Part
}

const part = (name: string, number: string): Part => ({ name, number, quantity: 1 })

const ofLift: Readonly<Record<string, ReadonlyArray<Remedy>>> = {
  "door-closing": [
    {
      component: "car-door",
      action: "cleaned",
      comment: "Grit in the sill kept the doors from closing. Cleaned and tried.",
    },
    { component: "door-operator", action: "adjusted", comment: "Belt of the door operator had slackened. Adjusted." },
    {
      ...{ component: "door-operator", action: "replaced", comment: "Worn belt of the door operator replaced." },
      part: part("Door operator belt", "DB-1140"),
    },
  ],
  "door-opening": [
    {
      component: "landing-door",
      action: "adjusted",
      comment: "A landing door was out of line. Adjusted on that floor.",
    },
    {
      ...{ component: "door-lock", action: "replaced", comment: "Contact of a landing door lock replaced." },
      part: part("Lock contact", "LC-22"),
    },
  ],
  controller: [
    {
      component: "controller",
      action: "reset",
      comment: "Controller had stopped after a fault. Reset and watched for half an hour.",
    },
    {
      ...{ component: "controller", action: "replaced", comment: "Input board of the controller replaced." },
      part: part("Input board", "IB-8"),
    },
  ],
  "controller-supply": [
    { component: "controller", action: "repaired", comment: "Loose terminal of the controller’s supply tightened." },
  ],
  "position-lost": [
    {
      component: "shaft-switch",
      action: "adjusted",
      comment: "A switch in the shaft had moved. Set and tried on all floors.",
    },
  ],
  "lift-shaft-device": [{ component: "shaft-switch", action: "replaced", comment: "Worn limit switch replaced." }],
  "drive-and-motor": [
    { component: "brake", action: "adjusted", comment: "Brake opened late. Adjusted, levelling checked." },
    { component: "drive", action: "reset", comment: "Drive had tripped on temperature. Fan cleaned." },
  ],
  "safety-interlock": [
    { component: "door-lock", action: "adjusted", comment: "Interlock of a landing door adjusted." },
  ],
  "call-button-stuck": [
    { component: "landing-button", action: "replaced", comment: "A landing button stuck. Replaced." },
  ],
  "power-supply": [
    { component: "controller", action: "reset", comment: "A fuse had blown. Replaced, supply measured." },
  ],
}
const ofStairs: Readonly<Record<string, ReadonlyArray<Remedy>>> = {
  "comb-plate": [
    { component: "comb-plate", action: "cleaned", comment: "A stone in the comb plate removed, teeth checked." },
  ],
  "safety-device": [
    { component: "safety-switch", action: "reset", comment: "A safety switch had tripped. Cause removed, reset." },
  ],
  "mechanical-component": [
    { component: "step-chain", action: "lubricated", comment: "Step chain tensioned and lubricated." },
  ],
  "drive-and-motor": [
    { component: "handrail-drive", action: "adjusted", comment: "Handrail drive slipped. Adjusted." },
  ],
  "power-supply": [
    { component: "controller", action: "reset", comment: "A fuse had blown. Replaced, supply measured." },
  ],
}
const anyLift: Remedy = {
  component: "controller",
  action: "inspected",
  comment: "Could not be brought about again. Watched for half an hour, nothing found.",
}
const anyStairs: Remedy = {
  component: "safety-switch",
  action: "inspected",
  comment: "Ran again at once. All safety devices tried.",
}

/** What is done about a fault of a unit of a kind. */
export const remedyOf = (random: Random, kind: Kind, fault: Fault | null): Remedy => {
  const known = (hasCar(kind) ? ofLift : ofStairs)[fault ?? ""]
  return known === undefined ? (hasCar(kind) ? anyLift : anyStairs) : pick(random, known)
}

/** The words in which people report a fault. */
export const problemOf = (kind: Kind, fault: Fault | null): Problem => {
  if (!hasCar(kind)) {
    return fault === "comb-plate" ? "steps-or-comb" : fault === "drive-and-motor" ? "handrail" : "stands-still"
  }
  if (fault === "door-closing") return "doors-do-not-close"
  if (fault === "door-opening") return "doors-do-not-open"
  if (fault === "call-button-stuck") return "button-or-display"
  return fault === "power-supply" ? "no-light-or-power" : "does-not-come"
}

/** What people add when they report. */
export const descriptions: ReadonlyArray<string> = [
  "",
  "",
  "Since this morning.",
  "It happened twice today.",
  "A resident with a wheelchair depends on it.",
  "It makes a loud noise and then stops.",
]

/** What technicians write after a visit. */
export const visitComments: Readonly<Record<"maintenance" | "inspection", ReadonlyArray<string>>> = {
  maintenance: [
    "All in order.",
    "Sills cleaned, doors and levelling checked.",
    "Guide shoes are worn and will be replaced at the next visit.",
    "Lubricated and adjusted. Ride is smooth.",
    "Emergency light tried, battery is good.",
    "Please keep the machine room clear: boxes stood before the switchgear.",
  ],
  inspection: [
    "No defect found.",
    "Examined and passed.",
    "Passed. One notice in the car is hard to read; please renew it.",
  ],
}

const measured = (random: Random, item: Extract<CheckItem, { kind: "measured" }>) => {
  const least = item.least ?? 0
  const most = item.most ?? (item.measure === "m/s" ? 2.5 : Math.max(12, least * 1.4))
  return Math.round((least + (0.3 + 0.4 * random()) * (most - least)) * 10) / 10
}

/** A checklist that was gone through; now and then something was not possible. */
export const checked = (random: Random, activity: ActivityType, kind: Kind): ReadonlyArray<CheckResult> =>
  checklistOf(activity, kind).map((item): CheckResult => {
    if (random() < 0.01) return { item: item.item, result: "not-possible", because: "No access" }
    if (item.kind === "measured") return { item: item.item, result: "done", value: measured(random, item) }
    return { item: item.item, result: random() < 0.006 ? "defect" : "done" }
  })
