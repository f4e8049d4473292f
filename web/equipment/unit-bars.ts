import { px } from "../components/shaft.ts"

/** A bar for each month, the last one, which is not over, hollow. Drawn by `equipment/_bars`. */
export interface MonthBarsView {
  readonly title: string
  readonly description: string
  /** Whole months, and the present one. */
  readonly bars: string
  readonly present: string
  /** The largest amount, written above its bar. */
  readonly most: { readonly x: number; readonly y: number; readonly text: string } | null
  readonly labels: ReadonlyArray<{ readonly x: number; readonly text: string }>
}

const PITCH = 40
const WIDTH = 26
const LEFT = 8
const BASE = 130
const TALLEST = 104
/** Every third month is named: more would touch on a phone. */
const NAMED = 3

/** From months in order, by their first days, the last one the present one. */
export const monthBars = (
  title: string,
  months: ReadonlyArray<{ readonly month: string; readonly amount: number }>,
  format: {
    readonly value: (amount: number) => string
    readonly short: (month: string) => string
    readonly long: (month: string) => string
  },
  described: (most: string, month: string) => string,
): MonthBarsView => {
  const largest = months.reduce((most, one) => (one.amount > most.amount ? one : most), { month: "", amount: 0 })
  const middle = (index: number) => LEFT + index * PITCH + WIDTH / 2
  const height = (amount: number) => (amount <= 0 ? 0 : Math.max(1, (amount / largest.amount) * TALLEST))
  const bar = (amount: number, index: number, inset: number) => {
    const tall = height(amount)
    if (tall === 0) return ""
    const [x, width] = [LEFT + index * PITCH + inset, WIDTH - 2 * inset]
    return `M${px(x)} ${BASE}v${px(-Math.max(1, tall - inset))}h${width}V${BASE}z`
  }
  const last = months.length - 1
  const place = months.indexOf(largest as (typeof months)[number])
  return {
    title,
    description: largest.amount > 0 ? described(format.value(largest.amount), format.long(largest.month)) : "",
    bars: months.map(({ amount }, index) => (index === last ? "" : bar(amount, index, 0))).join(""),
    present: bar(months.at(-1)?.amount ?? 0, last, 0.75),
    most: place < 0 ? null : { x: middle(place), y: BASE - TALLEST - 6, text: format.value(largest.amount) },
    labels: months.flatMap(({ month }, index) =>
      (last - index) % NAMED === 0 ? [{ x: middle(index), text: format.short(month) }] : [],
    ),
  }
}
