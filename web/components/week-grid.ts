import { px } from "./shaft.ts"

/** Starts of one weekday: a mean for each of 24 hours. */
export interface WeekRow {
  readonly day: string
  readonly hours: ReadonlyArray<number>
}

/** When a unit is used. Drawn by `components/week-grid`, with a table beneath. */
export interface WeekGridView {
  readonly title: string
  readonly description: string
  readonly rows: ReadonlyArray<{
    readonly day: string
    readonly y: number
    readonly bars: string
    readonly total: string
    readonly hours: ReadonlyArray<string>
  }>
}

export const weekGrid = (
  title: string,
  description: string,
  rows: ReadonlyArray<WeekRow>,
  number: (n: number) => string,
): WeekGridView => {
  const most = Math.max(1, ...rows.flatMap((row) => row.hours))
  return {
    title,
    description,
    rows: rows.map((row, index) => {
      const y = 32 * (index + 1)
      const bars = row.hours.map((starts, hour) => {
        const height = starts <= 0 ? 0 : Math.max(1, Math.round((starts / most) * 27))
        return height === 0 ? "" : `M${px(60 + hour * 24)} ${y}v${-height}h16V${y}z`
      })
      return {
        day: row.day,
        y,
        bars: bars.join(""),
        total: number(Math.round(row.hours.reduce((sum, starts) => sum + starts, 0))),
        hours: row.hours.map((starts) => number(Math.round(starts))),
      }
    }),
  }
}
