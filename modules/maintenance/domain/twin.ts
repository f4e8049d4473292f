import type { Problem } from "./problem.ts"

interface OpenRequest {
  readonly id: number
  readonly problem: Problem
  readonly trappedSince: Date | null
  readonly trappedUntil: Date | null
}

/**
 * The open request that says the same as a new report, which then joins it; null: there is none. Somebody inside is the same
 * only as somebody inside: that report must never disappear in a smaller one.
 */
export const twinOf = <Request extends OpenRequest>(
  open: ReadonlyArray<Request>,
  report: { readonly problem: Problem; readonly trapped: boolean },
): Request | null => {
  const trapped = open.find(({ trappedSince, trappedUntil }) => trappedSince !== null && trappedUntil === null)
  if (report.trapped) return trapped ?? null
  return open.find(({ problem }) => problem === report.problem) ?? null
}
