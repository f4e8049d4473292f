import type { Fault, UnitPast, UnitState } from "#equipment"
import { addDays, dayAt, startOfDay } from "#kernel/time.ts"
import type { DemoTrouble, DemoUnit } from "./demo-fleet.ts"
import { lognormal, normal, pick, type Random } from "./random.ts"

const MONTHS = 13

/** Trips a day by usage category (ISO 25745-2; domain.md, section 5). */
const tripsADay = { 1: 50, 2: 125, 3: 300, 4: 750, 5: 1500 } as const
type Category = keyof typeof tripsADay

const categoryOf = ({ use, unit }: DemoUnit): Category => {
  const stops = unit.unit.floors?.length ?? 0
  if (unit.unit.purpose === "goods") return 2
  if (use === "hospital") return stops > 8 ? 4 : 3
  if (use === "home") return stops > 12 ? 3 : stops > 7 ? 2 : 1
  if (use === "transit") return 5
  return stops > 20 ? 5 : stops > 8 ? 4 : stops > 4 ? 3 : 2
}

const weekdayFactor = (use: DemoUnit["use"], weekday: number) => {
  const weekend = weekday > 5
  if (use === "office") return weekend ? 0.05 : 1.36
  if (use === "shop" || use === "transit") return weekday === 7 ? 0.7 : 1.05
  return weekend ? 0.9 : 1.04
}

const faultMix: ReadonlyArray<readonly [Fault, number]> = [
  ["door-closing", 0.35], ["door-opening", 0.2], ["controller", 0.08], ["controller-supply", 0.04], ["position-lost", 0.05],
  ["lift-shaft-device", 0.03], ["drive-and-motor", 0.07], ["safety-interlock", 0.06], ["call-button-stuck", 0.05],
  ["power-supply", 0.03], ["start-failure", 0.04],
] // prettier-ignore
const escalatorFaults: ReadonlyArray<Fault> = [
  "comb-plate",
  "safety-device",
  "mechanical-component",
  "drive-and-motor",
  "power-supply",
]

const faultOf = (random: Random, kind: string): Fault => {
  if (kind === "escalator" || kind === "moving-walk") return pick(random, escalatorFaults)
  let left = random()
  for (const [fault, share] of faultMix) if ((left -= share) < 0) return fault
  return "self-test-failure"
}

