import type { Counters, State } from "./messages.ts"

/** A time that never comes; unlike Infinity it survives JSON. */
export const never = Number.MAX_SAFE_INTEGER

/** A finished interval [from, to) of one unit, in milliseconds since 1970. */
export type LedgerEntry = { readonly unit: string; readonly from: number; readonly to: number } & (
  | { readonly kind: "state"; readonly state: State; readonly fault: string | null; readonly entrapment: boolean }
  /** Nothing came through: the signal was lost, or the simulator did not run. */
  | { readonly kind: "silence"; readonly why: "signal-lost" | "simulator-stopped" }
  /** The unit told nothing in between, neither at once nor afterwards, and that for long. */
  | { readonly kind: "gap" }
  /**
   * What the counters rose in the hour of local time that begins at `from`. `to` is when the reading that closes it was taken:
   * the end of the hour, or later where the simulator did not run then.
   */
  | ({ readonly kind: "hour" } & Counters)
)

/** Only longer gaps are written down: units tell something every six minutes, and portals wait longer before they call a unit silent. */
const leastGap = 10 * 60_000

/** What a unit has done since the simulator took it over. */
interface Totals {
  readonly starts: number
  readonly runMs: number
  readonly doorCycles: number
  readonly doorReopens: number
  readonly millimetres: number
}

/** The truth about one unit, to check the portal's figures against. Plain data, saved with the unit. */
export interface UnitLedger {
  /** When the simulator took the unit over; everything but `base` counts from then. */
  readonly since: number
  /** From when on it is known what the unit told of its state, or `never`. */
  toldSince: number
  /** When the unit last told something that is kept until the portal has it. */
  heardAt: number
  /** What the counters showed when they began to count, and the totals at that time. */
  base: Counters
  baseTotals: Totals
  /** The present hour of local time. `rise` is what had risen in it up to when the counters showed `mark`. */
  hour: { readonly from: number; readonly whole: boolean; readonly rise: Counters; readonly mark: Counters }
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

/** `hourFrom` is when the present hour of local time began: an hour that is under way already is not written down. */
export const openLedger = (
  at: number,
  base: Counters,
  state: State,
  beltSpeed: number,
  hourFrom: number,
): UnitLedger => ({
  since: at,
  toldSince: never,
  heardAt: at,
  base,
  baseTotals: { starts: 0, runMs: 0, doorCycles: 0, doorReopens: 0, millimetres: 0 },
  hour: { from: hourFrom, whole: hourFrom === at, rise: noCounters, mark: base },
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

const totalsAt = (ledger: UnitLedger, at: number): Totals => {
  const runMs = runMsAt(ledger, at)
  return {
    starts: ledger.starts,
    runMs,
    doorCycles: ledger.doorCycles,
    doorReopens: ledger.doorReopens,
    millimetres: ledger.distanceMillimetres + runMs * ledger.beltSpeed,
  }
}

/** What the unit's own cumulative counters show, in whole seconds and metres. */
export const countersAt = (ledger: UnitLedger, at: number): Counters => {
  const { base, baseTotals } = ledger
  const totals = totalsAt(ledger, at)
  return {
    starts: base.starts + totals.starts - baseTotals.starts,
    runSeconds: base.runSeconds + Math.floor((totals.runMs - baseTotals.runMs) / 1000),
    doorCycles: base.doorCycles + totals.doorCycles - baseTotals.doorCycles,
    doorReopens: base.doorReopens + totals.doorReopens - baseTotals.doorReopens,
    distanceMetres: base.distanceMetres + Math.floor((totals.millimetres - baseTotals.millimetres) / 1000),
  }
}

const plus = (one: Counters, other: Counters, sign: 1 | -1 = 1): Counters => ({
  starts: one.starts + sign * other.starts,
  runSeconds: one.runSeconds + sign * other.runSeconds,
  doorCycles: one.doorCycles + sign * other.doorCycles,
  doorReopens: one.doorReopens + sign * other.doorReopens,
  distanceMetres: one.distanceMetres + sign * other.distanceMetres,
})

const riseAt = (ledger: UnitLedger, at: number): Counters =>
  plus(ledger.hour.rise, plus(countersAt(ledger, at), ledger.hour.mark, -1))

/** The counters count from nought again, as they do when a gateway restarts. What they showed must have been told. */
export const resetCounters = (ledger: UnitLedger, at: number): void => {
  ledger.hour = { ...ledger.hour, rise: riseAt(ledger, at), mark: noCounters }
  ledger.base = noCounters
  ledger.baseTotals = totalsAt(ledger, at)
}

/** Closes the present hour of local time at a reading taken at `at`, and opens the one that began at `next`. */
export const closeHour = (
  ledger: UnitLedger,
  unit: string,
  at: number,
  next: number,
  record: (entry: LedgerEntry) => void,
): void => {
  const { from, whole } = ledger.hour
  if (whole) record({ kind: "hour", unit, from, to: at, ...riseAt(ledger, at) })
  ledger.hour = { from: next, whole: true, rise: noCounters, mark: countersAt(ledger, at) }
}

/** The unit tells something that the portal will have in the end: writes down the time before it, where that was long. */
export const noteSign = (ledger: UnitLedger, unit: string, at: number, record: (entry: LedgerEntry) => void): void => {
  if (at - ledger.heardAt > leastGap) record({ kind: "gap", unit, from: ledger.heardAt, to: at })
  ledger.heardAt = at
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
  if (from < at) record({ kind: "state", unit, from, to: at, state, fault, entrapment })
  ledger.stateMs[state] += at - from
  ledger.state = next.state
  ledger.stateSince = at
  ledger.fault = next.fault ?? null
  ledger.entrapment = next.entrapment ?? false
  if (ledger.toldSince === never) ledger.toldSince = at
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
