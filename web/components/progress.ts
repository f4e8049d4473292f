/** How far a long piece of work is. Drawn by `components/progress`. */
export interface ProgressView {
  /** 0 to 1, or null while the whole is not known. */
  readonly share: number | null
  /** "38,400 of about 76,088 rows" */
  readonly text: string
}

/** A share between nothing and all; null for an unknown whole, and never 1 before the work is finished. */
export const share = (done: number, all: number, finished: boolean): number | null => {
  if (finished) return 1
  if (all <= 0) return null
  return Math.min(0.99, Math.max(0, done / all))
}
