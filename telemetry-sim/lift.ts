import { callOutsPerStart, faultsPerCallOut, warningsOf } from "./faults.ts"
import { travelSeconds } from "./kinematics.ts"
import { beginRun, endRun, never } from "./ledger.ts"
import type { PortalUnit } from "./portal.ts"
import { between, chance } from "./random.ts"
import type { RandomState } from "./random.ts"
import { categoryOf, drawRound, drawTripsPerDay, extraStopsOf, nextCall, quietness } from "./traffic.ts"
import type { Use } from "./traffic.ts"
import type { LocalTime } from "./local-time.ts"
import { becomeDegraded, say } from "./unit.ts"
import type { LiftFacts, LiftState, Scene, Unit } from "./unit.ts"

/** Metres from floor to floor (assumption). */
const storey: Record<Use, number> = { home: 3, office: 3.8, hotel: 3.1, hospital: 4, shop: 4.8, transit: 6, mixed: 3.5 }

/** Storeys of a building whose floors the portal does not know (assumption). */
const usualLevels: Record<Use, number> = { home: 5, office: 6, hotel: 6, hospital: 5, shop: 3, transit: 2, mixed: 5 }

/** Rated speeds in m/s per drive; the rise of the building decides inside the range. */
const speedRange: Record<string, readonly [number, number]> = {
  hydraulic: [0.5, 0.75],
  "machine-room-less": [1, 1.75],
  traction: [1, 7],
}

const ratedSpeed = (from: PortalUnit, drive: string, rise: number): number => {
  if (from.ratedSpeed !== null && from.ratedSpeed > 0) return Math.min(20, Math.max(0.1, from.ratedSpeed))
  if (from.kind === "platform-lift") return 0.15
  if (from.kind === "dumbwaiter") return 0.4
  const [least, most] = speedRange[drive] ?? [1, 7]
  // From end to end in about 25 s.
  return Math.min(most, Math.max(least, rise / 25))
}

/** Where people enter: a floor marked so, or the lowest one that does not look like a basement. */
const mainLevelOf = (floors: ReadonlyArray<string>): number => {
  const marked = floors.findIndex((floor) => /^(G|GF|0|00|L|LG?F?|E|EG|RC|RDC|BG|LOBBY|GROUND|MAIN)$/i.test(floor))
  if (marked >= 0) return marked
  return Math.max(
    0,
    floors.findIndex((floor) => !/^(B|C|K|P|S|U|-|CELLAR|BASEMENT)/i.test(floor)),
  )
}

/** Draws what the portal does not tell about a lift. */
export const liftFacts = (from: PortalUnit, use: Use, clock: LocalTime, random: RandomState): LiftFacts => {
  const floors = from.floors.length >= 2 ? from.floors : []
  const levels = floors.length > 0 ? floors.length : from.kind === "lift" ? usualLevels[use] : 2
  const height = storey[use] * between(random, 0.95, 1.05)
  const rise = height * (levels - 1)
  const low = use === "transit" ? "machine-room-less" : "hydraulic"
  const drive = from.drive ?? (rise < 12 ? low : rise < 40 ? "machine-room-less" : "traction")
  const motion = {
    speed: ratedSpeed(from, drive, rise),
    acceleration: between(random, 0.8, 1.2),
    jerk: between(random, 1, 1.6),
  }
  // The motor starts half a second before the car moves, and holds it until it is level: a hydraulic one creeps there.
  const besidesMoving = 0.5 + (drive === "hydraulic" ? between(random, 2.5, 4) : between(random, 1.2, 2.4))
  const legs = Array.from({ length: levels }, (_, count) => ({
    runMs: Math.round((travelSeconds(count * height, motion) + besidesMoving) * 1000),
    millimetres: Math.round(count * height * 1000),
  }))
  const category = from.kind === "lift" ? categoryOf(use, levels) : 1
  return {
    category,
    demand: {
      use,
      clock,
      tripsPerDay: drawTripsPerDay(random, category),
      extraStops: extraStopsOf[category],
      levels,
      mainLevel: floors.length > 0 ? mainLevelOf(floors) : 0,
    },
    floors,
    legs,
    openMs: Math.round(between(random, 1.5, category >= 5 ? 1.8 : 2.5) * 1000),
    closeMs: Math.round(between(random, 2.5, category >= 5 ? 2.8 : 4) * 1000),
    reopening: between(random, 0.01, 0.035),
    carriesPeople: from.kind !== "dumbwaiter",
  }
}

