import { createHash } from "node:crypto"

/** A generator's whole memory: four 32-bit words. It is plain data, so that it can be saved and read back. Each draw changes it. */
export type RandomState = [number, number, number, number]

/** A stream of its own for these names: two units, or two purposes, never share draws. */
export const randomFor = (...names: ReadonlyArray<string>): RandomState => {
  const digest = createHash("sha256").update(JSON.stringify(names)).digest()
  return [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12) || 1]
}

/** The next 32 bits of xoshiro128** (Blackman and Vigna, 2018). */
const next = (state: RandomState): number => {
  const scrambled = Math.imul(state[1], 5)
  const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
  const shifted = state[1] << 9
  state[2] = (state[2] ^ state[0]) >>> 0
  state[3] = (state[3] ^ state[1]) >>> 0
  state[1] = (state[1] ^ state[2]) >>> 0
  state[0] = (state[0] ^ state[3]) >>> 0
  state[2] = (state[2] ^ shifted) >>> 0
  state[3] = ((state[3] << 11) | (state[3] >>> 21)) >>> 0
  return result
}

/** Strictly between 0 and 1, so that its logarithm is always finite. */
export const uniform = (state: RandomState): number => (next(state) + 0.5) / 4_294_967_296

export const between = (state: RandomState, low: number, high: number): number => low + (high - low) * uniform(state)

/** A whole number from `low` to `high`, both included. */
export const wholeBetween = (state: RandomState, low: number, high: number): number =>
  low + Math.floor(uniform(state) * (high - low + 1))

export const chance = (state: RandomState, probability: number): boolean => uniform(state) < probability

export const exponential = (state: RandomState, mean: number): number => -Math.log(uniform(state)) * mean

/** Normal with mean 0 and deviation 1 (Box and Muller, 1958). */
const normal = (state: RandomState): number =>
  Math.sqrt(-2 * Math.log(uniform(state))) * Math.cos(2 * Math.PI * uniform(state))

/** `sigma` is the standard deviation of the logarithm. */
export const lognormal = (state: RandomState, median: number, sigma: number): number =>
  median * Math.exp(sigma * normal(state))

/** Gamma with shape 2: the sum of two exponentials. */
export const gammaOfShapeTwo = (state: RandomState, mean: number): number =>
  exponential(state, mean / 2) + exponential(state, mean / 2)

/** How many failures come before the first success. */
export const geometric = (state: RandomState, probability: number): number =>
  probability >= 1 ? 0 : Math.floor(Math.log(uniform(state)) / Math.log1p(-probability))

/** Poisson by counting exponentials: meant for means below ten. */
export const poisson = (state: RandomState, mean: number): number => {
  let count = 0
  for (let left = mean - exponential(state, 1); left > 0; left -= exponential(state, 1)) count += 1
  return count
}

/** Poisson for any mean: exact below 30 (inversion), and beyond by the normal distribution, whose error no figure here shows. */
export const count = (state: RandomState, mean: number): number => {
  if (mean <= 0) return 0
  if (mean >= 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(state)))
  let left = uniform(state)
  let probability = Math.exp(-mean)
  let number = 0
  while (left > probability && number < 200) {
    left -= probability
    number += 1
    probability *= mean / number
  }
  return number
}

/** One of the entries, in proportion to its weight; the weights need not add up to one. */
export const weighted = <A extends { readonly weight: number }>(
  state: RandomState,
  entries: readonly [A, ...ReadonlyArray<A>],
): A => {
  let left = uniform(state) * entries.reduce((sum, entry) => sum + entry.weight, 0)
  for (const entry of entries) {
    left -= entry.weight
    if (left < 0) return entry
  }
  return entries[0]
}
