/** How often doors opened again while they closed, of how many times they opened and closed. */
export interface DoorCounts {
  readonly cycles: number
  readonly reopens: number
}

/** Reopenings for each hundred cycles, as they were and as they are. */
export interface DoorSign {
  readonly usual: number
  readonly recent: number
}

/** A sign takes twice as many reopenings as usual (a door before its fault has up to six times as many: domain.md section 5). */
const WORSE = 2
/** Fewer reopenings than these say nothing yet. */
export const LEAST_REOPENS = 20
/** Fewer cycles than these do not tell what is usual. */
const LEAST_CYCLES = 300
/** How improbable the reopenings must be if nothing had changed, in standard deviations of a Poisson count. */
const DEVIATIONS = 5
/** A door that is clean and well set opens again once in a hundred times at least. */
const LEAST_USUAL = 0.01

/** Whether doors reopen so much more often than they used to that something is about to fail; null: they do not. */
export const doorSign = (usual: DoorCounts, recent: DoorCounts): DoorSign | null => {
  if (usual.cycles < LEAST_CYCLES || recent.cycles === 0 || recent.reopens < LEAST_REOPENS) return null
  const rate = Math.max(usual.reopens / usual.cycles, LEAST_USUAL)
  const expected = rate * recent.cycles
  const isSign = recent.reopens >= WORSE * expected && recent.reopens - expected >= DEVIATIONS * Math.sqrt(expected)
  if (!isSign) return null
  return { usual: (100 * usual.reopens) / usual.cycles, recent: (100 * recent.reopens) / recent.cycles }
}
