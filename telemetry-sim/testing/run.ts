import type { World } from "../delivery.ts"
import type { Plan } from "../simulator.ts"
import { day, hour } from "./fleet.ts"

/** A run against a local portal: an eventful fleet, in a hurry. */
export const plan = (target: string, more: Partial<Plan> = {}): Plan => ({
  target,
  token: "gateway-token",
  units: null,
  only: null,
  seed: "1",
  speed: Infinity,
  from: null,
  to: null,
  catchUp: hour,
  settings: {
    faultRate: 400,
    evenFaults: true,
    hurry: 40,
    countersEvery: 1000,
    restartEvery: 30 * day,
    counterSize: null,
  },
  inFlight: 3,
  zips: true,
  chaos: false,
  stateFile: null,
  quiet: true,
  ...more,
})

/** Time passes only while the simulator waits, in whole seconds; it is told to stop at `end`. What it prints is kept. */
export const worldUntil = (end: number, start: number) => {
  const stopping = new AbortController()
  const printed: Array<string> = []
  let now = start
  const world: World = {
    now: () => now,
    wait: async (ms) => {
      now += Math.ceil(ms / 1000) * 1000
      if (now > end) stopping.abort()
    },
    news: (line) => void printed.push(line),
    trouble: (line) => void printed.push(line),
  }
  return { world, printed, stop: stopping.signal }
}
