import { carOf, carPath, landing, levels, px, type ShaftUnit } from "./shaft.ts"
import type { UnitState } from "./view.ts"

/** A unit at 24 px: the frame in the state's colour, the car in ink, a sill at the main landing. Drawn by `components/mini-shaft`. */
export interface MiniShaftView {
  readonly state: UnitState
  /** The frame of a shaft, or the line of an escalator. */
  readonly frame: string
  readonly frameClass: "frame" | "band-line"
  /** The car or the arrow; "" when none is known. */
  readonly car: string
  readonly sill: string
}

const top = 1.25
const bottom = 22.75
const car = 5

export const miniShaft = (unit: ShaftUnit): MiniShaftView => {
  const { state } = unit
  const moving = unit.state === "in-service" || unit.state === "degraded"
  const down = unit.direction === "down"
  switch (unit.kind) {
    case "escalator":
      return {
        state,
        frame: "M1 20h6L20 4h7",
        frameClass: "band-line",
        car: moving ? (down ? "M16 15l3.5 4.5L23 15z" : "M5 9l3.5-4.5L12 9z") : "",
        sill: "",
      }
    case "moving-walk":
      return {
        state,
        frame: "M1 14h26",
        frameClass: "band-line",
        car: moving ? (down ? "M16 4v7l-5-3.5z" : "M12 4v7l5-3.5z") : "",
        sill: "M1 10v8M27 10v8",
      }
    case "platform-lift":
    case "dumbwaiter":
    case "lift": {
      const width = unit.kind === "dumbwaiter" ? 7 : 9.5
      const left = 14 - width / 2
      const open = unit.kind === "platform-lift"
      const above = open ? 9 : top
      const room = bottom - above - car - 3.5
      const share = (floor: number) => floor / (levels(unit) - 1)
      const stands = carOf(unit)
      const floorLine = (floor: number) => bottom - 1.75 - share(floor) * room
      return {
        state,
        frame: open
          ? `M${px(left)} ${above}V${bottom}h${px(width)}V${above}`
          : `M${px(left)} ${above}h${px(width)}V${bottom}h${px(-width)}z`,
        frameClass: "frame",
        car:
          stands === null
            ? ""
            : carPath(14 - width / 2 + 2.25, floorLine(stands.at) - car, width - 4.5, car, stands.open),
        sill: `M${px(left + width)} ${px(floorLine(landing(unit)))}h3.5`,
      }
    }
  }
}
