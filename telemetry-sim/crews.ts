import { findingsOf } from "./crew-words.ts"
import { CrewPortal, type Work, type WorkOrder, type WorkTechnician } from "./crew-portal.ts"
import type { World } from "./delivery.ts"
import { LocalTime } from "./local-time.ts"
import { between, randomFor } from "./random.ts"

/** What the crews are asked to do. */
export interface CrewsPlan {
  readonly target: string
  readonly token: string
  readonly seed: string
  readonly quiet: boolean
}

/** One step of somebody: where it is told, and as what. */
export interface CrewStep {
  readonly path: string
  readonly body: object
  /** In words, for whoever watches. */
  readonly says: string
}

const second = 1000
const pollEvery = 3 * second

/**
 * How long somebody takes from one state to the next, seconds. Together they are less than three minutes, so that who reports
 * something sees it done.
 */
const paces = {
  submitted: [17, 21],
  accepted: [6, 9],
  planned: [6, 9],
  scheduled: [6, 9],
  dispatched: [9, 13],
  "en-route": [40, 52],
  "on-site": [42, 55],
} as const satisfies Readonly<Record<string, readonly [number, number]>>
type Paced = keyof typeof paces
/** What was under way when the crews began goes on so much slower: somebody who looks around finds it so for a while. */
const ofBefore = 20
/**
 * What is a visitor's to do, who may have signed in as that technician, waits for them: a visit until so long after its time, and
 * each step as long as what was there before.
 */
const graceOfVisit = 2 * 3600 * second
/** The way to a visit, and the visit, take so many times the time of a call-out. */
const ofVisit = 6

/** When visits are made, by the clocks of the building. */
const workday = { from: 8, to: 17 }

const stepOf: Partial<Readonly<Record<Paced, readonly [path: string, says: string]>>> = {
  dispatched: ["travel", "sets out"],
  "en-route": ["arrival", "arrives"],
  "on-site": ["completion", "is done"],
}

const isVisit = ({ activity }: WorkOrder) => activity === "maintenance" || activity === "inspection"
const atWork = ({ state }: WorkOrder) => state === "en-route" || state === "on-site"

/** A dispatcher and technicians, who remember since when they know of what. They decide by the clock that they are given. */
export class Crews {
  readonly #seed: string
  readonly #began: number
  readonly #since = new Map<string, number>()
  readonly #clocks = new Map<string, LocalTime>()

  constructor(seed: string, now: number) {
    this.#seed = seed
    this.#began = now
  }

