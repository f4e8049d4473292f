import type { Words } from "../words/words.ts"
import { carOf, carPath, landing, levels, px, type ShaftUnit } from "./shaft.ts"
import { needsAttention, statesByGravity, worstState } from "./state.ts"
import type { Link, UnitState } from "./view.ts"

export interface StreetUnit extends ShaftUnit {
  readonly id: string
  readonly href: string
  readonly name: string
}

export interface StreetBuilding {
  readonly id: string
  readonly href: string
  readonly name: string
  readonly units: ReadonlyArray<StreetUnit>
}

export interface StreetShaft {
  readonly state: UnitState
  readonly frame: string
  readonly frameClass: "frame well" | "band-line"
  readonly sills: string
  readonly rope: string
  readonly car: string
  readonly door: string
  /** Where the state's sign stands, or null for a unit that needs no attention. */
  readonly sign: { readonly x: string; readonly y: string } | null
}

export interface StreetFigure {
  readonly id: string
  readonly href: string
  readonly name: string
  readonly title: string
  readonly description: string
  readonly width: number
  readonly height: number
  readonly wall: string
  readonly slabs: string
  readonly ground: string
  readonly shafts: ReadonlyArray<StreetShaft>
  readonly units: ReadonlyArray<{ readonly href: string; readonly short: string; readonly name: string }>
  /** "+18": units that were not drawn, worst ones first. */
  readonly moreUnits: string
}

/** Buildings on one ground line. Drawn by `components/street`; live as `home-street` and `place-street`. */
export interface StreetView {
  readonly dense: "" | "close" | "dense"
  readonly figures: ReadonlyArray<StreetFigure>
  readonly more: Link | null
}

const drawnUnits = 12

/** Units worth drawing: all, or the worst ones when there are too many, in their own order. */
const drawn = (units: ReadonlyArray<StreetUnit>) => {
  if (units.length <= drawnUnits) return units
  const worst = new Set(
    units.toSorted((a, b) => statesByGravity.indexOf(a.state) - statesByGravity.indexOf(b.state)).slice(0, drawnUnits),
  )
  return units.filter((unit) => worst.has(unit))
}

/** A storey is 20 px high up to 8 storeys; a tower grows ever more slowly, or it would leave no room for its neighbours. */
const heightOf = (storeys: number) => (storeys <= 8 ? storeys * 20 : 160 + 60 * (1 - Math.exp((8 - storeys) / 20)))

