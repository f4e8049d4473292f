import type postgres from "postgres"
import type { UnitState } from "../domain/unit.ts"
import type { Scope } from "./scope.ts"

/**
 * Joins what tells the present of `equipment.units u`: its live data (s), or without them what is said of it (w), which is
 * of few units.
 */
export const presents = (tx: postgres.ISql) => tx`
  left join equipment.unit_states s on s.unit_id = u.id
  left join equipment.said_presents w on w.unit_id = u.id`

/** The state that `presents` tell, or null. */
export const stateOf = (tx: postgres.ISql) => tx`coalesce(s.state, w.state)`

/** What both of them tell: connected, state, since, fault. */
export const presentColumns = (tx: postgres.ISql) => tx`s.unit_id is not null as connected, ${stateOf(tx)} as state,
  coalesce(s.since, w.since) as since, coalesce(s.fault, w.fault) as fault`

/** The condition that `presents` tell one of some states, `not-connected` among them: nothing at all. */
export const inStates = (tx: postgres.ISql, scope: Scope, states: ReadonlyArray<UnitState | "not-connected">) => {
  const told = states.filter((state) => state !== "not-connected")
  const nothing = tx`(s.unit_id is null and w.unit_id is null)`
  if (told.length === 0) return nothing
  // Found by the states' own indexes, which a condition on what is joined would not be.
  if (told.length === states.length) {
    return tx`u.id in (
      select unit_id from equipment.unit_states where ${scope("account_id")} and state = any(${told}::text[])
      union all
      select unit_id from equipment.said_presents where ${scope("account_id")} and state = any(${told}::text[]))`
  }
  return tx`(${nothing} or ${stateOf(tx)} = any(${told}::text[]))`
}
