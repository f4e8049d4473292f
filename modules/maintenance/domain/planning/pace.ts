/** Work of one technician over the days of a book, in minutes per day. */
export interface Workload {
  /** Minutes that the technician works on each day. */
  readonly time: Int32Array
  /** Work that has its day already. */
  readonly fixed: Float64Array
  /** Work without a day, by the first and by the last day on which it may be done. */
  readonly opens: Float64Array
  readonly closes: Float64Array
}

/** How much work is done for each minute of working time, and the last day up to which that holds. */
export interface Pace {
  readonly rate: number
  readonly until: number
}

/**
 * The evenest pace from a day on: nothing is done before it may be nor after it must be, and the pace changes as little as
 * possible. It is the first stretch of the shortest path between what may and what must be done by each day (the "taut
 * string"), which has the least variance of all.
 */
export const paceFrom = ({ time, fixed, opens, closes }: Workload, day: number): Pace => {
  let may = 0
  for (let past = 0; past < day; past++) may += opens[past]!
  let must = 0
  let minutes = 0
  let least = 0
  let most = Number.POSITIVE_INFINITY
  let leastUntil = day
  let mostUntil = day
  for (let at = day; at < time.length; at++) {
    may += opens[at]! + fixed[at]!
    must += closes[at]! + fixed[at]!
    minutes += time[at]!
    if (minutes === 0) continue
    const low = must / minutes
    const high = may / minutes
    if (low > most) return { rate: most, until: mostUntil }
    if (high < least) return { rate: least, until: leastUntil }
    if (low >= least) {
      least = low
      leastUntil = at
    }
    if (high <= most) {
      most = high
      mostUntil = at
    }
  }
  return { rate: least, until: leastUntil }
}

/**
 * The earliest day whose deadlines the pace does not reach without more being done today, and how many minutes more; null when all
 * are in reach. Days before `after` are passed over.
 */
export const shortOf = (
  { time, fixed, closes }: Workload,
  { rate, until }: Pace,
  day: number,
  after: number,
): { readonly day: number; readonly minutes: number; readonly last: boolean } | null => {
  let must = 0
  let minutes = 0
  for (let at = day; at <= until; at++) {
    must += closes[at]!
    if (at > day) {
      must += fixed[at]!
      minutes += time[at]!
    }
    const short = must - rate * minutes
    if (at >= after && short > 0.5) return { day: at, minutes: short, last: minutes === 0 }
  }
  return null
}
