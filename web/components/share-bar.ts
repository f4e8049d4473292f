import { px } from "./shaft.ts"
import type { UnitState } from "./view.ts"

/** Hours not available, by class, as one bar: unplanned full, external and planned hollow. Drawn by `components/share-bar`. */
export interface ShareBarView {
  readonly parts: ReadonlyArray<{ readonly state: UnitState; readonly hollow: boolean; readonly d: string }>
  /** "Unplanned 8 h 00 min, external cause 5 h 00 min, planned 4 h 45 min" */
  readonly label: string
  /** Together, "17 h 45 min". */
  readonly together: string
}

/** How long, of each class; in a unit that `duration` takes. */
export interface OutOfUse {
  readonly unplanned: number
  readonly external: number
  readonly planned: number
}

const width = 328

/** `longest` is the sum that fills the whole width: the largest of the table, so that its bars compare. */
export const shareBar = (
  out: OutOfUse,
  longest: number,
  duration: (time: number) => string,
  label: (unplanned: string, external: string, planned: string) => string,
): ShareBarView => {
  let x = 1
  const parts: Array<{ state: UnitState; hollow: boolean; d: string }> = []
  const part = (seconds: number, state: UnitState, hollow: boolean) => {
    if (seconds <= 0 || longest <= 0) return
    const length = Math.max(1.5, (seconds / longest) * width)
    parts.push({
      state,
      hollow,
      d: hollow
        ? `M${px(x + 0.5)} 2.5h${px(Math.max(0.5, length - 1))}v9h${px(-Math.max(0.5, length - 1))}z`
        : `M${px(x)} 2h${px(length)}v10h${px(-length)}z`,
    })
    x += length
  }
  part(out.unplanned, "out-of-order", false)
  part(out.external, "out-of-order", true)
  part(out.planned, "planned-outage", true)
  return {
    parts,
    label: label(duration(out.unplanned), duration(out.external), duration(out.planned)),
    together: duration(out.unplanned + out.external + out.planned),
  }
}
