import type { Words } from "../words/words.ts"
import type { UnitState } from "./view.ts"
import { statesInOrder } from "./state.ts"

/** One day of a unit: its worst state, how long that lasted in all, and what it was. `state: null` is a day of which nothing is recorded. */
export interface Day {
  /** 2026-11-10 */
  readonly date: string
  readonly state: UnitState | null
  readonly seconds: number
}

export interface DayPath {
  readonly state: UnitState
  readonly d: string
}

/** Thirty days at 4 px each. Drawn by `components/day-strip`. */
export interface DayStripView {
  readonly paths: ReadonlyArray<DayPath>
  readonly label: string
}

/** In how many of the four steps trouble rises: to 1, 4, 12, 24 hours. */
export const step = (seconds: number) => (seconds <= 3600 ? 0 : seconds <= 4 * 3600 ? 1 : seconds <= 12 * 3600 ? 2 : 3)

interface Scale {
  readonly pitch: number
  readonly bar: number
  readonly ground: number
  readonly calm: number
  readonly steps: readonly [number, number, number, number]
  readonly hollow: number
}

export const small: Scale = { pitch: 4, bar: 3, ground: 21, calm: 3, steps: [7, 11, 16, 20], hollow: 2 }
export const large: Scale = { pitch: 10, bar: 5, ground: 49, calm: 8, steps: [16, 27, 37, 48], hollow: 4 }

/** The bars of a strip, one path a state. A run of calm days is one dashed line, which keeps fifty strips on a page light. */
export const dayPaths = (days: ReadonlyArray<Day>, scale: Scale): ReadonlyArray<DayPath> => {
  const drawn = new Map<UnitState, string>()
  const add = (state: UnitState, d: string) => drawn.set(state, (drawn.get(state) ?? "") + d)
  let calmSince = -1
  const endCalm = (to: number) => {
    if (calmSince < 0) return
    const from = calmSince * scale.pitch + (scale.pitch - scale.bar) / 2
    add(
      "in-service",
      `M${from} ${scale.ground - scale.calm / 2}h${(to - calmSince) * scale.pitch - (scale.pitch - scale.bar)}`,
    )
    calmSince = -1
  }
  days.forEach((day, index) => {
    if (day.state === "in-service") {
      if (calmSince < 0) calmSince = index
      return
    }
    endCalm(index)
    if (day.state === null || day.state === "not-connected") return
    const middle = index * scale.pitch + scale.pitch / 2
    const height = scale.steps[step(day.seconds) as 0 | 1 | 2 | 3]
    add(
      day.state,
      day.state === "planned-outage"
        ? `M${middle - scale.hollow / 2} ${scale.ground}v${-height}h${scale.hollow}v${height}`
        : `M${middle} ${scale.ground}v${-height}`,
    )
  })
  endCalm(days.length)
  return statesInOrder.flatMap((state) => {
    const d = drawn.get(state)
    return d === undefined ? [] : [{ state: state, d }]
  })
}

/** "In service all day on 28 of 30 days; out of order on 1, planned outage on 1". */
export const daysInWords = (days: ReadonlyArray<Day>, words: Words) => {
  const known = days.filter((day) => day.state !== null)
  if (known.length === 0) return words.days.nothing
  const on = (state: UnitState) => known.filter((day) => day.state === state).length
  const troubles = statesInOrder.filter((state) => state !== "in-service" && on(state) > 0)
  return words.days.label(
    on("in-service"),
    known.length,
    troubles.map((state) => words.days.on(words.states.lower[state], on(state))).join(", "),
  )
}

export const dayStrip = (days: ReadonlyArray<Day>, words: Words): DayStripView => ({
  paths: dayPaths(days, small),
  label: daysInWords(days, words),
})
