import { setImmediate } from "node:timers/promises"
import { simulatedTime } from "./clock.ts"
import type { Pace } from "./clock.ts"
import { Delivery, Patience } from "./delivery.ts"
import type { World } from "./delivery.ts"
import { Fleet } from "./fleet.ts"
import { Outbox } from "./outbox.ts"
import { Portal } from "./portal.ts"
import type { PortalUnit } from "./portal.ts"
import { StateFile } from "./state-file.ts"
import type { Snapshot } from "./state-file.ts"
import { fits, revive, takeOver } from "./unit-model.ts"
import type { Scene, Settings } from "./unit.ts"

/** What one run of the simulator is asked to do. */
export interface Plan {
  readonly target: string
  readonly token: string
  /** The first so many of the portal's units; null for all. */
  readonly units: number | null
  /** Only units whose number begins so; null for all. */
  readonly only: string | null
  readonly seed: string
  /** Simulated seconds in a real second while behind the real time; Infinity is as fast as the portal takes it. */
  readonly speed: number
  /** Where the simulated clock starts, in milliseconds since 1970; null is now. */
  readonly from: number | null
  /** After a stop, at most this much of the time in between is made up for, in milliseconds. */
  readonly catchUp: number
  readonly settings: Settings
  readonly stateFile: string | null
  readonly quiet: boolean
}

const tick = 1000
const saveEvery = 5000
const flushFor = 2000
/** Further behind than this, a saved run was still on its way to the present. */
const live = 60_000
/** Events between two looks at the outside. */
const slice = 100_000

const seconds = (ms: number): string => (ms / 1000).toFixed(0)

/** Asks for the units until the portal is there and has some. */
const awaitUnits = async (portal: Portal, plan: Plan, world: World, stop: AbortSignal) => {
  const patience = new Patience(world)
  while (!stop.aborted) {
    const answer = await portal.units(stop)
    if (answer.outcome === "done") {
      const chosen = answer.value
        .filter(({ unit }) => plan.only === null || unit.startsWith(plan.only))
        .slice(0, plan.units ?? answer.value.length)
      if (chosen.length > 0) {
        patience.succeeded()
        return chosen
      }
      const why = `it lists ${answer.value.length} units for this token, and none of them is asked for`
      await patience.failed({ why, after: 5 }, stop)
    } else {
      await patience.failed({ why: answer.why, after: answer.outcome === "later" ? answer.after : null }, stop)
    }
  }
  return []
}

const readSnapshot = (file: StateFile | null, world: World): Snapshot | null => {
  try {
    return file?.read() ?? null
  } catch (error) {
    world.trouble(
      `The state file cannot be read (${String(error)}): it is set aside, and the portal's own account is used.`,
    )
    file?.setAside()
    return null
  }
}

const sameSettings = (one: Settings, other: Settings): boolean =>
  one.faultRate === other.faultRate &&
  one.evenFaults === other.evenFaults &&
  one.hurry === other.hurry &&
  one.countersEvery === other.countersEvery

