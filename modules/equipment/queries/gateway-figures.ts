import { Effect } from "effect"
import { lengthyReading, as, query } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Fault } from "../domain/telemetry-message.ts"
import type { UnitState } from "../domain/unit.ts"

/** What the portal makes of a unit's messages, for its gateway to check against what it knows itself. */
export interface GatewayFigures {
  readonly unit: string
  readonly timeZone: string
  /** Those that overlap the period, in order. */
  readonly intervals: ReadonlyArray<{
    readonly state: UnitState
    readonly fault: Fault | null
    readonly from: Date
    readonly to: Date | null
  }>
  /** Hours that begin in the period and in which anything was counted, in order. */
  readonly hours: ReadonlyArray<{
    readonly hour: Date
    readonly starts: number
    readonly runSeconds: number
    readonly doorCycles: number
    readonly doorReopens: number
    readonly distanceMetres: number
  }>
}

const UNITS_AT_A_TIME = 50

/** Hands over the figures of all units of a gateway in a period, some units at a time, in the order of their names. */
export const figuresOfGateway = Effect.fn("Equipment.figuresOfGateway")(
  function* (gatewayId: number, from: Date, to: Date, write: (units: ReadonlyArray<GatewayFigures>) => Promise<void>) {
    const units = yield* query<{ unitId: number; unit: string; timeZone: string }>(
      (tx) => tx`
      select g.unit_id as "unitId", g.unit_name as unit, b.time_zone as "timeZone"
      from equipment.gateway_units g join equipment.units u on u.id = g.unit_id join equipment.buildings b on b.id = u.building_id
      where g.gateway_id = ${gatewayId} order by g.unit_name collate kernel.natural`,
    )
    for (let first = 0; first < units.length; first += UNITS_AT_A_TIME) {
      const some = units.slice(first, first + UNITS_AT_A_TIME)
      const ids = some.map(({ unitId }) => unitId)
      const intervals = Map.groupBy(
        yield* query<GatewayFigures["intervals"][number] & { unitId: number }>(
          (tx) => tx`
          select unit_id as "unitId", state, fault, started_at as "from", ended_at as "to" from equipment.state_intervals
          where unit_id = any(${ids}::int[]) and started_at < ${to} and (ended_at is null or ended_at > ${from})
          order by unit_id, started_at`,
        ),
        (row) => row.unitId,
      )
      const hours = Map.groupBy(
        yield* query<GatewayFigures["hours"][number] & { unitId: number }>(
          (tx) => tx`
          select unit_id as "unitId", hour, starts, run_seconds as "runSeconds", door_cycles as "doorCycles",
            door_reopens as "doorReopens", distance_metres as "distanceMetres" from equipment.unit_hours
          where unit_id = any(${ids}::int[]) and hour >= ${from} and hour < ${to} order by unit_id, hour`,
        ),
        (row) => row.unitId,
      )
      yield* Effect.promise(() =>
        write(
          some.map(({ unitId, unit, timeZone }) => ({
            unit,
            timeZone,
            intervals: (intervals.get(unitId) ?? []).map(({ state, fault, from, to }) => ({ state, fault, from, to })),
            hours: (hours.get(unitId) ?? []).map(
              ({ hour, starts, runSeconds, doorCycles, doorReopens, distanceMetres }) => ({
                ...{ hour, starts, runSeconds, doorCycles, doorReopens, distanceMetres },
              }),
            ),
          })),
        ),
      )
    }
  },
  lengthyReading,
  as(everything),
)
