import type { ComingFault } from "./faults.ts"
import { changeState, never, noteSign } from "./ledger.ts"
import type { LedgerEntry, UnitLedger } from "./ledger.ts"
import type { LocalTime } from "./local-time.ts"
import { fleetingLine, lastingLine } from "./messages.ts"
import type { Counters, FleetingMessage, LastingMessage, Line } from "./messages.ts"
import type { RandomState } from "./random.ts"
import type { NextRestart } from "./restarts.ts"
import type { Category, Demand, Use } from "./traffic.ts"

export interface Settings {
  /** Multiplies how often units fail. */
  readonly faultRate: number
  /** Spreads a lift's faults evenly over day and week, instead of over its starts: for visitors at any hour. */
  readonly evenFaults: boolean
  /** Divides response, repair and visit times. */
  readonly hurry: number
  /** Milliseconds between two counter messages of one unit. */
  readonly countersEvery: number
  /** Milliseconds in which a gateway restarts once, and its units' counters begin anew. */
  readonly restartEvery: number
  /** Counters begin anew where they reach this; null: they are large enough for a unit's life. */
  readonly counterSize: number | null
}

/** Where a unit's messages and finished ledger intervals go. */
export interface Scene {
  readonly settings: Settings
  readonly send: (line: Line) => void
  readonly record: (entry: LedgerEntry) => void
}

/** What never changes about one lift. Times are milliseconds. */
export interface LiftFacts {
  readonly category: Category
  readonly demand: Demand
  /** Markings from the lowest level up; empty when the portal does not know them, and then none are reported. */
  readonly floors: ReadonlyArray<string>
  /** Motor time and way for a trip over that many levels. */
  readonly legs: ReadonlyArray<{ readonly runMs: number; readonly millimetres: number }>
  readonly openMs: number
  readonly closeMs: number
  /** Share of door closings that are interrupted, while nothing is wrong. */
  readonly reopening: number
  readonly carriesPeople: boolean
}

export interface LiftState {
  /** Waiting with closed doors; doors open or moving; the car on its way. */
  phase: "waiting" | "doors" | "running"
  level: number
  /** Levels still to serve in this round. */
  stops: Array<number>
  calledAt: number
  /** Whether somebody is in the car. */
  occupied: boolean
  /** Interrupted closings of the present stop. */
  reopenings: number
  departedAt: number
  /** Whether the present trip ends in the coming fault. */
  failing: boolean
}

/** What never changes about one escalator or moving walk. */
export interface EscalatorFacts {
  readonly direction: "up" | "down"
  /** Metres per second. */
  readonly speed: number
  /** Stops when nobody is on it, and starts for the next rider. The others run from opening to closing. */
  readonly automatic: boolean
  /** How long an automatic one runs on after a rider stepped on, in milliseconds. */
  readonly holdMs: number
  readonly ridersPerDay: number
}

export interface EscalatorState {
  running: boolean
  /** When the present run ends, or `never` when that is not known before `reviewAt`. */
  stopAt: number
  reviewAt: number
  /** Up to when the hazard of the present run was counted. */
  hazardAt: number
}

/** Why a unit is out of use, and how far the way back is. Plain data. */
export interface Outage {
  stage: "clearing-itself" | "awaiting-technician" | "awaiting-part" | "repair" | "visit"
  readonly trapped: boolean
  /** Whether the coming fault is over when the unit is back. */
  readonly cures: boolean
}

/** Everything about a unit that changes: plain data, so that a saved unit goes on exactly where it stopped. */
export interface UnitState {
  readonly unit: string
  readonly random: RandomState
  /** The number of the last lasting message. */
  seq: number
  /** When each of the unit's processes acts next, in milliseconds since 1970, or `never`. */
  readonly due: {
    traffic: number
    outage: number
    visit: number
    signal: number
    report: number
    restart: number
    hour: number
  }
  readonly ledger: UnitLedger
  fault: ComingFault
  /** Null while the unit works. */
  outage: Outage | null
  /** Lasting messages that wait inside the gateway until the signal is back. */
  held: Array<Line>
  /** From when on changed counters are told again. */
  countersAt: number
  /** The counters that it last told, to be quiet while nothing changed. */
  told: Counters | null
  readonly lift: LiftState | null
  readonly escalator: EscalatorState | null
}

/** A unit: what it is, always the same for a seed and the portal's description, and its state. */
export interface Unit {
  readonly name: string
  readonly use: Use
  readonly clock: LocalTime
  /** How much more often than ordinary it fails. */
  readonly quality: number
  readonly nextRestart: NextRestart
  readonly lift: LiftFacts | null
  readonly escalator: EscalatorFacts | null
  readonly state: UnitState
}

export const isSilent = (unit: Unit): boolean => unit.state.ledger.silentSince !== never

/** Sends a message, or, while the signal is lost, keeps a lasting one and forgets a fleeting one. */
export const say = (unit: Unit, at: number, message: LastingMessage | FleetingMessage, scene: Scene): void => {
  const { state } = unit
  const silent = isSilent(unit)
  if (message.kind === "position") {
    if (!silent) scene.send(fleetingLine(unit.name, at, message))
    return
  }
  state.seq += 1
  noteSign(state.ledger, unit.name, at, scene.record)
  const line = lastingLine(unit.name, at, state.seq, message)
  if (silent) state.held.push(line)
  else scene.send(line)
}

/** Changes the unit's state in the ledger and says so. */
export const enter = (
  unit: Unit,
  at: number,
  next: Omit<Extract<LastingMessage, { kind: "state" }>, "kind">,
  scene: Scene,
): void => {
  changeState(unit.state.ledger, unit.name, at, next, scene.record)
  say(unit, at, { kind: "state", ...next }, scene)
}

/** What a unit says that feels this fault coming. */
export const signOf = (fault: string): string =>
  fault.startsWith("door-")
    ? "Doors reopen more often than usual"
    : fault === "mechanical-component"
      ? "Unusual vibration"
      : "Motor warmer than usual"

/** The unit feels its coming fault: it runs on, but says that it is not well. */
export const becomeDegraded = (unit: Unit, at: number, scene: Scene): void => {
  const { code } = unit.state.fault
  enter(unit, at, { state: "degraded", fault: code, reason: signOf(code) }, scene)
}