  /** What somebody does now. Told or not, it is decided anew the next time by what the portal says then. */
  decide(work: Work, now: number): ReadonlyArray<CrewStep> {
    const known = new Set<string>()
    const steps: Array<CrewStep> = []
    for (const { id, state, waitingSince } of work.requests) {
      const key = `request ${id} ${state}`
      known.add(key)
      if (state !== "submitted" || !this.#isTime(key, state, this.#slowness(waitingSince), now)) continue
      steps.push({ path: `/api/requests/${id}/acceptance`, body: {}, says: `request ${id} is accepted` })
    }
    const busy = new Map<number, number>()
    for (const order of work.orders) {
      if (order.technician !== null && atWork(order)) busy.set(order.technician, (busy.get(order.technician) ?? 0) + 1)
    }
    for (const order of work.orders) {
      known.add(keyOf(order))
      const step = this.#stepOf(order, work.technicians, busy, now)
      if (step !== null) steps.push(step)
    }
    for (const key of this.#since.keys()) if (!known.has(key)) this.#since.delete(key)
    return steps
  }

  #stepOf(
    order: WorkOrder,
    technicians: ReadonlyArray<WorkTechnician>,
    busy: Map<number, number>,
    now: number,
  ): CrewStep | null {
    const { id, state } = order
    if (!(state in paces)) return null
    const waits = state === "planned" || state === "scheduled" || state === "dispatched"
    const isVisitors = technicians.some((one) => one.id === order.technician && one.signsIn)
    if (waits && isVisit(order) && !this.#isItsHour(order, busy, isVisitors ? now - graceOfVisit : now)) {
      this.#since.delete(keyOf(order))
      return null
    }
    const usual = isVisit(order) ? (waits ? 1 : ofVisit) : this.#slowness(order.createdAt)
    const slowness = isVisitors ? ofBefore : usual
    if (!this.#isTime(keyOf(order), state as Paced, slowness, now)) return null
    if (order.technician === null) {
      const technician = freest(technicians, busy, order)
      if (technician === null) return null
      busy.set(technician.id, (busy.get(technician.id) ?? 0) + 1)
      return {
        path: `/api/orders/${id}/assignment`,
        body: { technician: technician.id },
        says: `order ${id} goes to ${technician.name}`,
      }
    }
    const { technician } = order
    const [path, says] = stepOf[waits ? "dispatched" : (state as Paced)] ?? []
    if (path === undefined) return null
    if (waits) busy.set(technician, (busy.get(technician) ?? 0) + 1)
    const name = technicians.find((one) => one.id === technician)?.name ?? "somebody"
    const body = path === "completion" ? findingsOf(order.activity, order.unit.kind, order.title) : {}
    return { path: `/api/orders/${id}/${path}`, body, says: `${name} ${says ?? ""} (order ${id})` }
  }

  /** Visits wait for their time, and for a technician who is at nothing else. */
  #isItsHour({ plannedStart, technician, unit }: WorkOrder, busy: ReadonlyMap<number, number>, now: number): boolean {
    if (technician === null || (busy.get(technician) ?? 0) > 0) return false
    if (plannedStart !== null && plannedStart > now) return false
    let clock = this.#clocks.get(unit.timeZone)
    if (clock === undefined) this.#clocks.set(unit.timeZone, (clock = new LocalTime(unit.timeZone)))
    const { hour } = clock.at(now)
    return hour >= workday.from && hour < workday.to
  }

  #slowness(begun: number): number {
    return begun < this.#began - 30 * second ? ofBefore : 1
  }

  /** Whether something has been so for long enough. */
  #isTime(key: string, state: Paced, slowness: number, now: number): boolean {
    let since = this.#since.get(key)
    if (since === undefined) this.#since.set(key, (since = now))
    const [least, most] = paces[state]
    return now - since >= slowness * between(randomFor(this.#seed, key), least, most) * second
  }
}

const keyOf = ({ id, state, technician }: WorkOrder) => `order ${id} ${state} ${technician ?? "nobody"}`

/** Of those where the unit is, who has least to do; those whom a visitor may play come last. */
const freest = (
  technicians: ReadonlyArray<WorkTechnician>,
  busy: ReadonlyMap<number, number>,
  { unit }: WorkOrder,
): WorkTechnician | null => {
  const near = technicians.filter(({ timeZone }) => timeZone === unit.timeZone)
  const load = ({ id, signsIn }: WorkTechnician) => (busy.get(id) ?? 0) + (signsIn ? 100 : 0)
  return (near.length > 0 ? near : technicians).toSorted((a, b) => load(a) - load(b) || a.id - b.id)[0] ?? null
}

/**
 * Moves the requests and visits of a demo along over HTTP until it is told to stop. A portal that is not a demo is left alone: then
 * it returns false.
 */
export const runCrews = async (plan: CrewsPlan, world: World, stop: AbortSignal): Promise<boolean> => {
  const portal = new CrewPortal(plan.target, plan.token)
  const crews = new Crews(plan.seed, world.now())
  let trouble = ""
  while (!stop.aborted) {
    const work = await portal.work(stop)
    if ("status" in work) {
      const told =
        work.status === 0 ? "the portal cannot be reached" : `the portal answers ${work.status}: ${work.error}`
      if (told !== trouble && !stop.aborted) world.trouble(`${told}; asking again`)
      trouble = told
    } else if (!work.demo) {
      world.trouble("this portal is no demo: what happens there is real, and nothing is done")
      return false
    } else {
      trouble = ""
      for (const { path, body, says } of crews.decide(work, world.now())) {
        const told = await portal.step(path, body, stop)
        if (told.status === 200) world.news(says)
        // 404 and 409: somebody else was quicker. The next look tells how it is now.
        else if (told.status !== 404 && told.status !== 409 && told.status !== 0) {
          world.trouble(`${path}: ${told.status} ${told.error}`)
        }
      }
    }
    await world.wait(pollEvery, stop)
  }
  return true
}
