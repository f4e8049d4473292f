import type { UnitKind } from "#equipment"
import type { CheckResult } from "./findings.ts"
import type { ActivityType } from "./service-order.ts"

/**
 * An item of a checklist: done (or not possible because …, or a defect found), or a value that is measured in `measure`, with
 * the limits between which it is as it should be (null: no such limit).
 */
export type CheckItem =
  | { readonly item: CheckName; readonly kind: "done" }
  | {
      readonly item: CheckName
      readonly kind: "measured"
      readonly measure: "mm" | "s" | "V" | "°C" | "m/s" | "dB"
      readonly least: number | null
      readonly most: number | null
    }

const done = <const Item extends string>(item: Item) => ({ item, kind: "done" as const })

const liftMaintenance = [
  done("car-ride"),
  { item: "levelling", kind: "measured", measure: "mm", least: -10, most: 10 },
  { item: "door-closing-time", kind: "measured", measure: "s", least: 1, most: 6 },
  done("door-locks"),
  done("door-reversal"),
  done("buttons-and-displays"),
  done("alarm-call"),
  { item: "emergency-light", kind: "measured", measure: "V", least: 10, most: null },
  done("brake"),
  done("ropes-or-belts"),
  done("guide-rails"),
  done("pit"),
  done("machine-room"),
] as const

const escalatorMaintenance = [
  done("test-run"),
  done("emergency-stop"),
  { item: "comb-clearance", kind: "measured", measure: "mm", least: null, most: 4 },
  { item: "skirt-gap", kind: "measured", measure: "mm", least: null, most: 4 },
  done("steps-and-chain"),
  done("handrail-speed"),
  done("brake"),
  { item: "stopping-distance", kind: "measured", measure: "mm", least: 200, most: 1000 },
  done("lubrication"),
  done("machine-room"),
] as const

const liftInspection = [
  done("papers-and-notices"),
  done("safety-gear"),
  done("overspeed-governor"),
  done("door-locks"),
  done("limit-switches"),
  done("alarm-call"),
  { item: "levelling", kind: "measured", measure: "mm", least: -10, most: 10 },
  { item: "rated-speed", kind: "measured", measure: "m/s", least: 0.1, most: null },
  done("brake"),
  done("ropes-or-belts"),
] as const

const escalatorInspection = [
  done("papers-and-notices"),
  done("emergency-stop"),
  done("safety-switches"),
  { item: "stopping-distance", kind: "measured", measure: "mm", least: 200, most: 1000 },
  { item: "skirt-gap", kind: "measured", measure: "mm", least: null, most: 4 },
  done("handrail-speed"),
] as const

const liftWork = [done("test-ride"), done("door-locks"), done("alarm-call")] as const
const escalatorWork = [done("test-run"), done("emergency-stop")] as const

const lists = [
  liftMaintenance,
  escalatorMaintenance,
  liftInspection,
  escalatorInspection,
  liftWork,
  escalatorWork,
] as const
export type CheckName = (typeof lists)[number][number]["item"]

/** What is looked at on an order of this type, on a unit of this kind, in this order. */
export const checklistOf = (activity: ActivityType, kind: UnitKind): ReadonlyArray<CheckItem> => {
  const isStairs = kind === "escalator" || kind === "moving-walk"
  if (activity === "maintenance") return isStairs ? escalatorMaintenance : liftMaintenance
  if (activity === "inspection") return isStairs ? escalatorInspection : liftInspection
  return isStairs ? escalatorWork : liftWork
}

/** Whether a measured value lies outside the limits of its item. */
export const isOutsideLimits = (item: CheckItem, value: number): boolean =>
  item.kind === "measured" && ((item.least !== null && value < item.least) || (item.most !== null && value > item.most))

/** What is wrong with a result of an item: its value is missing, or the reason why it was not possible; null: nothing. */
export const resultProblem = (item: CheckItem, result: CheckResult): "value" | "because" | null => {
  if (result.result === "not-possible") return (result.because ?? "").trim() === "" ? "because" : null
  return item.kind === "measured" && (result.value === undefined || !Number.isFinite(result.value)) ? "value" : null
}
