import { beginSilence, endSilence } from "./ledger.ts"
import { chance, exponential, lognormal } from "./random.ts"
import type { RandomState } from "./random.ts"
import { tellCounters } from "./readings.ts"
import { isSilent } from "./unit.ts"
import type { Scene, Unit } from "./unit.ts"

const minute = 60_000

/** Losses last 20 min on average and come in bursts of two on average, one burst in 88 h: silent 0.75 % of the time. */
export const drawLossMs = (random: RandomState): number => Math.round(lognormal(random, 12 * minute, 1))

/** From the end of a loss to the next one. */
export const drawSignalMs = (random: RandomState): number =>
  Math.round(chance(random, 0.5) ? exponential(random, 8 * minute) : drawFirstSignalMs(random))

/** From any moment to the next loss, as if the signal had been there for long. */
export const drawFirstSignalMs = (random: RandomState): number => Math.round(exponential(random, 88 * 60 * minute))

/**
 * Loses the signal, or finds it again: then the gateway sends what it kept, and the counters. A reading is also the last thing
 * that gets through: whether a position did, of which only the newest is sent, makes no difference to how long the unit was silent.
 */
export const stepSignal = (unit: Unit, at: number, scene: Scene): void => {
  const { state } = unit
  if (!isSilent(unit)) {
    tellCounters(unit, at, scene)
    beginSilence(state.ledger, at)
    state.due.signal = at + drawLossMs(state.random)
    return
  }
  endSilence(state.ledger, unit.name, at, "signal-lost", scene.record)
  for (const line of state.held) scene.send(line)
  state.held = []
  tellCounters(unit, at, scene)
  state.due.signal = at + drawSignalMs(state.random)
}
