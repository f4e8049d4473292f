import { mainLanding } from "./floors.ts"
import type { UnitKind, UnitState } from "./view.ts"

/** What a picture of a unit is drawn from, in the words of the fleet. */
export interface ShaftUnit {
  readonly kind: UnitKind
  readonly state: UnitState
  /** Markings from the bottom up; empty when nobody told. */
  readonly floors: ReadonlyArray<string>
  /** The marking of the floor where the car is, or null. */
  readonly floor: string | null
  /** closed, opened, closing, opening, …; null when not known. */
  readonly door: string | null
  /** up, down, stopped, …; null when not known. */
  readonly direction: string | null
}

/** Where the car stands and how, reduced to what can be drawn. */
export interface Car {
  /** Index of the floor, from the bottom. */
  readonly at: number
  readonly open: boolean
}

const nominalLevels = 4

/** The number of levels to draw: a unit of unknown floors still has a shaft. */
export const levels = (unit: ShaftUnit) => (unit.floors.length > 1 ? unit.floors.length : nominalLevels)

/** The main landing's level, from the bottom. */
export const landing = (unit: ShaftUnit) => (unit.floors.length > 1 ? mainLanding(unit.floors) : 0)

/** The car, or null where none may be drawn: an unknown or unconnected unit, an unknown position. */
export const carOf = (unit: ShaftUnit): Car | null => {
  if (unit.state === "unknown" || unit.state === "not-connected" || unit.floor === null) return null
  const at = unit.floors.indexOf(unit.floor)
  if (at < 0) return null
  return { at, open: unit.door === "opened" || unit.door === "opening" || unit.door === "limited-opened" }
}

/** Rounded for a path: pictures need no more than a tenth of a pixel. */
export const px = (value: number) => String(Math.round(value * 10) / 10)

/** A car of the given box: one block when closed, two bars when open. */
export const carPath = (x: number, y: number, width: number, height: number, open: boolean) => {
  if (!open) return `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}z`
  const leaf = width * 0.35
  const bar = `h${px(leaf)}v${px(height)}h${px(-leaf)}z`
  return `M${px(x)} ${px(y)}${bar}M${px(x + width - leaf)} ${px(y)}${bar}`
}
