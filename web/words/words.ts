import type { english } from "./english.ts"

/** The catalogue of everything a person reads. Another language is another object of this shape. */
export type Words = typeof english
