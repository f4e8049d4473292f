import { setImmediate } from "node:timers/promises"
import { Patience } from "./delivery.ts"
import type { World } from "./delivery.ts"
import { awaitUnits } from "./fleet-of-portal.ts"
import type { Choice } from "./fleet-of-portal.ts"
import { isoTime } from "./messages.ts"
import { pastOf } from "./past.ts"
import type { Life, Past, PastHour, PastStretch } from "./past.ts"
import { Portal } from "./portal.ts"
import { describe } from "./unit-model.ts"

/** What past to give to which units. */
export interface BackFill extends Choice {
  readonly target: string
  readonly token: string
  readonly seed: string
  readonly months: number
  readonly life: Life
  readonly quiet: boolean
}

/** The contract allows 5 MiB a request, unzipped. */
const mostCharacters = 4 * 1024 * 1024
const mostUnderWay = 2
const mostReasons = 5

const told = ({ state, fault, reason, from, to }: PastStretch) => ({
  state,
  ...(fault === null ? {} : { fault }),
  ...(reason === null ? {} : { reason }),
  from: isoTime(from),
  to: to === Infinity ? null : isoTime(to),
})

const hourText = ({ hour, starts, runSeconds, doorCycles, doorReopens, distanceMetres }: PastHour): string =>
  `["${isoTime(hour)}",${starts},${runSeconds},${doorCycles},${doorReopens},${distanceMetres}]`

/**
 * A past as lines for the portal, in order, one a month of local time: what begins in a month stands in its line. A month in which
 * nothing but traffic happened shares the line of the month before.
 */
export const pastLines = (past: Past, begin: number, end: number): ReadonlyArray<string> => {
  const unit = JSON.stringify(past.unit)
  const lines: Array<string> = []
  let hours: Array<string> = []
  let stretches: Array<string> = []
  let hour = 0
  let stretch = 0
  for (let from = begin; from < end;) {
    const to = past.clock.nextMonth(from)
    for (let next = past.hours[hour]; next !== undefined && next.hour < to; next = past.hours[(hour += 1)]) {
      hours.push(hourText(next))
    }
    for (
      let next = past.stretches[stretch];
      next !== undefined && next.from < to;
      next = past.stretches[(stretch += 1)]
    ) {
      stretches.push(JSON.stringify(told(next)))
    }
    const following = past.stretches[stretch]
    if (to >= end || (following !== undefined && following.from < past.clock.nextMonth(to))) {
      lines.push(`{"unit":${unit},"intervals":[${stretches.join(",")}],"hours":[${hours.join(",")}]}`)
      hours = []
      stretches = []
    }
    from = to
  }
  return lines
}

/** Units whose lines go together: all first months in one request, then all second ones, and so on. */
class Group {
  readonly requests: Array<Array<string>> = []
  readonly #characters: Array<number> = []

  /** Adds a unit's lines, unless one of the requests would get too large. */
  add(lines: ReadonlyArray<string>): boolean {
    const tooLarge = (line: string, place: number) => (this.#characters[place] ?? 0) + line.length > mostCharacters
    if (this.requests.length > 0 && lines.some(tooLarge)) return false
    for (const [place, line] of lines.entries()) {
      const request = (this.requests[place] ??= [])
      request.push(line)
      this.#characters[place] = (this.#characters[place] ?? 0) + line.length + 1
    }
    return true
  }
}

/** Posts pasts, a few groups of units at a time, and keeps account of what came of them. */
class Poster {
  accepted = 0
  rejected = 0
  readonly reasons = new Map<string, number>()
  readonly #portal: Portal
  readonly #patience: Patience
  readonly #stop: AbortSignal
  readonly #underWay = new Set<Promise<void>>()

  constructor(portal: Portal, world: World, stop: AbortSignal) {
    this.#portal = portal
    this.#patience = new Patience(world)
    this.#stop = stop
  }

  /** Begins to send a group's requests, one after the other, as soon as fewer groups are under way than may be. */
  async send({ requests }: Group): Promise<void> {
    while (this.#underWay.size >= mostUnderWay) await Promise.race(this.#underWay)
    const group = this.#bringAll(requests).finally(() => this.#underWay.delete(group))
    this.#underWay.add(group)
  }

  async ended(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  async #bringAll(requests: ReadonlyArray<ReadonlyArray<string>>): Promise<void> {
    for (const lines of requests) await this.#bring(lines)
  }

  async #bring(lines: ReadonlyArray<string>): Promise<void> {
    for (let attempt = 1; !this.#stop.aborted; attempt += 1) {
      const answer = await this.#portal.past(lines, this.#stop)
      if (answer.outcome === "later") {
        await this.#patience.failed(answer, this.#stop)
        continue
      }
      this.#patience.succeeded()
      if (answer.outcome === "refused") this.#refuse(answer.why, lines.length)
      // All or nothing of a request is stored: it had arrived before, and only its answer had not.
      else if (attempt > 1 && answer.value.length === lines.length) this.accepted += lines.length
      else {
        this.accepted += lines.length - answer.value.length
        for (const { reason } of answer.value) this.#refuse(reason, 1)
      }
      return
    }
  }

  #refuse(reason: string, count: number): void {
    this.rejected += count
    // Numbers and times in it would make every reason a new one.
    const kind = reason.replaceAll(/\d+/g, "…")
    this.reasons.set(kind, (this.reasons.get(kind) ?? 0) + count)
  }
}

/** Gives units without a history one of so many months. True where the portal took everything. */
export const backFill = async (asked: BackFill, world: World, stop: AbortSignal): Promise<boolean> => {
  const portal = new Portal(asked.target, asked.token)
  const begun = performance.now()
  const listed = await awaitUnits(portal, asked, world, stop)
  const units = listed.filter(({ counters, lastSeq }) => counters === null && lastSeq === null)
  if (units.length < listed.length) {
    world.news(`${listed.length - units.length} units have reported already: they are left as they are.`)
  }
  const end = world.now()
  const poster = new Poster(portal, world, stop)
  let group = new Group()
  let hours = 0
  for (const unit of units) {
    if (stop.aborted) break
    const begin = describe(unit, asked.seed).clock.monthsBefore(end, asked.months)
    const past = pastOf(unit, asked.seed, begin, end, asked.life)
    const lines = pastLines(past, begin, end)
    if (!group.add(lines)) {
      await poster.send(group)
      group = new Group()
      group.add(lines)
    }
    hours += past.hours.length
    // So that answers are heard meanwhile.
    await setImmediate()
  }
  await poster.send(group)
  await poster.ended()
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  world.news(
    `${units.length} units, ${asked.months} months, ${hours.toLocaleString("en")} hours: ` +
      `${poster.accepted} lines accepted, ${poster.rejected} rejected, in ${seconds} s.`,
  )
  for (const [reason, count] of [...poster.reasons].slice(0, mostReasons)) world.trouble(`${count} × ${reason}`)
  return poster.rejected === 0 && !stop.aborted
}