export const newLift = (facts: LiftFacts): LiftState => ({
  phase: "waiting",
  level: facts.demand.mainLevel,
  stops: [],
  calledAt: never,
  occupied: false,
  reopenings: 0,
  departedAt: 0,
  failing: false,
})

/** A lift starts at most 240 times an hour. */
export const leastBetweenStarts = 15_000
/** Whoever waited this long has taken the stairs. */
export const patience = 600_000
/** An interrupted closing costs this, besides half an opening and another closing. */
const lookedRound = 2000
/** Closings of one stop that are interrupted, at most. */
export const mostReopenings = 5
/** How much more often a door that is about to fail is interrupted. */
export const reopeningWorse = 5

type Part = { readonly facts: LiftFacts; readonly lift: LiftState }

const tellPosition = (unit: Unit, { facts, lift }: Part, at: number, door: string, direction: string, scene: Scene) => {
  const floor = facts.floors[lift.level]
  say(unit, at, { kind: "position", ...(floor === undefined ? {} : { floor }), door, direction }, scene)
}

/** How long the doors stay open for people who come in, or who leave, in milliseconds. */
export const drawDwellMs = (random: RandomState, boarding: boolean): number =>
  Math.round(boarding ? between(random, 4000, 7000) : between(random, 2000, 4000))

/** Hazard of an ordinary start, of call-outs and faults that clear themselves together. */
const hazardPerStart = (unit: Unit, scene: Scene): number => hazardOfStart(unit.quality) * scene.settings.faultRate

/** Hazard of an ordinary start of a unit of this quality at fault rate 1. */
export const hazardOfStart = (quality: number): number => callOutsPerStart * faultsPerCallOut * quality

const warnings = (unit: Unit, facts: LiftFacts, scene: Scene) =>
  warningsOf(
    unit.state.fault,
    (hazardPerStart(unit, scene) * facts.demand.tripsPerDay) / 86_400_000,
    scene.settings.hurry,
  )

/** Waits for the next group, which may be there already. */
const awaitCall = (unit: Unit, { facts, lift }: Part, at: number, since: number): void => {
  const { state } = unit
  lift.calledAt = nextCall(state.random, facts.demand, since)
  if (lift.calledAt < at - patience) lift.calledAt = nextCall(state.random, facts.demand, at - patience)
  lift.stops = [...drawRound(state.random, facts.demand, facts.demand.clock.at(lift.calledAt).hour)]
  lift.occupied = false
  lift.phase = "waiting"
  state.due.traffic = Math.max(at, lift.calledAt)
}

const openDoors = (unit: Unit, { facts, lift }: Part, at: number, scene: Scene): void => {
  const { random, fault } = unit.state
  tellPosition(unit, { facts, lift }, at, "opened", "none", scene)
  // A door that is about to fail reopens up to six times as often, and closes more slowly.
  const { signs } = fault.code.startsWith("door-") ? warnings(unit, facts, scene) : { signs: 0 }
  const worse = signs > 0 && fault.left < signs ? 1 - fault.left / signs : 0
  const closeMs = Math.round(facts.closeMs * (1 + 0.3 * worse))
  lift.reopenings = 0
  while (lift.reopenings < mostReopenings && chance(random, facts.reopening * (1 + reopeningWorse * worse))) {
    lift.reopenings += 1
  }
  const boarding = lift.stops.length > 0 && !lift.occupied
  const dwellMs = drawDwellMs(random, boarding)
  const onceMore = Math.round(facts.openMs / 2) + lookedRound + closeMs
  lift.occupied = lift.stops.length > 0
  lift.phase = "doors"
  unit.state.due.traffic = Math.max(
    at + facts.openMs + dwellMs + closeMs + lift.reopenings * onceMore,
    lift.departedAt + leastBetweenStarts,
  )
}

