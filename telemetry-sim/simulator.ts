import { setImmediate } from "node:timers/promises"
import { Chaos } from "./chaos.ts"
import { simulatedTime } from "./clock.ts"
import type { Pace } from "./clock.ts"
import { Delivery } from "./delivery.ts"
import type { World } from "./delivery.ts"
import { assemble, awaitUnits, withNewcomers, withoutOutdated } from "./fleet-of-portal.ts"
import { Fleet } from "./fleet.ts"
import { Meter } from "./meter.ts"
import type { Line } from "./messages.ts"
import { mostLines, Outbox } from "./outbox.ts"
import { Portal } from "./portal.ts"
import { StateFile } from "./state-file.ts"
import type { Snapshot } from "./state-file.ts"
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
  /** Where the run ends, once everything is delivered; null: when it is told to stop. */
  readonly to: number | null
  /** After a stop, at most this much of the time in between is made up for, in milliseconds. */
  readonly catchUp: number
  readonly settings: Settings
  /** Requests that may be under way at once. */
  readonly inFlight: number
  readonly zips: boolean
  /** Whether the network is at its worst. */
  readonly chaos: boolean
  readonly stateFile: string | null
  readonly quiet: boolean
}

const tick = 1000
const saveEvery = 5000
const flushFor = 2000
/** Further behind than this, a saved run was still on its way to the present. */
const live = 60_000
/** Events between two looks at the outside: a few milliseconds of work, so that answers are heard in time. */
const slice = 1000
const askUnitsEvery = 60_000
const tellEvery = { driving: 5000, live: 60_000 }

const seconds = (ms: number): string => (ms / 1000).toFixed(0)

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

/**
 * Runs until told to stop: then it delivers what is pending, for two seconds at most, and saves. With an end it runs until everything
 * up to there is delivered. Returns the fleet with its ledgers, null where it never began.
 */
export const simulate = async (plan: Plan, world: World, stop: AbortSignal): Promise<Fleet | null> => {
  const portal = new Portal(plan.target, plan.token)
  const file = plan.stateFile === null ? null : new StateFile(plan.stateFile)
  const listed = await awaitUnits(portal, plan, world, stop)
  if (listed.length === 0) return null

  const snapshot = readSnapshot(file, world)
  const began = world.now()
  const start = snapshot?.time ?? Math.min(began, plan.from ?? began)
  const seed = snapshot?.seed ?? plan.seed
  if (snapshot !== null && seed !== plan.seed) world.trouble(`Seed ${seed} of the state file goes on.`)

  const chaos = plan.chaos ? new Chaos(seed) : null
  const early: Array<Line> = []
  let send = (line: Line): void => void early.push(line)
  const scene: Scene = {
    settings: plan.settings,
    send: (line) => send(line),
    record: (entry) => file?.record(entry),
  }
  const { units, pending, acknowledged } = assemble(listed, snapshot, seed, { start, now: began }, scene, world)
  const outbox = new Outbox([...pending, ...early], acknowledged, plan.inFlight * mostLines)
  let fleet = new Fleet(units, start, scene)
  let caughtUp = false
  send = (line) => {
    if (chaos?.keepsBack(line, fleet.time, !caughtUp) !== true) outbox.add(line)
  }
  const meter = new Meter(performance.now())
  const delivery = new Delivery(portal, outbox, world, { inFlight: plan.inFlight, zips: plan.zips, chaos }, meter)

  const wasLive = snapshot !== null && snapshot.savedAt - snapshot.time < live
  let skipAt = wasLive && began - snapshot.savedAt > plan.catchUp ? snapshot.time + plan.catchUp : null
  let pace: Pace = { from: start, began, speed: plan.speed }
  let saved = -Infinity
  let saveCost = 0
  let told = began
  let asked = began
  let askCost = 0

  const save = (): void => {
    const before = performance.now()
    file?.write({
      seed,
      time: fleet.time,
      savedAt: world.now(),
      settings: plan.settings,
      units: fleet.units.map((unit) => unit.state),
      pending: [...outbox.pending, ...(chaos?.late ?? [])],
      acknowledged: [...outbox.acknowledged],
      rejected: (snapshot?.rejected ?? 0) + delivery.counts.rejected,
    })
    saveCost = performance.now() - before
    saved = world.now()
  }
  const lookAround = async (): Promise<void> => {
    const now = world.now()
    // A big fleet's snapshot, and its list, take long: at most 2 % of the time goes into either.
    if (now - saved >= Math.max(saveEvery, 50 * saveCost)) save()
    if (now - asked >= Math.max(askUnitsEvery, 50 * askCost)) {
      const before = performance.now()
      fleet = await withNewcomers(fleet, portal, plan, seed, scene, world, stop)
      askCost = performance.now() - before
      asked = world.now()
    }
    if (!plan.quiet && now - told >= (caughtUp ? tellEvery.live : tellEvery.driving)) {
      told = now
      world.news(caughtUp ? summary(fleet, delivery) : `${moment(fleet.time)}: ${meter.stretch(performance.now())}.`)
    }
  }

  // Before anything is posted: a number must never be given to two different messages.
  save()
  const behind = began - start
  world.news(
    `${fleet.units.length} units, ${snapshot === null ? "taken over from the portal" : "resumed from the state file"}` +
      `${behind > 2 * tick ? `, ${seconds(behind)} s behind` : ""}.`,
  )

  while (!stop.aborted) {
    const awoke = world.now()
    const goal = Math.min(simulatedTime(pace, world.now()), skipAt ?? Infinity, plan.to ?? Infinity)
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
    for (const line of chaos?.due(reached) ?? []) outbox.add(line)
    if (reached < goal) {
      await delivery.room(stop)
      await lookAround()
      await setImmediate()
      continue
    }
    const ends = plan.to !== null && reached >= plan.to
    if (ends) for (const line of chaos?.letGo() ?? []) outbox.add(line)
    await delivery.idle(stop)
    if (ends) break
    if (!caughtUp && reached >= world.now() - 2 * tick) {
      caughtUp = true
      fleet = withoutOutdated(fleet, listed, seed, scene, world)
    }
    await lookAround()
    await world.wait(Math.max(1, tick - (world.now() - awoke)), stop)
  }

  await delivery.ended()
  for (const line of chaos?.letGo() ?? []) outbox.add(line)
  // Not the stop signal: that one has already been given.
  await delivery.deliverLast(AbortSignal.timeout(flushFor))
  save()
  const { delivered } = delivery.counts
  world.news(
    `Stopped: ${delivered} messages delivered, ${outbox.pending.length} ${file === null ? "lost" : "kept for the next time"}. ` +
      `In all ${meter.whole(performance.now())}.`,
  )
  return fleet
}

const moment = (at: number): string => new Date(at).toISOString()

const summary = (fleet: Fleet, delivery: Delivery): string => {
  const states = new Map<string, number>()
  for (const { state } of fleet.units) {
    const name = state.ledger.state
    states.set(name, (states.get(name) ?? 0) + 1)
  }
  const list = [...states].map(([state, count]) => `${count} ${state}`).join(", ")
  const { delivered, rejected } = delivery.counts
  return `${moment(fleet.time)}: ${list}; ${delivered} messages delivered, ${rejected} rejected.`
}
