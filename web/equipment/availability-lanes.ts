import { type ExplainedStretch, intersections, type Period, type Windows } from "#equipment"
import { px } from "../components/shaft.ts"
import type { UnitState } from "../components/view.ts"
import type { AvailabilityKind } from "./availability-query.ts"

/** The period as three lanes of a thousand units: hours that are meant, what happened, what counts. Drawn by `equipment/_lanes`. */
export interface AvailabilityLanes {
  readonly hours: { readonly title: string; readonly about: string; readonly label: string; readonly d: string }
  readonly happened: {
    readonly label: string
    readonly parts: ReadonlyArray<{ readonly state: UnitState; readonly hollow: boolean; readonly d: string }>
  }
  readonly counts: { readonly label: string; readonly d: string }
  readonly from: string
  readonly to: string
}

type Piece = { readonly from: number; readonly to: number }

const WIDTH = 1000
const THINNEST = 1.5

/** Pieces in order as one path; those that would touch on paper are one. */
const pathOf = (pieces: ReadonlyArray<Piece>, { from, to }: Piece, hollow = false): string => {
  const scale = WIDTH / (to - from)
  const drawn: Array<{ x: number; end: number }> = []
  for (const piece of pieces) {
    const x = (piece.from - from) * scale
    const end = Math.max((piece.to - from) * scale, x + THINNEST)
    const last = drawn.at(-1)
    if (last !== undefined && x - last.end < 0.5) last.end = Math.max(last.end, end)
    else drawn.push({ x, end })
  }
  const [y, height] = hollow ? [2.5, 9] : [2, 10]
  return drawn.map(({ x, end }) => `M${px(x)} ${y}h${px(end - x)}v${height}h${px(x - end)}z`).join("")
}

/** The hours that a figure is about. */
const hoursOfKind = (kind: AvailabilityKind, { agreed, peak, from, to }: Period): ReadonlyArray<Piece> => {
  if (kind === "technical") return from < to ? [{ from, to }] : []
  const windows: Windows = kind === "peak" ? peak : agreed
  return intersections(windows, from, to)
}

/** Lanes of a period; null when it is empty. */
export const availabilityLanes = (
  kind: AvailabilityKind,
  period: Period,
  stretches: ReadonlyArray<ExplainedStretch<{ readonly state: UnitState }>>,
  texts: {
    readonly title: string
    readonly about: string
    readonly hours: string
    readonly happened: string
    readonly counts: string
    readonly from: string
    readonly to: string
  },
): AvailabilityLanes | null => {
  if (period.to <= period.from) return null
  const hours = hoursOfKind(kind, period)
  const told = stretches.map((stretch) => ({ ...stretch, state: stretch.interval?.state ?? ("unknown" as const) }))
  const notable = told.filter(({ state }) => state !== "in-service")
  const counted = told.filter((stretch) => stretch[kind].counted > 0)
  const forms = Map.groupBy(notable, (stretch) => `${stretch.state} ${stretch.class !== "unplanned"}`)
  return {
    hours: { title: texts.title, about: texts.about, label: texts.hours, d: pathOf(hours, period) },
    happened: {
      label: texts.happened,
      parts: [...forms.values()].flatMap((pieces) => {
        const [first] = pieces
        if (first === undefined) return []
        const hollow = first.class !== "unplanned"
        return [{ state: first.state, hollow, d: pathOf(pieces, period, hollow) }]
      }),
    },
    counts: { label: texts.counts, d: pathOf(kind === "technical" ? counted : inHours(counted, hours), period) },
    from: texts.from,
    to: texts.to,
  }
}

/** The parts of some pieces that lie inside others; both in order. */
const inHours = (pieces: ReadonlyArray<Piece>, hours: ReadonlyArray<Piece>): ReadonlyArray<Piece> => {
  const inside: Array<Piece> = []
  let next = 0
  for (const piece of pieces) {
    while ((hours[next]?.to ?? Number.POSITIVE_INFINITY) <= piece.from) next++
    for (let at = next; at < hours.length; at++) {
      const hour = hours[at]
      if (hour === undefined || hour.from >= piece.to) break
      inside.push({ from: Math.max(hour.from, piece.from), to: Math.min(hour.to, piece.to) })
    }
  }
  return inside
}
