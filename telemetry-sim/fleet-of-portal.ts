import { Patience } from "./delivery.ts"
import type { World } from "./delivery.ts"
import { Fleet } from "./fleet.ts"
import type { Line } from "./messages.ts"
import type { Portal, PortalUnit } from "./portal.ts"
import type { Snapshot } from "./state-file.ts"
import { fits, revive, takeOver } from "./unit-model.ts"
import type { Scene, Settings, Unit } from "./unit.ts"

/** Which of the portal's units are driven: the first so many, or those whose number begins so; null for all. */
export interface Choice {
  readonly units: number | null
  readonly only: string | null
}

const chosen = (listed: ReadonlyArray<PortalUnit>, { units, only }: Choice): ReadonlyArray<PortalUnit> =>
  listed.filter(({ unit }) => only === null || unit.startsWith(only)).slice(0, units ?? listed.length)

/** Asks for the units until the portal is there and has some, or it is told to stop: then there are none. */
export const awaitUnits = async (
  portal: Portal,
  choice: Choice,
  world: World,
  stop: AbortSignal,
): Promise<ReadonlyArray<PortalUnit>> => {
  const patience = new Patience(world)
  while (!stop.aborted) {
    const answer = await portal.units(stop)
    if (answer.outcome === "done") {
      const units = chosen(answer.value, choice)
      if (units.length > 0) {
        patience.succeeded()
        return units
      }
      const why = `it lists ${answer.value.length} units for this token, and none of them is asked for`
      await patience.failed({ why, after: 5 }, stop)
    } else {
      await patience.failed({ why: answer.why, after: answer.outcome === "later" ? answer.after : null }, stop)
    }
  }
  return []
}

const sameSettings = (one: Settings, other: Settings): boolean =>
  one.faultRate === other.faultRate &&
  one.evenFaults === other.evenFaults &&
  one.hurry === other.hurry &&
  one.countersEvery === other.countersEvery &&
  one.restartEvery === other.restartEvery &&
  one.counterSize === other.counterSize

/** What of a snapshot still holds for the portal's units. */
interface Revived {
  readonly units: ReadonlyArray<Unit>
  readonly pending: ReadonlyArray<Line>
  readonly acknowledged: ReadonlyArray<readonly [string, number]>
}

/** The units as the snapshot has them; those that it does not have, or not as the portal does, are taken over from the portal. */
export const assemble = (
  listed: ReadonlyArray<PortalUnit>,
  snapshot: Snapshot | null,
  seed: string,
  times: { readonly start: number; readonly now: number },
  scene: Scene,
  world: World,
): Revived => {
  const known = new Map(snapshot?.units.map((state) => [state.unit, state]))
  const acknowledged = new Map(snapshot?.acknowledged)
  const revivable = (from: PortalUnit) => {
    const state = known.get(from.unit)
    if (state === undefined || !fits(from, seed, state)) return null
    // A portal that knows less than it acknowledged is another one.
    return (acknowledged.get(from.unit) ?? 0) <= (from.lastSeq ?? 0) ? state : null
  }
  const states = new Map(listed.map((from) => [from.unit, revivable(from)]))
  const isRevived = (unit: string) => (states.get(unit) ?? null) !== null
  const changed = snapshot !== null && !sameSettings(snapshot.settings, scene.settings)
  const units = listed.map((from) => {
    const state = states.get(from.unit) ?? null
    if (state === null) return takeOver(from, seed, snapshot === null ? times.start : times.now, scene)
    // With other settings the same time is lived through differently, so the same numbers must not come again.
    if (changed) state.seq = Math.max(state.seq, from.lastSeq ?? 0)
    return revive(from, seed, state)
  })
  const anew = units.length - [...states.values()].filter((state) => state !== null).length
  if (snapshot !== null && anew > 0)
    world.trouble(`${anew} units are not in the state file, or not as the portal has them: taken over from the portal.`)
  return {
    units,
    pending: snapshot?.pending.filter((line) => isRevived(line.unit)) ?? [],
    acknowledged: [...acknowledged].filter(([unit]) => isRevived(unit)),
  }
}

/** Begins anew with units of which the portal had seen higher numbers, when this run began, than this run has reached by now. */
export const withoutOutdated = (
  fleet: Fleet,
  listed: ReadonlyArray<PortalUnit>,
  seed: string,
  scene: Scene,
  world: World,
): Fleet => {
  const lastSeen = new Map(listed.map((from) => [from.unit, from]))
  let outdated = 0
  const units = fleet.units.map((unit) => {
    const from = lastSeen.get(unit.name)
    if (from === undefined || unit.state.seq >= (from.lastSeq ?? 0)) return unit
    outdated += 1
    return takeOver(from, seed, fleet.time, scene)
  })
  if (outdated === 0) return fleet
  world.trouble(`${outdated} units were driven by somebody else meanwhile: the portal's own account of them is used.`)
  return new Fleet(units, fleet.time, scene)
}

/** Asks the portal for its units again and takes over those that are new; an answer that does not come is asked for another time. */
export const withNewcomers = async (
  fleet: Fleet,
  portal: Portal,
  choice: Choice,
  seed: string,
  scene: Scene,
  world: World,
  stop: AbortSignal,
): Promise<Fleet> => {
  const answer = await portal.units(stop)
  if (answer.outcome !== "done") return fleet
  const known = new Set(fleet.units.map((unit) => unit.name))
  const newcomers = chosen(answer.value, choice).filter(({ unit }) => !known.has(unit))
  const places = choice.units === null ? newcomers.length : Math.max(0, choice.units - known.size)
  const joining = newcomers.slice(0, places)
  if (joining.length === 0) return fleet
  world.news(`${joining.length} new units join.`)
  const units = joining.map((from) => takeOver(from, seed, fleet.time, scene))
  return new Fleet([...fleet.units, ...units], fleet.time, scene)
}
