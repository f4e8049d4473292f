import type { Fault, UnitPast, UnitState } from "#equipment"
import { addDays, type Day, dayAt, startOfDay } from "#kernel/time.ts"
import type { DemoTrouble, DemoUnit } from "./demo-fleet.ts"
import { demoSignOf, WORSE } from "./demo-signs.ts"
import { apportioned, type DayOfHours, daysOfHours, passedShare, sharesOfHours } from "./demo-hours.ts"
import { lognormal, normal, pick, type Random, randomFrom } from "./random.ts"

const MONTHS = 13
/** Of so many days to today it is known what was done hour by hour. */
const DAYS_OF_HOURS = 29

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

const outsideCauses = ["Vandalism: landing door damaged", "Flood in the pit", "Misuse: doors forced open"] as const

interface Event {
  readonly from: number
  readonly to: number
  readonly state: Exclude<UnitState, "in-service">
  readonly fault: Fault | null
  readonly reason: string | null
}

/** Why a unit is out of use while it is maintained. */
export const MAINTENANCE_VISIT = "Maintenance visit"
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const hash = (text: string) =>
  [...text].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, 7)

/** When a repair ends that had to wait for a part: on that day or the first workday after it, between ten and four. */
const atWork = (random: Random, day: Day, timeZone: string): number => {
  let date = Temporal.PlainDate.from(day)
  while (date.dayOfWeek > 5) date = date.add({ days: 1 })
  return startOfDay(date.toString(), timeZone).getTime() + (10 + random() * 6) * HOUR
}

/** Power failures, which all the units of a building have together: about three a year. */
const powerFailures = ({ unit: { building } }: DemoUnit, from: number, to: number): ReadonlyArray<Event> => {
  const random = randomFrom(hash(building.key))
  const events: Array<Event> = []
  for (let at = from; ;) {
    at += -Math.log(1 - random()) * 120 * 24 * HOUR
    if (at >= to) return events
    const length = lognormal(random, 50, 0.6) * MINUTE
    const reason = "Power failure in the street"
    events.push({ from: at, to: at + length, state: "out-of-order", fault: "power-supply", reason })
  }
}

const calendars = new Map<string, ReadonlyArray<DayOfHours>>()
const calendarOf = (today: string, timeZone: string) => {
  const key = `${today} ${timeZone}`
  const known = calendars.get(key)
  if (known !== undefined) return known
  const made = daysOfHours(today, DAYS_OF_HOURS, timeZone)
  calendars.set(key, made)
  return made
}

/** What a day's counts are hour by hour; while the unit was out of use it did nothing. */
const hoursOf = (
  random: Random,
  use: DemoUnit["use"],
  day: DayOfHours,
  counts: ReadonlyArray<number>,
  out: ReadonlyArray<Event>,
  now: number,
): UnitPast["hours"] => {
  const isUsed = (from: number, to: number) =>
    from < now &&
    !out.some((event) => event.state !== "degraded" && event.from < from + 0.7 * (to - from) && event.to > from)
  const shares = sharesOfHours(random, use, day, isUsed)
  const parts = counts.map((count) =>
    apportioned(
      count,
      shares.map(({ share }) => share),
    ),
  )
  return shares.flatMap(({ hour }, index) => {
    const own = parts.map((part) => part[index] ?? 0)
    return (own[0] ?? 0) > 0 || (own[1] ?? 0) >= 60 ? [{ hour, counts: own }] : []
  })
}

/** The first day of what is known of a demo unit. */
export const firstDemoDay = (now: Date, timeZone: string): Day => addDays(dayAt(now, timeZone), -MONTHS * 30 - 5)

/** When the unit was out of use on purpose; times in milliseconds since 1970. */
export interface PastVisit {
  readonly from: number
  readonly to: number
  readonly reason: string
}

/** Visits as nobody planned them, about one a month: for fleets without service plans. */
export const visitsByChance = (random: Random, timeZone: string, now: Date): ReadonlyArray<PastVisit> => {
  const visits: Array<PastVisit> = []
  const today = dayAt(now, timeZone)
  const first = addDays(firstDemoDay(now, timeZone), 3 + Math.floor(random() * 25))
  for (let day = first; day <= today; day = addDays(day, 28 + Math.floor(random() * 5))) {
    if (Temporal.PlainDate.from(day).dayOfWeek > 5) day = addDays(day, 2)
    const from = startOfDay(day, timeZone).getTime() + (8 + random() * 7) * HOUR
    const to = from + (60 + random() * 30) * MINUTE
    visits.push({ from, to, reason: MAINTENANCE_VISIT })
  }
  return visits
}

/**
 * Thirteen months of a unit up to now: what it did on each day, in the last five weeks in each hour, when it was out and why.
 * Rates are those of domain.md, section 5. The end is calm, but for the trouble that a visitor finds.
 */
