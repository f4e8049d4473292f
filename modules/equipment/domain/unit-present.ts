import { type Day, dayAt } from "#kernel/time.ts"
import type { Direction, Door, Fault, Mode, TelemetryMessage } from "./telemetry-message.ts"
import type { UnitState } from "./unit.ts"

/** Cumulative figures of a unit's controller. They begin anew when it is replaced or restarted. */
export interface Counters {
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number | null
  readonly doorReopens: number | null
  readonly distanceMetres: number | null
}

/** The present of a connected unit. */
export interface UnitPresent {
  readonly unitId: number
  readonly accountId: number
  readonly buildingId: number
  readonly timeZone: string
  readonly state: UnitState
  readonly since: Date
  readonly stateBeforeSilence: UnitState | null
  readonly reason: string | null
  readonly fault: Fault | null
  readonly entrapment: boolean
  readonly expectedBack: Date | null
  readonly lastSignalAt: Date | null
  readonly floor: string | null
  readonly door: Door | null
  readonly direction: Direction | null
  readonly positionAt: Date | null
  readonly mode: Mode | null
  readonly modeAt: Date | null
  readonly counters: Counters | null
  readonly countersAt: Date | null
}

/** What a unit did, to be added to a day of its building's calendar. */
export interface DayAddition extends Pick<UnitPresent, "unitId" | "accountId" | "buildingId"> {
  readonly day: Day
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number
  readonly doorReopens: number
  readonly distanceMetres: number
}

const isNewer = (at: Date, than: Date | null) => than === null || at > than

/** How far a counter went. A smaller value than before is a reset: it has counted from nought since. */
const advance = (before: number | null, now: number | null) => {
  if (before === null || now === null) return 0
  return now >= before ? now - before : now
}

/** The present after a position, mode, counters or heartbeat message; one older than what is known changes nothing. */
export const hear = (
  present: UnitPresent,
  { at, body }: TelemetryMessage,
): { readonly present: UnitPresent; readonly did: DayAddition | null } => {
  const heard = isNewer(at, present.lastSignalAt) ? { ...present, lastSignalAt: at } : present
  switch (body.kind) {
    case "position":
      if (!isNewer(at, present.positionAt)) return { present: heard, did: null }
      return {
        present: {
          ...heard,
          positionAt: at,
          floor: body.floor ?? present.floor,
          door: body.door ?? present.door,
          direction: body.direction ?? present.direction,
        },
        did: null,
      }
    case "mode":
      return { present: isNewer(at, present.modeAt) ? { ...heard, modeAt: at, mode: body.mode } : heard, did: null }
    case "counters": {
      if (!isNewer(at, present.countersAt)) return { present: heard, did: null }
      const counters: Counters = {
        starts: body.starts,
        runSeconds: body.runSeconds,
        doorCycles: body.doorCycles ?? null,
        doorReopens: body.doorReopens ?? null,
        distanceMetres: body.distanceMetres ?? null,
      }
      const before = present.counters
      const did: DayAddition | null =
        before === null
          ? null
          : {
              unitId: present.unitId,
              accountId: present.accountId,
              buildingId: present.buildingId,
              day: dayAt(at, present.timeZone),
              starts: advance(before.starts, counters.starts),
              runSeconds: advance(before.runSeconds, counters.runSeconds),
              doorCycles: advance(before.doorCycles, counters.doorCycles),
              doorReopens: advance(before.doorReopens, counters.doorReopens),
              distanceMetres: advance(before.distanceMetres, counters.distanceMetres),
            }
      return { present: { ...heard, counters, countersAt: at }, did }
    }
    case "state":
    case "heartbeat":
      return { present: heard, did: null }
  }
}