/** The short label beneath a shaft: "Lift 2, north entrance" is 2, "Goods lift" is GL, "Escalator 1 up" is E1, "1E217" is 217. */
export const shortName = (name: string): string => {
  const words = name
    .split(/[,(–]/)[0]!
    .trim()
    .split(/\s+/)
  const [first = ""] = words
  if (words.length === 1) return first.length <= 4 ? first : first.slice(-3)
  const sign = words.slice(1).find((word) => /^(\d{1,3}|[A-Z]|[A-Z]\d{1,2})$/i.test(word))
  if (sign === undefined)
    return words
      .slice(0, 3)
      .map((word) => word[0]!.toUpperCase())
      .join("")
  return /^(lift|elevator|aufzug|ascenseur|ascensor|hissi)$/i.test(first)
    ? sign.toUpperCase()
    : (first[0]! + sign).toUpperCase()
}

const shaftOf = (unit: StreetUnit, left: number, pitch: number, storey: number, groundY: number): StreetShaft => {
  const { state } = unit
  const middle = left + pitch / 2
  const sign = (y: number) => (needsAttention(unit.state) ? { x: px(middle - 9), y: px(y) } : null)
  const moves = unit.state === "in-service" || unit.state === "degraded"
  const reach = Math.min(24, pitch / 2 - 3)
  if (unit.kind === "escalator") {
    const rise = Math.max(14, storey)
    const down = unit.direction === "down"
    const y = groundY - 2
    return {
      state,
      frame: `M${px(middle - reach)} ${px(y)}h${px(reach / 3)}L${px(middle + reach * 0.6)} ${px(y - rise)}h${px(reach * 0.4)}`,
      frameClass: "band-line",
      sills: "",
      rope: "",
      car: !moves
        ? ""
        : down
          ? `M${px(middle + 2)} ${px(y - 9)}l5 6 5-6z`
          : `M${px(middle - 13)} ${px(y - 12)}l5-6 5 6z`,
      door: "",
      sign: sign(y - rise - 24),
    }
  }
  if (unit.kind === "moving-walk") {
    const y = groundY - 3
    const down = unit.direction === "down"
    return {
      state,
      frame: `M${px(middle - reach)} ${px(y)}h${px(reach * 2)}`,
      frameClass: "band-line",
      sills: "",
      rope: "",
      car: !moves ? "" : down ? `M${px(middle + 3)} ${px(y - 12)}v8l-6-4z` : `M${px(middle - 3)} ${px(y - 12)}v8l6-4z`,
      door: "",
      sign: sign(y - 26),
    }
  }
  const count = levels(unit)
  const low = groundY + landing(unit) * storey
  const high = low - count * storey
  const width = (unit.kind === "dumbwaiter" ? 11 : 18) * (pitch < 40 ? 0.72 : 1)
  const x = middle - width / 2
  const open = unit.kind === "platform-lift"
  const car = carOf(unit)
  const carHeight = Math.min(15, Math.max(7, storey * 0.75))
  const inset = width / 6
  const floorY = (floor: number) => low - floor * storey
  const carTop = car === null ? 0 : Math.max(high + 4, floorY(car.at) - carHeight)
  const everySill = Math.ceil(9 / storey)
  let sills = ""
  if (unit.floors.length > 1)
    for (let floor = 0; floor < count; floor += everySill) sills += `M${px(x + width)} ${px(floorY(floor))}h5`
  return {
    state,
    frame: open
      ? `M${px(x)} ${px(high + 2)}V${px(low)}H${px(x + width)}V${px(high + 2)}`
      : `M${px(x)} ${px(low)}V${px(high + 2)}h${px(width)}V${px(low)}z`,
    frameClass: "frame well",
    sills,
    rope: car === null || open ? "" : `M${px(middle)} ${px(high + 2)}V${px(carTop)}`,
    car: car === null ? "" : carPath(x + inset, carTop, width - 2 * inset, carHeight, car.open),
    door: car === null || car.open ? "" : `M${px(middle)} ${px(carTop + 3)}v${px(carHeight - 3)}`,
    sign: sign(high - 26),
  }
}

/** Draws the buildings as given; `total` is how many there are in all and `allHref` leads to them. */
export const street = (
  buildings: ReadonlyArray<StreetBuilding>,
  total: number,
  allHref: string,
  words: Words,
  number: (n: number) => string,
): StreetView | null => {
  if (buildings.length === 0) return null
  const most = Math.max(...buildings.map((building) => Math.min(drawnUnits, building.units.length)))
  const dense = most <= 4 ? "" : most <= 6 ? "close" : "dense"
  const pitch = dense === "" ? 56 : dense === "close" ? 44 : 28
  const least = dense === "dense" ? 4 : 2
  const shapes = buildings.map((building) => {
    const units = drawn(building.units)
    const lifts = units.filter((unit) => unit.kind !== "escalator" && unit.kind !== "moving-walk")
    const below = Math.max(0, ...lifts.map(landing))
    const above = Math.max(2, ...lifts.map((unit) => levels(unit) - landing(unit)))
    // Whole pixels above the ground, so that all ground lines meet.
    const rise = Math.round((heightOf(above + below) * above) / (above + below))
    return { building, units, below, above, rise, storey: rise / above }
  })
  const deepest = Math.ceil(Math.max(...shapes.map(({ below, storey }) => below * storey)))
  const figures = shapes.map(({ building, units, below, above, rise, storey }): StreetFigure => {
    const width = Math.max(least, units.length) * pitch
    const roof = 28
    const groundY = roof + rise
    const height = groundY + deepest + 4
    const everySlab = Math.ceil(9 / storey)
    let slabs = ""
    for (let floor = -below + 1; floor < above; floor++) {
      if (floor !== 0 && floor % everySlab === 0) slabs += `M0 ${px(groundY - floor * storey)}h${width}`
    }
    return {
      id: building.id,
      href: building.href,
      name: building.name,
      title: words.street.title(building.name, building.units.length),
      description: units.map((unit) => words.street.unit(unit.name, words.states.lower[unit.state])).join("; "),
      width,
      height,
      wall: `M0 ${px(groundY + below * storey)}V${roof}h${width}V${px(groundY + below * storey)}z`,
      slabs,
      ground: `M-400 ${px(groundY)}h${width + 800}`,
      shafts: units.map((unit, index) => shaftOf(unit, index * pitch, pitch, storey, groundY)),
      units: units.map((unit) => ({ href: unit.href, short: shortName(unit.name), name: unit.name })),
      moreUnits:
        building.units.length > units.length
          ? words.street.moreUnits(number(building.units.length - units.length))
          : "",
    }
  })
  const rest = total - buildings.length
  return { dense, figures, more: rest > 0 ? { href: allHref, text: words.street.more(rest, number(rest)) } : null }
}

/** The buildings to draw when not all can be: those in trouble first, the gravest at the left, then by name as given. */
export const streetOrder = <B extends StreetBuilding>(buildings: ReadonlyArray<B>, room: number): ReadonlyArray<B> => {
  if (buildings.length <= room) return buildings
  const gravity = (building: B): number => {
    const worst: UnitState = worstState(building.units.map((unit) => unit.state))
    return needsAttention(worst) ? statesByGravity.indexOf(worst) : statesByGravity.length
  }
  return buildings.toSorted((a, b) => gravity(a) - gravity(b)).slice(0, room)
}