export const demoPast = (
  random: Random,
  unitId: number,
  demo: DemoUnit,
  visits: ReadonlyArray<PastVisit>,
  now: Date,
): UnitPast => {
  const { timeZone } = demo.unit.building
  const today = dayAt(now, timeZone)
  const firstDay = firstDemoDay(now, timeZone)
  const calendar = calendarOf(today, timeZone)
  const [firstOfHours, ofToday] = [calendar[0]?.day ?? today, calendar.at(-1)]
  const sign = demoSignOf(demo.unit.building.name, demo.unit.unit.name)
  const moves = demo.unit.unit.kind === "escalator" || demo.unit.unit.kind === "moving-walk"
  // A gamma distribution of shape 2 and mean 1: a few bad units have most of the faults.
  const quality = -Math.log((1 - random()) * (1 - random())) / 2
  const trips = tripsADay[categoryOf(demo)]
  const secondsAStart = moves ? 0 : 14 + random() * 4
  const start = startOfDay(firstDay, timeZone).getTime()
  const events: Array<Event> = [
    ...powerFailures(demo, start, now.getTime()),
    ...visits.map((visit): Event => ({ ...visit, state: "planned-outage", fault: null })),
  ]
  const days: Array<UnitPast["days"][number]> = []
  for (let day = firstDay; day <= today; day = addDays(day, 1)) {
    const begin = startOfDay(day, timeZone).getTime()
    const share = day === today && ofToday !== undefined ? passedShare(demo.use, ofToday, now.getTime()) : 1
    const weekday = Temporal.PlainDate.from(day).dayOfWeek
    const usual =
      (moves ? 30 : trips) * weekdayFactor(demo.use, weekday) * Math.max(0.3, 1 + 0.12 * normal(random)) * share
    const starts = Math.max(0, Math.round(usual))
    const runSeconds = moves
      ? Math.round(16 * 3600 * share * (0.95 + 0.05 * random()))
      : Math.round(starts * secondsAStart)
    const shows = sign !== null && day >= addDays(today, -sign.began) && day < addDays(today, -sign.ended) ? sign : null
    const worse = shows !== null && shows.fault === undefined ? WORSE : 1
    const doorReopens = moves ? 0 : Math.round(starts * 0.04 * (0.5 + quality) * worse)
    const [doorCycles, metres] = moves ? [0, 0] : [Math.round(starts * 1.05), Math.round(starts * 9.5)]
    days.push({ day, counts: [starts, runSeconds, doorCycles, doorReopens, metres] })

    if (shows?.fault !== undefined) {
      // In the evening, where nobody is at work on it.
      const from = begin + 19 * HOUR
      events.push({ from, to: from + 4 * MINUTE, state: "out-of-order", fault: shows.fault, reason: null })
    }
    const faultChance = moves
      ? (runSeconds / 3600 / 1000) * (demo.use === "transit" ? 7 : 1) * quality * 0.35
      : (starts / 100_000) * 1.6 * quality
    if (random() < faultChance) {
      const from = begin + (7 + random() * 13) * HOUR
      const fault = faultOf(random, demo.unit.unit.kind)
      const waits = random() < 0.1
      const to = waits
        ? atWork(random, addDays(day, 1 + Math.floor(random() * 4)), timeZone)
        : from + (lognormal(random, 90, 0.6) + lognormal(random, 45, 0.5)) * MINUTE
      if (fault.startsWith("door") && random() < 0.4) {
        events.push({ from: from - (2 + random() * 40) * HOUR, to: from, state: "degraded", fault, reason: null })
      }
      events.push({ from, to, state: "out-of-order", fault, reason: null })
    }
    if (random() < faultChance * 0.25) {
      const from = begin + (6 + random() * 17) * HOUR
      const reason = pick(random, outsideCauses)
      events.push({ from, to: from + lognormal(random, 150, 0.7) * MINUTE, state: "out-of-order", fault: null, reason })
    }
    if (random() < 0.06) {
      const from = begin + random() * 24 * HOUR
      events.push({ from, to: from + lognormal(random, 90, 0.9) * MINUTE, state: "unknown", fault: null, reason: null })
    }
  }
  const counts = new Map(days.map((day) => [day.day, day.counts]))
  const hours = calendar.flatMap((day) => {
    const end = (day.begins.at(-1) ?? 0) + HOUR
    const out = events.filter(({ from, to }) => from < end && to > (day.begins[0] ?? 0))
    return hoursOf(random, demo.use, day, counts.get(day.day) ?? [], out, now.getTime())
  })
  const earlier = days.filter(({ day }) => day < firstOfHours)
  const sum = (index: number) => [...earlier, ...hours].reduce((all, { counts: some }) => all + (some[index] ?? 0), 0)
  const { trouble } = demo
  const calmUntil = now.getTime() - ((trouble?.minutesAgo ?? 0) + 20) * MINUTE
  const history = intervalsOf(events, start, calmUntil)
  return {
    unitId,
    intervals: trouble === null ? history : withTrouble(history, trouble, now),
    expectedBack: trouble?.minutesLeft == null ? null : new Date(now.getTime() + trouble.minutesLeft * MINUTE),
    days: earlier,
    hours,
    reading: {
      starts: sum(0) + Math.floor(random() * 900_000),
      runSeconds: sum(1),
      doorCycles: sum(2),
      doorReopens: sum(3),
      distanceMetres: sum(4),
      at: now.getTime(),
      seq: null,
    },
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
