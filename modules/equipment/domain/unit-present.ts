import type { Direction, Door, Mode } from "./telemetry-message.ts"
import type { UnitState } from "./unit.ts"

/** What a roll-up needs to know of a unit before it adds to it. Times in milliseconds since 1970. */
export interface UnitPresent {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  readonly timeZone: string
  readonly state: UnitState
  readonly since: number
  /** Silent for longer than this many seconds, it is unknown. */
  readonly heartbeatSeconds: number
  readonly lastSignalAt: number | null
  readonly positionAt: number | null
  readonly modeAt: number | null
  readonly countersAt: number | null
  readonly starts: number | null
  readonly runSeconds: number | null
  readonly doorCycles: number | null
  readonly doorReopens: number | null
  readonly distanceMetres: number | null
  /** Numbers of its messages: the lowest, the highest, and how many came; of the present numbering. */
  readonly firstSeq: number | null
  readonly lastSeq: number | null
  readonly numbered: number
}

/** What is newer about a unit than what was known. Null: nothing is. */
export interface UnitNews {
  readonly unitId: number
  readonly lastSignalAt: number
  readonly firstSeq: number | null
  readonly lastSeq: number | null
  readonly numbered: number
  /** The last reading of the counters. */
  readonly counters: {
    readonly at: number
    readonly starts: number
    readonly runSeconds: number
    readonly doorCycles: number | null
    readonly doorReopens: number | null
    readonly distanceMetres: number | null
  } | null
  readonly position: {
    readonly at: number
    readonly floor: string | null
    readonly door: Door | null
    readonly direction: Direction | null
  } | null
  readonly mode: { readonly at: number; readonly mode: Mode } | null
}
