import { beginSilence, countersAt, endSilence, never } from "./ledger.ts"
import type { Counters } from "./messages.ts"
import { chance, exponential, lognormal } from "./random.ts"
import { isSilent, say } from "./unit.ts"
import type { Scene, Unit } from "./unit.ts"

const minute = 60_000

/** A unit with nothing to tell says every five minutes that it is there. */
const heartbeatEvery = 5 * minute

/** Losses last 20 min on average and come in bursts of two on average, one burst in 88 h: silent 0.75 % of the time. */
const drawLossMs = (unit: Unit): number => Math.round(lognormal(unit.state.random, 12 * minute, 1))

const drawSignalMs = (unit: Unit): number =>
  Math.round(
    chance(unit.state.random, 0.5)
      ? exponential(unit.state.random, 8 * minute)
      : exponential(unit.state.random, 88 * 60 * minute),
  )

/** Plans the first loss, as if the signal had been there for long. */
export const planFirstLoss = (unit: Unit, at: number): void => {
  unit.state.due.signal = at + Math.round(exponential(unit.state.random, 88 * 60 * minute))
}

const tellCounters = (unit: Unit, at: number, scene: Scene): void => {
  const counters = countersAt(unit.state.ledger, at)
  unit.state.told = counters
  say(unit, at, { kind: "counters", ...counters }, scene)
}

const sameCounters = (one: Counters, other: Counters | null): boolean =>
  other !== null &&
  one.starts === other.starts &&
  one.runSeconds === other.runSeconds &&
  one.doorCycles === other.doorCycles &&
  one.doorReopens === other.doorReopens &&
  one.distanceMetres === other.distanceMetres

/** Loses the signal, or finds it again: then the gateway sends what it kept, and the counters. */
export const stepSignal = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  if (!isSilent(unit)) {
    beginSilence(state.ledger, at)
    state.due.signal = at + drawLossMs(unit)
    return
  }
  endSilence(state.ledger, unit.name, at, "signal-lost", scene.record)
  for (const line of state.held) scene.send(line)
  state.held = []
  tellCounters(unit, at, scene)
  state.due.signal = at + drawSignalMs(unit)
}

/** Tells the counters where they changed, or that the unit is there where nothing was said for long. */
export const report = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  state.due.report = state.due.report === never ? never : at + scene.settings.countersEvery
  if (isSilent(unit)) return
  if (!sameCounters(countersAt(state.ledger, at), state.told)) tellCounters(unit, at, scene)
  else if (at - state.spokeAt >= heartbeatEvery) say(unit, at, { kind: "heartbeat" }, scene)
}
