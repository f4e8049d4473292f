import type { Counters, State } from "./messages.ts"

/** A time that never comes; unlike Infinity it survives JSON. */
export const never = Number.MAX_SAFE_INTEGER

/** A finished interval [from, to) of one unit, in milliseconds since 1970. */
export type LedgerEntry = { readonly unit: string; readonly from: number; readonly to: number } & (
  | { readonly kind: "state"; readonly state: State; readonly fault: string | null; readonly entrapment: boolean }
  /** No message left the unit: its signal was lost, or the simulator did not run. */
  | { readonly kind: "silence"; readonly why: "signal-lost" | "simulator-stopped" }
)

/** The truth about one unit, to check the portal's figures against. Plain data, saved with the unit. */
export interface UnitLedger {
  /** When the simulator took the unit over; everything but `base` counts from then. */
  readonly since: number
  /** What the counters showed at `since`. */
  readonly base: Counters
  starts: number
  /** Milliseconds of running in finished runs. */
  runMs: number
  /** When the present run began, or `never`. */
  runningSince: number
  /** Metres per second while running, for units whose way is not counted by the trip (escalators, moving walks); 0 for lifts. */
  readonly beltSpeed: number
  doorCycles: number
  doorReopens: number
  distanceMillimetres: number
  state: State
  stateSince: number
  fault: string | null
  entrapment: boolean
  /** Milliseconds in each state, finished intervals only. */
  readonly stateMs: Record<State, number>
  /** Milliseconds without a signal, finished silences only. */
  silentMs: number
  /** When the present silence began, or `never`. */
  silentSince: number
}

export const noCounters: Counters = { starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }

export const openLedger = (at: number, base: Counters, state: State, beltSpeed: number): UnitLedger => ({
  since: at,
  base,
  starts: 0,
  runMs: 0,
  runningSince: never,
  beltSpeed,
  doorCycles: 0,
  doorReopens: 0,
  distanceMillimetres: 0,
  state,
  stateSince: at,
  fault: null,
  entrapment: false,
  stateMs: { "in-service": 0, degraded: 0, "out-of-order": 0, "planned-outage": 0 },
  silentMs: 0,
  silentSince: never,
})

/** Exact running time in milliseconds since the ledger was opened, with the present run up to `at`. */
const runMsAt = (ledger: UnitLedger, at: number): number =>
  ledger.runMs + (ledger.runningSince === never ? 0 : at - ledger.runningSince)

/** What the unit's own cumulative counters show: the ledger, rounded down to whole seconds and metres. */
export const countersAt = (ledger: UnitLedger, at: number): Counters => {
  const runMs = runMsAt(ledger, at)
  return {
    starts: ledger.base.starts + ledger.starts,
    runSeconds: ledger.base.runSeconds + Math.floor(runMs / 1000),
    doorCycles: ledger.base.doorCycles + ledger.doorCycles,
    doorReopens: ledger.base.doorReopens + ledger.doorReopens,
    distanceMetres:
      ledger.base.distanceMetres + Math.floor((ledger.distanceMillimetres + runMs * ledger.beltSpeed) / 1000),
  }
}

export const beginRun = (ledger: UnitLedger, at: number): void => {
  ledger.runningSince = at
}

export const endRun = (ledger: UnitLedger, at: number): void => {
  ledger.runMs = runMsAt(ledger, at)
  ledger.runningSince = never
}

/** Ends the present state interval and begins the next one. */
export const changeState = (
  ledger: UnitLedger,
  unit: string,
  at: number,
  next: { readonly state: State; readonly fault?: string; readonly entrapment?: boolean },
  record: (entry: LedgerEntry) => void,
): void => {
  const { state, stateSince: from, fault, entrapment } = ledger
  record({ kind: "state", unit, from, to: at, state, fault, entrapment })
  ledger.stateMs[state] += at - from
  ledger.state = next.state
  ledger.stateSince = at
  ledger.fault = next.fault ?? null
  ledger.entrapment = next.entrapment ?? false
}

export const beginSilence = (ledger: UnitLedger, at: number): void => {
  ledger.silentSince = at
}

export const endSilence = (
  ledger: UnitLedger,
  unit: string,
  at: number,
  why: "signal-lost" | "simulator-stopped",
  record: (entry: LedgerEntry) => void,
): void => {
  record({ kind: "silence", unit, from: ledger.silentSince, to: at, why })
  ledger.silentMs += at - ledger.silentSince
  ledger.silentSince = never
}
