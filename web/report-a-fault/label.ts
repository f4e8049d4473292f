import type { Context } from "hono"
import { unitCodeShown } from "#maintenance"
import type { Env } from "../http/env.ts"
import { qrCode } from "../setup/qr.ts"
import { CODE_ENTRY, reportByCodeHref } from "./report-page.ts"

/** Tenths of a millimetre: 90 by 62 mm. */
export const LABEL = { width: 900, height: 620 } as const

/** A label as it is drawn, in tenths of a millimetre from its upper left corner. */
export interface LabelView {
  /** What it shows, in words. */
  readonly title: string
  readonly texts: ReadonlyArray<{
    readonly x: number
    /** Of the line that the letters stand on. */
    readonly y: number
    /** The room for it. */
    readonly width: number
    readonly size: number
    readonly bold: boolean
    readonly text: string
  }>
  /** `squares`: an SVG path in a field of `size` by `size`, drawn `side` wide. */
  readonly code: {
    readonly x: number
    readonly y: number
    readonly side: number
    readonly size: number
    readonly squares: string
  }
}

/** The unit of a label. */
export interface Labelled {
  readonly id: number
  readonly name: string
  readonly building: string
  readonly number: string
}

const LETTER = 0.56
const SMALLEST = 20

/** As large as `most`, or as the width allows; what would be too small to read is cut off. */
const fitted = (text: string, width: number, most: number) => {
  const size = Math.max(SMALLEST, Math.min(most, Math.floor(width / (LETTER * text.length))))
  const room = Math.floor(width / (LETTER * size))
  return { size, text: text.length <= room ? text : `${text.slice(0, room - 1)}…` }
}

/** The label of a unit with a code: where it leads, and the code itself, which outlives the address. */
export const labelOf = (c: Context<Env>, unit: Labelled, code: string, phone: string | null): LabelView => {
  const { words, address } = c.get("web")
  const text = words.reportAFault.label
  const here = address()
  const shown = unitCodeShown(code)
  const line = (y: number, said: string, most: number, bold: boolean, width = 820) => ({
    ...{ x: 40, y, width, bold },
    ...fitted(said, width, most),
  })
  return {
    title: text.picture(`${unit.name}, ${unit.building}`, shown),
    texts: [
      line(92, text.report, 70, true),
      line(152, unit.name, 44, true),
      line(198, `${unit.building}, ${unit.number}`, 32, false),
      ...(phone === null ? [] : [line(296, text.inside, 30, false, 420), line(356, phone, 52, true, 420)]),
      line(478, shown, 50, true, 440),
      line(528, text.orAt, 27, false, 440),
      line(564, `${here.replace(/^https?:\/\//, "")}${CODE_ENTRY}`, 27, false, 440),
    ],
    code: { x: 500, y: 220, side: 370, ...qrCode(here + reportByCodeHref(code)) },
  }
}
