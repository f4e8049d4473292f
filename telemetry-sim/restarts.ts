import { randomFor, uniform } from "./random.ts"

/** The gateway that a unit hangs on: units whose numbers differ in the last place only share one (assumption). */
const gatewayOf = (unit: string): string => unit.slice(0, -1)

/** When a unit's gateway restarts next after a time: once in each stretch of `every` milliseconds, at any moment of it. */
export type NextRestart = (after: number, every: number) => number

/** The restarts of the gateway of a unit. They follow from the seed alone, so that all its units see the same ones. */
export const restartsOf =
  (unit: string, seed: string): NextRestart =>
  (after, every) => {
    for (let stretch = Math.floor(after / every); ; stretch += 1) {
      const random = randomFor(seed, gatewayOf(unit), "restarts", String(stretch))
      const at = Math.floor((stretch + uniform(random)) * every)
      if (at > after) return at
    }
  }