const legTo = (unit: Unit, { facts, lift }: Part, goal: number) => {
  const leg = facts.legs[Math.abs(goal - lift.level)]
  if (leg === undefined) throw new Error(`${unit.name}: no way from level ${lift.level} to ${goal}`)
  return leg
}

const depart = (unit: Unit, { facts, lift }: Part, at: number, scene: Scene): void => {
  const { state } = unit
  const { fault, ledger } = state
  const goal = lift.stops[0] ?? lift.level
  const leg = legTo(unit, { facts, lift }, goal)
  tellPosition(unit, { facts, lift }, at, "closed", goal > lift.level ? "up" : "down", scene)
  ledger.starts += 1
  beginRun(ledger, at)
  lift.departedAt = at
  lift.phase = "running"
  fault.left -= hazardPerStart(unit, scene) * (scene.settings.evenFaults ? quietness(facts.demand, at) : 1)
  lift.failing = fault.left <= 0
  const share = lift.failing && !fault.atLanding ? between(state.random, 0.1, 0.9) : 1
  state.due.traffic = at + Math.round(leg.runMs * share)
  if (!lift.failing && ledger.state === "in-service" && fault.left < warnings(unit, facts, scene).degraded) {
    becomeDegraded(unit, at, scene)
  }
}

const arrive = (unit: Unit, { facts, lift }: Part, at: number, scene: Scene): "broken" | "well" => {
  const { ledger, fault } = unit.state
  const goal = lift.stops[0] ?? lift.level
  const leg = legTo(unit, { facts, lift }, goal)
  endRun(ledger, at)
  ledger.distanceMillimetres += Math.round((leg.millimetres * (at - lift.departedAt)) / leg.runMs)
  if (!lift.failing || fault.atLanding) lift.level = goal
  if (lift.failing) {
    tellPosition(unit, { facts, lift }, at, fault.code.startsWith("door-") ? "door-fault" : "closed", "stopped", scene)
    return "broken"
  }
  lift.stops.shift()
  openDoors(unit, { facts, lift }, at, scene)
  return "well"
}

/** Lets the lift do what is due; "broken" when its coming fault is here. */
export const stepLift = (unit: Unit, part: Part, at: number, scene: Scene): "broken" | "well" => {
  const { ledger } = unit.state
  const { lift } = part
  if (lift.phase === "running") return arrive(unit, part, at, scene)
  if (lift.phase === "doors") {
    ledger.doorCycles += 1
    ledger.doorReopens += lift.reopenings
    if (lift.stops.length === 0) {
      awaitCall(unit, part, at, lift.calledAt)
      if (unit.state.due.traffic > at) tellPosition(unit, part, at, "closed", "none", scene)
      return "well"
    }
  } else if (lift.stops[0] === lift.level) {
    lift.stops.shift()
    openDoors(unit, part, at, scene)
    return "well"
  }
  depart(unit, part, at, scene)
  return "well"
}

/** Whether a fault now traps somebody. */
export const trapsSomebody = (unit: Unit, { facts, lift }: Part): boolean =>
  facts.carriesPeople && lift.occupied && chance(unit.state.random, unit.state.fault.traps)

/** Takes the car out of traffic. It must not be on its way. */
export const haltLift = (unit: Unit, { lift }: Part): void => {
  lift.phase = "waiting"
  lift.stops = []
  lift.occupied = false
  lift.failing = false
  unit.state.due.traffic = never
}

/** Puts the car back into traffic, doors closed. */
export const resumeLift = (unit: Unit, part: Part, at: number, scene: Scene): void => {
  tellPosition(unit, part, at, "closed", "none", scene)
  awaitCall(unit, part, at, at)
}
