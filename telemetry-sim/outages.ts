import { drawFault, drawPartMs, drawRepairMs, drawResponseMs, drawSelfClearingMs, drawVisitMs } from "./faults.ts"
import { never } from "./ledger.ts"
import type { LocalTime } from "./local-time.ts"
import { between, wholeBetween } from "./random.ts"
import type { RandomState } from "./random.ts"
import { enter, say } from "./unit.ts"
import type { Outage, Scene, Unit } from "./unit.ts"

const day = 86_400_000

const stage = (unit: Unit, next: Outage["stage"], at: number, lasting: number): void => {
  if (unit.state.outage !== null) unit.state.outage.stage = next
  unit.state.due.outage = at + lasting
}

/** The coming fault is here: out of order until it clears itself or somebody repaired it. */
export const breakDown = (unit: Unit, at: number, trapped: boolean, scene: Scene): void => {
  const { random, fault } = unit.state
  const entrapment = trapped && !fault.clearsItself
  unit.state.outage = { stage: "awaiting-technician", trapped: entrapment, cures: true }
  const reason = fault.outside === "" ? {} : { reason: fault.outside }
  enter(unit, at, { state: "out-of-order", fault: fault.code, entrapment, ...reason }, scene)
  if (fault.clearsItself) stage(unit, "clearing-itself", at, drawSelfClearingMs(random))
  else stage(unit, "awaiting-technician", at, drawResponseMs(random, entrapment, scene.settings.hurry))
}

/** Out of order already when the simulator took over: a technician is on the way. */
export const continueOutage = (unit: Unit, at: number, scene: Scene): void => {
  unit.state.outage = { stage: "awaiting-technician", trapped: false, cures: true }
  stage(unit, "awaiting-technician", at, drawResponseMs(unit.state.random, false, scene.settings.hurry))
}

/** A planned visit under way already when the simulator took over. */
export const continueVisit = (unit: Unit, at: number, scene: Scene): void => {
  unit.state.outage = { stage: "visit", trapped: false, cures: false }
  stage(
    unit,
    "visit",
    at,
    Math.round(drawVisitMs(unit.state.random, scene.settings.hurry) * between(unit.state.random, 0.1, 1)),
  )
}

const roundedUp = (at: number): string => new Date(Math.ceil(at / 60_000) * 60_000).toISOString()

/** The technician of a planned visit takes the unit out of use. */
export const beginVisit = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  const lasting = drawVisitMs(state.random, scene.settings.hurry)
  state.outage = { stage: "visit", trapped: false, cures: state.ledger.state === "degraded" }
  say(unit, at, { kind: "mode", mode: "inspection" }, scene)
  const expectedBack = roundedUp(at + lasting)
  enter(unit, at, { state: "planned-outage", reason: "Maintenance visit", expectedBack }, scene)
  stage(unit, "visit", at, lasting)
}

/** When somebody comes for maintenance: on a weekday between 8 and 16 o'clock local time, some days after `at`. */
export const drawVisitTime = (
  random: RandomState,
  clock: LocalTime,
  at: number,
  leastDays: number,
  mostDays: number,
): number => {
  let visit = clock.next(
    at + Math.round(between(random, leastDays, mostDays) * day),
    wholeBetween(random, 8, 15),
    wholeBetween(random, 0, 59),
  )
  while (clock.at(visit).weekday >= 5) visit += day
  return visit
}

/** Plans the next visit some days after `at`. */
export const planVisit = (unit: Unit, at: number, leastDays: number, mostDays: number): void => {
  unit.state.due.visit = drawVisitTime(unit.state.random, unit.clock, at, leastDays, mostDays)
}

/** Lets the repair or visit go on; "back" when the unit works again and traffic may return. */
export const stepOutage = (unit: Unit, at: number, scene: Scene): "back" | "out" => {
  const { state } = unit
  const { random, outage } = state
  const { hurry } = scene.settings
  if (outage === null) throw new Error(`${unit.name}: nothing to repair`)
  switch (outage.stage) {
    case "awaiting-technician": {
      say(unit, at, { kind: "mode", mode: "inspection" }, scene)
      const partMs = drawPartMs(random, hurry)
      if (partMs === 0) {
        stage(unit, "repair", at, drawRepairMs(random, hurry))
      } else {
        stage(unit, "awaiting-part", at, partMs)
        say(unit, at, { kind: "mode", mode: "out-of-service" }, scene)
        const fault = state.ledger.fault === null ? {} : { fault: state.ledger.fault }
        const expectedBack = roundedUp(at + partMs)
        say(
          unit,
          at,
          { kind: "state", state: "out-of-order", ...fault, reason: "Waiting for a part", expectedBack },
          scene,
        )
      }
      return "out"
    }
    case "awaiting-part":
      say(unit, at, { kind: "mode", mode: "inspection" }, scene)
      stage(unit, "repair", at, drawRepairMs(random, hurry))
      return "out"
    default: {
      const cameAndWent = outage.stage !== "clearing-itself"
      state.outage = null
      state.due.outage = never
      if (outage.cures) state.fault = drawFault(random, unit.lift === null ? "escalator" : "lift")
      if (cameAndWent) say(unit, at, { kind: "mode", mode: unit.lift === null ? "stop" : "normal" }, scene)
      enter(unit, at, { state: "in-service" }, scene)
      return "back"
    }
  }
}