interface Event {
  readonly from: number
  readonly to: number
  readonly state: Exclude<UnitState, "in-service">
  readonly fault: Fault | null
  readonly reason: string | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * Thirteen months of a unit up to now: what it did on each day, when it was out and why. Rates are those of domain.md,
 * section 5. The end is calm, but for the trouble that a visitor finds.
 */
export const demoPast = (random: Random, unitId: number, demo: DemoUnit, now: Date): UnitPast => {
  const { timeZone } = demo.unit.building
  const today = dayAt(now, timeZone)
  const firstDay = addDays(today, -MONTHS * 30 - 5)
  const moves = demo.unit.unit.kind === "escalator" || demo.unit.unit.kind === "moving-walk"
  // A gamma distribution of shape 2 and mean 1: a few bad units have most of the faults.
  const quality = -Math.log((1 - random()) * (1 - random())) / 2
  const trips = tripsADay[categoryOf(demo)]
  const secondsAStart = moves ? 0 : 14 + random() * 4
  const events: Array<Event> = []
  const days: Array<UnitPast["days"][number]> = []
  const counters = { starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }
  const nextVisitIn = () => 28 + Math.floor(random() * 5)
  let visitIn = 3 + Math.floor(random() * 25)
  for (let day = firstDay, index = 0; day <= today; day = addDays(day, 1), index++) {
    const begin = startOfDay(day, timeZone).getTime()
    const share = day === today ? Math.min(1, (now.getTime() - begin) / (24 * HOUR)) : 1
    const weekday = Temporal.PlainDate.from(day).dayOfWeek
    const usual =
      (moves ? 30 : trips) * weekdayFactor(demo.use, weekday) * Math.max(0.3, 1 + 0.12 * normal(random)) * share
    const starts = Math.max(0, Math.round(usual))
    const runSeconds = moves
      ? Math.round(16 * 3600 * share * (0.95 + 0.05 * random()))
      : Math.round(starts * secondsAStart)
    const doorReopens = moves ? 0 : Math.round(starts * 0.04 * (0.5 + quality))
    const did = {
      starts,
      runSeconds,
      doorCycles: moves ? 0 : Math.round(starts * 1.05),
      doorReopens,
      distanceMetres: moves ? 0 : Math.round(starts * 9.5),
    }
    days.push({ day, ...did })
    for (const key of Object.keys(counters) as Array<keyof typeof counters>) counters[key] += did[key]

    if (--visitIn === 0 && weekday < 6) {
      const from = begin + (8 + random() * 7) * HOUR
      events.push({
        from,
        to: from + (60 + random() * 30) * MINUTE,
        state: "planned-outage",
        fault: null,
        reason: "Maintenance visit",
      })
      visitIn = nextVisitIn()
    } else if (visitIn <= 0) visitIn = 1
    const faultChance = moves
      ? (runSeconds / 3600 / 1000) * (demo.use === "transit" ? 7 : 1) * quality * 0.35
      : (starts / 100_000) * 1.6 * quality
    if (random() < faultChance) {
      const from = begin + (7 + random() * 13) * HOUR
      const fault = faultOf(random, demo.unit.unit.kind)
      const waits = random() < 0.1 ? (1 + random() * 4) * 24 * HOUR : 0
      const to = from + (lognormal(random, 90, 0.6) + lognormal(random, 45, 0.5)) * MINUTE + waits
      if (fault.startsWith("door") && random() < 0.4) {
        events.push({ from: from - (2 + random() * 40) * HOUR, to: from, state: "degraded", fault, reason: null })
      }
      events.push({ from, to, state: "out-of-order", fault, reason: null })
    }
    if (random() < 0.06) {
      const from = begin + random() * 24 * HOUR
      events.push({ from, to: from + lognormal(random, 90, 0.9) * MINUTE, state: "unknown", fault: null, reason: null })
    }
  }
  const start = startOfDay(firstDay, timeZone).getTime()
  const { trouble } = demo
  const calmUntil = now.getTime() - ((trouble?.minutesAgo ?? 0) + 20) * MINUTE
  const history = intervalsOf(events, start, calmUntil)
  return {
    unitId,
    intervals: trouble === null ? history : withTrouble(history, trouble, now),
    expectedBack: trouble?.minutesLeft == null ? null : new Date(now.getTime() + trouble.minutesLeft * MINUTE),
    days,
    counters: { ...counters, starts: counters.starts + Math.floor(random() * 900_000) },
    lastSignalAt: now,
  }
}

/** The open interval at the end is cut where the present trouble began. */
const withTrouble = (history: UnitPast["intervals"], trouble: DemoTrouble, now: Date): UnitPast["intervals"] => {
  const { state, fault, reason } = trouble
  const began = new Date(now.getTime() - trouble.minutesAgo * MINUTE)
  return [
    ...history.map((interval) => (interval.endedAt === null ? { ...interval, endedAt: began } : interval)),
    { state, fault, reason, startedAt: began, endedAt: null },
  ]
}

/** Events as a history without gaps: in service between them; where two overlap, the later begins when the former ends. */
const intervalsOf = (events: ReadonlyArray<Event>, start: number, end: number): UnitPast["intervals"] => {
  const intervals: Array<UnitPast["intervals"][number]> = []
  const add = (state: UnitState, from: number, to: number | null, event?: Event) => {
    const last = intervals.at(-1)
    if (last !== undefined && last.state === state)
      intervals[intervals.length - 1] = { ...last, endedAt: to === null ? null : new Date(to) }
    else {
      intervals.push({
        state,
        fault: event?.fault ?? null,
        reason: event?.reason ?? null,
        startedAt: new Date(from),
        endedAt: to === null ? null : new Date(to),
      })
    }
  }
  let at = start
  for (const event of events.toSorted((a, b) => a.from - b.from)) {
    const from = Math.round(Math.max(event.from, at))
    const to = Math.round(Math.min(event.to, end))
    if (to <= from + 1000) continue
    if (from > at) add("in-service", at, from)
    add(event.state, from, to, event)
    at = to
  }
  add("in-service", at, null)
  return intervals
}
