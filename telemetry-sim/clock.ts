/** How simulated time follows real time. All times are milliseconds since 1970. */
export interface Pace {
  /** Simulated time when the run began. */
  readonly from: number
  /** Real time when the run began. */
  readonly began: number
  /** Simulated seconds in a real second while behind; Infinity is as fast as it goes. */
  readonly speed: number
}

/** Up to when things may have happened: never later than now, because no message may carry a time in the future. */
export const simulatedTime = (pace: Pace, now: number): number =>
  pace.speed === Infinity ? now : Math.min(now, pace.from + Math.max(0, now - pace.began) * pace.speed)
