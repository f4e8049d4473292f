/** A sequence of numbers in [0, 1) that the seed decides (mulberry32): the same demo on every machine. */
export const randomFrom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
export type Random = ReturnType<typeof randomFrom>

export const pick = <A>(random: Random, from: ReadonlyArray<A>): A => {
  const found = from[Math.floor(random() * from.length)]
  if (found === undefined) throw new Error("Nothing to pick from.")
  return found
}

/** A normally distributed number (Box and Muller). */
export const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** A lognormal number with this median; `spread` is the standard deviation of its logarithm. */
export const lognormal = (random: Random, median: number, spread: number) => median * Math.exp(spread * normal(random))
