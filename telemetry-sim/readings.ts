import { closeHour, countersAt, resetCounters } from "./ledger.ts"
import type { Counters } from "./messages.ts"
import { isSilent, say } from "./unit.ts"
import type { Scene, Unit } from "./unit.ts"

/** A unit with nothing to tell says every five minutes that it is there. */
const heartbeatEvery = 5 * 60_000

const sameCounters = (one: Counters, other: Counters | null): boolean =>
  other !== null &&
  one.starts === other.starts &&
  one.runSeconds === other.runSeconds &&
  one.doorCycles === other.doorCycles &&
  one.doorReopens === other.doorReopens &&
  one.distanceMetres === other.distanceMetres

/** As a counter of that size shows it: it goes on from nought when it is full. */
const shown = (counters: Counters, size: number | null): Counters =>
  size === null
    ? counters
    : {
        starts: counters.starts % size,
        runSeconds: counters.runSeconds % size,
        doorCycles: counters.doorCycles % size,
        doorReopens: counters.doorReopens % size,
        distanceMetres: counters.distanceMetres % size,
      }

/** Tells what the counters show, whether or not it is new. */
export const tellCounters = (unit: Unit, at: number, scene: Scene): void => {
  const counters = countersAt(unit.state.ledger, at)
  unit.state.told = counters
  say(unit, at, { kind: "counters", ...shown(counters, scene.settings.counterSize) }, scene)
}

/** Tells the counters where they changed and it is time, or that the unit is there where nothing was said for long. */
export const report = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  const isTime = at >= state.countersAt
  if (isTime) state.countersAt = at + scene.settings.countersEvery
  state.due.report = Math.min(state.countersAt, at + heartbeatEvery)
  // At a full hour a reading follows anyway.
  if (isSilent(unit) || at === state.due.hour) return
  if (isTime && !sameCounters(countersAt(state.ledger, at), state.told)) tellCounters(unit, at, scene)
  else if (at - state.ledger.heardAt >= heartbeatEvery) say(unit, at, { kind: "heartbeat" }, scene)
}

/** A full hour of local time: whatever happens, a reading is taken, so that the portal knows exactly what each hour brought. */
export const reportHour = (unit: Unit, at: number, scene: Scene): void => {
  tellCounters(unit, at, scene)
  closeHour(unit.state.ledger, unit.name, at, at, scene.record)
  unit.state.due.hour = unit.clock.nextHour(at)
}

/** The gateway restarts: a last reading, and at once the first one of counters that count from nought. Numbers go on. */
export const restart = (unit: Unit, at: number, scene: Scene): void => {
  tellCounters(unit, at, scene)
  resetCounters(unit.state.ledger, at)
  tellCounters(unit, at, scene)
  unit.state.due.restart = unit.nextRestart(at, scene.settings.restartEvery)
}

/** The simulator did not run from `from` to `to`: the hours in between are over, and nothing rose in them. */
export const passHours = (unit: Unit, to: number, scene: Scene): void => {
  const { state, clock, name } = unit
  if (state.due.hour > to) return
  closeHour(state.ledger, name, to, clock.hourStart(to), scene.record)
  state.due.hour = clock.nextHour(to)
}
