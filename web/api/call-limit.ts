/** Counts calls by a key, in this process alone: at most so many in each `windowMs`. */
export interface CallLimit {
  /** Notes a call at `now` (milliseconds). 0: go on; else so many seconds are to be waited before the next one. */
  readonly call: (key: number, now: number) => number
}

/** A window begins with a key's first call and the next one with the first call after it; those that are over are forgotten. */
export const callLimit = (most: number, windowMs: number): CallLimit => {
  const windows = new Map<number, { readonly ends: number; calls: number }>()
  return {
    call: (key, now) => {
      const open = windows.get(key)
      if (open !== undefined && now < open.ends) {
        open.calls += 1
        return open.calls <= most ? 0 : Math.max(1, Math.ceil((open.ends - now) / 1000))
      }
      for (const [other, { ends }] of windows) if (ends <= now) windows.delete(other)
      windows.set(key, { ends: now + windowMs, calls: 1 })
      return 0
    },
  }
}
