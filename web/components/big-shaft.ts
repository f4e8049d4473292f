import type { Words } from "../words/words.ts"
import { labelledFloors } from "./floors.ts"
import { carOf, landing, levels, px, type ShaftUnit } from "./shaft.ts"
import type { UnitState } from "./view.ts"

export interface FloorLabel {
  readonly y: string
  readonly text: string
  readonly lit: boolean
  /** "Roof terrace, boardroom", or "". */
  readonly name: string
}

/** A section through the building: the shaft with sheave, ropes, counterweight and the floors. Drawn by `components/big-shaft`. */
export interface BigShaftView {
  readonly shape: "shaft" | "stairs"
  readonly state: UnitState
  readonly width: number
  readonly height: number
  readonly title: string
  readonly description: string
  readonly ticks: string
  readonly frame: string
  readonly sills: string
  readonly ropes: string
  readonly weight: string
  readonly buffers: string
  readonly car: string
  readonly doors: string
  readonly lit: string
  readonly labels: ReadonlyArray<FloorLabel>
}

const headroom = 34
const pit = 20
const left = 44
const right = 96
const nothing = { ticks: "", frame: "", sills: "", ropes: "", weight: "", buffers: "", car: "", doors: "", lit: "" }

const stairs = (unit: ShaftUnit, title: string, words: Words): BigShaftView => {
  const rises = unit.kind === "escalator"
  const moves = unit.state === "in-service" || unit.state === "degraded"
  const down = unit.direction === "down"
  const label = (y: number, text: string | undefined): ReadonlyArray<FloorLabel> =>
    text === undefined ? [] : [{ y: px(y), text, lit: false, name: "" }]
  return {
    ...nothing,
    shape: "stairs",
    state: unit.state,
    width: 296,
    height: rises ? 190 : 110,
    title: words.shaft.title(title),
    description: words.shaft.described(
      unit.floors.length,
      unit.floors[0] ?? "",
      unit.floors.at(-1) ?? "",
      words.states.upper[unit.state],
    ),
    ticks: rises ? "M32 166.5h264M200 36.5h96" : "M32 76.5h264",
    frame: rises ? "M40 160h44L212 30h70" : "M40 70h240",
    car: !moves
      ? ""
      : rises
        ? down
          ? "M114 94l7-26 19 19z"
          : "M146 62l-26 7 19 19z"
        : down
          ? "M176 34v24l-24-12z"
          : "M144 34v24l24-12z",
    labels: rises
      ? [...label(171, unit.floors[0]), ...label(41, unit.floors.at(-1))]
      : unit.floors.slice(0, 1).flatMap((floor) => label(81, floor)),
  }
}

/** `names` are what is on each floor, from the bottom up, where known. */
export const bigShaft = (unit: ShaftUnit, words: Words, names: ReadonlyArray<string> = []): BigShaftView => {
  const car = carOf(unit)
  const lit = car === null ? null : (unit.floors[car.at] ?? null)
  if (unit.kind === "escalator" || unit.kind === "moving-walk")
    return stairs(unit, words.shaft.moves(unit.kind, unit.direction), words)

  const count = levels(unit)
  const pitch = Math.min(34, 340 / count)
  const bottomFloor = headroom + count * pitch
  const height = bottomFloor + pit
  const wide = names.some((name) => name !== "")
  const width = wide ? 296 : 112
  const reach = wide ? 200 : 16
  /** The line on which one stands on a floor. */
  const line = (floor: number) => bottomFloor - floor * pitch
  const labelled =
    unit.floors.length > 1
      ? labelledFloors(
          count,
          14,
          [car?.at ?? -1, landing(unit), 0, count - 1].filter((floor) => floor >= 0),
        )
      : new Set<number>()
  const tall = Math.min(29, Math.max(14, pitch - 5))
  let ticks = ""
  let sills = ""
  for (let floor = 0; floor < count; floor++) {
    const y = px(Math.round(line(floor)) + 0.5)
    if (labelled.has(floor)) ticks += `M32 ${y}h12M${right} ${y}h${reach}`
    sills += `M${right} ${y}h${labelled.has(floor) ? 7 : 3}`
  }
  const open = unit.kind === "platform-lift"
  const geared = car !== null && !open
  const carTop = car === null ? 0 : line(car.at) - tall
  const weightTop = car === null ? 0 : Math.min(line(0), Math.max(headroom + 2, line(count - 1 - car.at) - 29 - 2))
  return {
    ...nothing,
    shape: "shaft",
    state: unit.state,
    width,
    height: Math.round(height),
    title: words.shaft.title(car === null ? words.shaft.notKnown : words.shaft.at(lit ?? "", car.open)),
    description: words.shaft.described(
      unit.floors.length,
      unit.floors[0] ?? "",
      unit.floors.at(-1) ?? "",
      words.states.upper[unit.state],
    ),
    ticks,
    frame: open
      ? `M${left} ${headroom}V${px(height - 1.5)}H${right}V${headroom}`
      : `M${left} 1.5H${right}V${px(height - 1.5)}H${left}z`,
    sills,
    ropes: geared ? `M65 17V${px(carTop)}M87 17V${px(weightTop)}` : "",
    weight: geared ? `M84 ${px(weightTop)}h6v29h-6z` : "",
    buffers: geared ? `M60 ${px(height - 14)}h10v11h-10zM84 ${px(height - 12)}h6v9h-6z` : "",
    car:
      car === null
        ? ""
        : car.open
          ? `M50 ${px(carTop)}h30v${px(tall)}h-30zm7 3v${px(tall - 3)}h16v${px(3 - tall)}z`
          : `M50 ${px(carTop)}h30v${px(tall)}h-30z`,
    doors: car === null || car.open ? "" : `M65 ${px(carTop + 4)}v${px(tall - 4)}`,
    lit: car === null ? "" : `M0 ${px(line(car.at) - Math.min(25, pitch / 2 + 11))}h28v22H0z`,
    labels: [...labelled]
      .sort((a, b) => b - a)
      .map((floor) => ({
        y: px(line(floor) - Math.min(25, pitch / 2 + 11) + 16),
        text: unit.floors[floor] ?? "",
        lit: floor === car?.at,
        name: names[floor] ?? "",
      })),
  }
}