/** Runs until told to stop: then it delivers what is pending, for two seconds at most, and saves. Returns the fleet with its ledgers, null where it never began. */
export const simulate = async (plan: Plan, world: World, stop: AbortSignal): Promise<Fleet | null> => {
  const portal = new Portal(plan.target, plan.token)
  const file = plan.stateFile === null ? null : new StateFile(plan.stateFile)
  const listed = await awaitUnits(portal, plan, world, stop)
  if (listed.length === 0) return null

  const snapshot = readSnapshot(file, world)
  const began = world.now()
  const start = snapshot?.time ?? Math.min(began, plan.from ?? began)
  const seed = snapshot?.seed ?? plan.seed
  const { units, outbox, scene } = assemble(listed, snapshot, seed, start, plan, world, file)
  let fleet = new Fleet(units, start, scene)
  const delivery = new Delivery(portal, outbox, world)

  const wasLive = snapshot !== null && snapshot.savedAt - snapshot.time < live
  let skipAt = wasLive && began - snapshot.savedAt > plan.catchUp ? snapshot.time + plan.catchUp : null
  let pace: Pace = { from: start, began, speed: plan.speed }
  let caughtUp = false
  let saved = -Infinity
  let saveCost = 0
  let printed = began

  const save = (): void => {
    const before = performance.now()
    file?.write({
      seed,
      time: fleet.time,
      savedAt: world.now(),
      settings: plan.settings,
      units: fleet.units.map((unit) => unit.state),
      pending: outbox.pending,
      acknowledged: [...outbox.acknowledged],
    })
    saveCost = performance.now() - before
    saved = world.now()
  }

  // Before anything is posted: a number must never be given to two different messages.
  save()
  const behind = began - start
  world.news(
    `${fleet.units.length} units, ${snapshot === null ? "taken over from the portal" : "resumed from the state file"}` +
      `${behind > 2 * tick ? `, ${seconds(behind)} s behind` : ""}.`,
  )

  while (!stop.aborted) {
    const goal = Math.min(simulatedTime(pace, world.now()), skipAt ?? Infinity)
    let steps = 0
    const reached = fleet.advance(goal, () => outbox.isFull || (steps += 1) > slice)
    if (skipAt !== null && reached >= skipAt) {
      fleet.skip(world.now())
      pace = { from: fleet.time, began: world.now(), speed: plan.speed }
      skipAt = null
      // The jump must be the same one if this is lived through again.
      save()
      continue
    }
    await delivery.deliver(stop)
    // A big fleet's snapshot takes long: at most 2 % of the time goes into it.
    if (world.now() - saved >= Math.max(saveEvery, 50 * saveCost)) save()
    if (!caughtUp && reached >= world.now() - 2 * tick) {
      caughtUp = true
      fleet = withoutOutdated(fleet, listed, seed, scene, world)
    }
    if (!plan.quiet && world.now() - printed >= 60_000) {
      printed = world.now()
      world.news(summary(fleet, delivery))
    }
    if (reached < goal) await setImmediate()
    else await world.wait(tick, stop)
  }

  // Not the stop signal: that one has already been given.
  await delivery.deliverLast(AbortSignal.timeout(flushFor))
  save()
  const { delivered } = delivery.counts
  world.news(
    `Stopped: ${delivered} messages delivered, ${outbox.pending.length} ${file === null ? "lost" : "kept for the next time"}.`,
  )
  return fleet
}

const assemble = (
  listed: ReadonlyArray<PortalUnit>,
  snapshot: Snapshot | null,
  seed: string,
  start: number,
  plan: Plan,
  world: World,
  file: StateFile | null,
) => {
  const known = new Map(snapshot?.units.map((state) => [state.unit, state]))
  const acknowledged = new Map(snapshot?.acknowledged)
  const revivable = (from: PortalUnit) => {
    const state = known.get(from.unit)
    if (state === undefined || !fits(from, seed, state)) return null
    // A portal that knows less than it acknowledged is another one.
    return (acknowledged.get(from.unit) ?? 0) <= (from.lastSeq ?? 0) ? state : null
  }
  const states = new Map(listed.map((from) => [from.unit, revivable(from)]))
  const revived = (unit: string) => (states.get(unit) ?? null) !== null
  const outbox = new Outbox(
    snapshot?.pending.filter((line) => revived(line.unit)) ?? [],
    [...acknowledged].filter(([unit]) => revived(unit)),
  )
  const scene: Scene = {
    settings: plan.settings,
    send: (line) => outbox.add(line),
    record: (entry) => file?.record(entry),
  }
  const changed = snapshot !== null && !sameSettings(snapshot.settings, plan.settings)
  const now = world.now()
  const units = listed.map((from) => {
    const state = states.get(from.unit) ?? null
    if (state === null) return takeOver(from, seed, snapshot === null ? start : now, scene)
    // With other settings the same time is lived through differently, so the same numbers must not come again.
    if (changed) state.seq = Math.max(state.seq, from.lastSeq ?? 0)
    return revive(from, seed, state)
  })
  const anew = units.length - [...states.values()].filter((state) => state !== null).length
  if (snapshot !== null && anew > 0)
    world.trouble(`${anew} units are not in the state file, or not as the portal has them: taken over from the portal.`)
  if (snapshot !== null && snapshot.seed !== plan.seed)
    world.trouble(`Seed ${snapshot.seed} of the state file goes on.`)
  return { units, outbox, scene }
}

/** Begins anew with units of which the portal had seen higher numbers, when this run began, than this run has reached by now. */
const withoutOutdated = (
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

const summary = (fleet: Fleet, delivery: Delivery): string => {
  const states = new Map<string, number>()
  for (const { state } of fleet.units) {
    const name = state.ledger.state
    states.set(name, (states.get(name) ?? 0) + 1)
  }
  const list = [...states].map(([state, count]) => `${count} ${state}`).join(", ")
  const { delivered, rejected } = delivery.counts
  return `${new Date(fleet.time).toISOString()}: ${list}; ${delivered} messages delivered, ${rejected} rejected.`
}
