import type postgres from "postgres"
import { type Day, startOfDay } from "#kernel/time.ts"
import { type AgreedHours, defaultPeakHours } from "../domain/agreed-hours.ts"
import type { Period } from "../domain/period-figures.ts"
import { windowsOf } from "../domain/windows.ts"
import type { Scope } from "./scope.ts"

/**
 * Which units are asked about, of those that the viewer may see. A number of a contract may be in use in several accounts:
 * staff, who look at all of them, name the account with it. A portfolio is its buildings and its single units.
 */
export type UnitSet =
  | { readonly unitIds: ReadonlyArray<number>; readonly buildingIds?: ReadonlyArray<number> }
  | { readonly buildingId: number }
  | { readonly buildingIds: ReadonlyArray<number> }
  | { readonly addressId: number }
  | { readonly contractNumber: string; readonly accountId?: number | null }
  | { readonly accountId: number }
  | "all"

/** The condition on `equipment.units u` that it belongs to the set. */
export const inSet = (tx: postgres.ISql, set: UnitSet): postgres.PendingQuery<Array<postgres.Row>> => {
  if (set === "all") return tx`true`
  if ("unitIds" in set) {
    const ids = [...set.unitIds]
    return set.buildingIds === undefined
      ? tx`u.id = any(${ids}::int[])`
      : tx`(u.id = any(${ids}::int[]) or u.building_id = any(${[...set.buildingIds]}::int[]))`
  }
  if ("buildingIds" in set) return tx`u.building_id = any(${[...set.buildingIds]}::int[])`
  if ("buildingId" in set) return tx`u.building_id = ${set.buildingId}`
  if ("addressId" in set) return tx`u.address_id = ${set.addressId}`
  if (!("contractNumber" in set)) return tx`u.account_id = ${set.accountId}`
  const account = set.accountId == null ? tx`true` : tx`u.account_id = ${set.accountId}`
  return tx`(u.contract_number = ${set.contractNumber} and ${account})`
}

/**
 * The intervals that go on, one a unit of the set: unit_id, account_id, building_id, class and started_at. Of a few units the
 * open interval is the last one of each; of a whole fleet they are found by an index of their own.
 */
export const openIntervals = (tx: postgres.ISql, scope: Scope, set: UnitSet) =>
  set === "all"
    ? tx`(
      select i.unit_id, i.account_id, i.building_id, i.class, i.started_at from equipment.state_intervals i
      where i.ended_at is null and ${scope("i.account_id")} and ${scope.units("i.unit_id")})`
    : tx`(
      select u.id as unit_id, u.account_id, u.building_id, i.class, i.started_at from equipment.units u
      cross join lateral (
        select class, started_at, ended_at from equipment.state_intervals
        where unit_id = u.id order by started_at desc limit 1) i
      where i.ended_at is null and ${inSet(tx, set)} and ${scope("u.account_id")})`

/** Calendar days of each building's own time zone: from the first one up to, not with, the last one. */
export interface Days {
  readonly first: Day
  readonly until: Day
}

/** Hours that apply to some units. Null: all the time, and the usual peak hours. */
export interface Hours {
  readonly timeZone: string
  readonly agreedHours: AgreedHours | null
  readonly peakHours: AgreedHours | null
}

/** Reckons the period of given days for units by their hours, each kind of them once. It ends at `end` at the latest. */
export const periodsOf = (days: Days, end: Date | null) => {
  const known = new Map<string, Period>()
  return ({ timeZone, agreedHours, peakHours }: Hours): Period => {
    const key =
      agreedHours === null && peakHours === null ? timeZone : JSON.stringify([timeZone, agreedHours, peakHours])
    const found = known.get(key)
    if (found !== undefined) return found
    const from = startOfDay(days.first, timeZone).getTime()
    const to = Math.max(from, Math.min(end?.getTime() ?? Infinity, startOfDay(days.until, timeZone).getTime()))
    const made: Period = {
      from,
      to,
      agreed: windowsOf(agreedHours, timeZone, from, to),
      peak: windowsOf(peakHours ?? defaultPeakHours, timeZone, from, to),
    }
    known.set(key, made)
    return made
  }
}
