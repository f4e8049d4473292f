import type { BuildingUse, Drive, Fault, NewUnit, UnitKind } from "#equipment"
import { contractOf, type DemoAgreements } from "./demo-contracts.ts"
import { pick, type Random, randomFrom } from "./random.ts"

export interface DemoBuilding {
  readonly name: string
  readonly street: string
  readonly locality: string
  readonly postalCode: string
  readonly latitude: number
  readonly longitude: number
  readonly use: BuildingUse
  /** The lowest floor is -below, the highest is above. */
  readonly below: number
  readonly above: number
  readonly units: ReadonlyArray<DemoUnits>
}

/** So many units of a kind, named in order. `connected: false` has no gateway. */
interface DemoUnits {
  readonly kind: UnitKind
  readonly drive: Drive | null
  readonly names: ReadonlyArray<string>
  readonly connected?: boolean
  readonly purpose?: string
}

export interface DemoAccount {
  readonly name: string
  readonly country: string
  readonly region: string | null
  readonly timeZone: string
  readonly prefix: string
  readonly buildings: ReadonlyArray<DemoBuilding>
}

const numbered = (what: string, from: number, to: number, where = "") =>
  Array.from({ length: to - from + 1 }, (_, i) => `${what} ${from + i}${where === "" ? "" : `, ${where}`}`)

const lifts = (drive: Drive, ...names: ReadonlyArray<string>): DemoUnits => ({
  kind: "lift",
  drive,
  names,
  purpose: "passengers",
})
const goods = (...names: ReadonlyArray<string>): DemoUnits => ({
  kind: "lift",
  drive: "hydraulic",
  names,
  purpose: "goods",
})
const beds = (...names: ReadonlyArray<string>): DemoUnits => ({
  kind: "lift",
  drive: "traction",
  names,
  purpose: "beds",
})
const escalators = (...names: ReadonlyArray<string>): DemoUnits => ({ kind: "escalator", drive: null, names })
const walks = (...names: ReadonlyArray<string>): DemoUnits => ({ kind: "moving-walk", drive: null, names })
const silent = (units: DemoUnits): DemoUnits => ({ ...units, connected: false })
const platform = (...names: ReadonlyArray<string>): DemoUnits =>
  silent({ kind: "platform-lift", drive: "hydraulic", names })
const dumbwaiter = (...names: ReadonlyArray<string>): DemoUnits =>
  silent({ kind: "dumbwaiter", drive: "traction", names })

const building = (
  name: string,
  use: BuildingUse,
  [street, postalCode, locality]: readonly [string, string, string],
  [latitude, longitude]: readonly [number, number],
  [below, above]: readonly [number, number],
  ...units: ReadonlyArray<DemoUnits>
): DemoBuilding => ({ name, street, locality, postalCode, latitude, longitude, use, below, above, units })

const mrl = "machine-room-less"

export const demoAccounts: ReadonlyArray<DemoAccount> = [
  {
    name: "Northgate Property Trust",
    country: "GB",
    region: null,
    timeZone: "Europe/London",
    prefix: "KL-2",
    buildings: [
      building(
        "Meridian House",
        "office",
        ["24 Quayside Row", "E1 7QA", "London"],
        [51.507, -0.071],
        [2, 7],
        lifts("traction", "Lift 1, north entrance", "Lift 2, north entrance", "Lift 3, south entrance"),
        goods("Goods lift, loading bay"),
      ),
      building(
        "Tannery Court",
        "home",
        ["3 Tannery Lane", "SE1 3TT", "London"],
        [51.498, -0.08],
        [0, 6],
        lifts(mrl, "Lift A, stair 1", "Lift B, stair 2"),
      ),
      building(
        "St Brigid’s Clinic",
        "hospital",
        ["8 Well Street", "E9 6QX", "London"],
        [51.543, -0.055],
        [1, 4],
        lifts("traction", "Passenger lift, main hall"),
        beds("Bed lift, east wing"),
        dumbwaiter("Kitchen dumbwaiter"),
      ),
      building(
        "Canal Arcade",
        "shop",
        ["51 Wharf Road", "N1 7GS", "London"],
        [51.532, -0.095],
        [1, 3],
        lifts(mrl, "Glass lift, atrium"),
        escalators("Escalator 1, atrium", "Escalator 2, atrium"),
        walks("Moving walk, car park link"),
      ),
      building(
        "Old Library",
        "office",
        ["1 Chapel Square", "E8 2LX", "London"],
        [51.546, -0.06],
        [0, 1],
        platform("Platform lift, reading room"),
      ),
      building(
        "Lantern Tower",
        "office",
        ["100 Bishopsgate Walk", "EC2N 4AG", "London"],
        [51.516, -0.081],
        [3, 28],
        lifts("traction", ...numbered("Lift", 1, 12)),
        goods("Goods lift 1", "Goods lift 2"),
        escalators("Escalator 1, lobby", "Escalator 2, lobby"),
      ),
      building(
        "Ropeworks",
        "office",
        ["9 Cable Street", "E1 8JG", "London"],
        [51.511, -0.065],
        [1, 9],
        lifts("traction", ...numbered("Lift", 1, 6)),
        goods("Goods lift"),
      ),
      building(
        "Granary Yard",
        "home",
        ["40 Granary Yard", "N1C 4BH", "London"],
        [51.537, -0.125],
        [1, 14],
        lifts(mrl, ...numbered("Lift", 1, 6, "block A"), ...numbered("Lift", 7, 10, "block B")),
      ),
      building(
        "Exchange Hotel",
        "hotel",
        ["12 Cornmarket", "EC3V 3LL", "London"],
        [51.513, -0.086],
        [1, 11],
        lifts("traction", ...numbered("Guest lift", 1, 4)),
        goods("Service lift 1", "Service lift 2"),
        dumbwaiter("Room service dumbwaiter"),
      ),
      building(
        "Foundry Studios",
        "office",
        ["77 Great Eastern Road", "E15 1BG", "London"],
        [51.542, 0.003],
        [0, 5],
        lifts("hydraulic", "Lift, west yard", "Lift, east yard"),
      ),
      building(
        "Market Hall",
        "shop",
        ["2 Leather Lane", "EC1N 7TE", "London"],
        [51.52, -0.109],
        [1, 2],
        escalators("Escalator 1, north", "Escalator 2, north", "Escalator 3, south", "Escalator 4, south"),
        lifts(mrl, "Lift, food hall"),
      ),
      building(
        "Dockside Point",
        "home",
        ["15 Dockside", "E16 2QU", "London"],
        [51.507, 0.02],
        [1, 21],
        lifts("traction", ...numbered("Lift", 1, 4)),
      ),
      building(
        "Weaver’s Row",
        "home",
        ["6 Fournier Lane", "E1 6QE", "London"],
        [51.519, -0.073],
        [0, 5],
        lifts("hydraulic", "Lift"),
      ),
      building(
        "Northgate Archive",
        "office",
        ["33 Paper Mill Road", "N17 9QU", "London"],
        [51.594, -0.062],
        [1, 4],
        goods("Archive lift"),
        lifts(mrl, "Staff lift"),
      ),
    ],
  },
  {
    name: "Southbank Homes Association",
    country: "GB",
    region: null,
    timeZone: "Europe/London",
    prefix: "KL-3",
    buildings: Array.from({ length: 11 }, (_, i) =>
      building(
        `${["Alder", "Beech", "Cedar", "Damson", "Elm", "Fir", "Hawthorn", "Juniper", "Larch", "Maple", "Willow"][i]} House`,
        "home",
        [`${4 + i * 6} Pilgrim Street`, "SE1 8XX", "London"],
        [51.498 + i * 0.0011, -0.11 + i * 0.0013],
        [0, 5 + ((i * 7) % 12)],
        lifts(i % 3 === 0 ? "hydraulic" : mrl, ...numbered("Lift", 1, i < 4 ? 6 : i < 9 ? 5 : 4)),
        ...(i === 2 ? [platform("Platform lift, entrance")] : []),
      ),
    ),
  },
  {
    name: "Lakeshore Medical Center",
    country: "US",
    region: "Illinois",
    timeZone: "America/Chicago",
    prefix: "KL-5",
    buildings: [
      building(
        "Main Pavilion",
        "hospital",
        ["1200 Lake Shore Parkway", "60611", "Chicago"],
        [41.895, -87.617],
        [2, 16],
        lifts("traction", ...numbered("Visitor elevator", 1, 10)),
        beds(...numbered("Bed elevator", 1, 10)),
        goods("Service elevator 1", "Service elevator 2"),
      ),
      building(
        "Women’s Hospital",
        "hospital",
        ["1220 Lake Shore Parkway", "60611", "Chicago"],
        [41.896, -87.617],
        [1, 10],
        lifts("traction", ...numbered("Visitor elevator", 1, 6)),
        beds(...numbered("Bed elevator", 1, 6)),
      ),
      building(
        "Research Tower",
        "office",
        ["18 Superior Court", "60611", "Chicago"],
        [41.8955, -87.62],
        [1, 19],
        lifts("traction", ...numbered("Elevator", 1, 8)),
        goods("Freight elevator"),
      ),
      building(
        "Parking Structure East",
        "shop",
        ["1250 Lake Shore Parkway", "60611", "Chicago"],
        [41.8965, -87.6165],
        [2, 6],
        lifts("hydraulic", ...numbered("Garage elevator", 1, 6)),
        walks("Walkway to Main Pavilion", "Walkway to the garage"),
      ),
      building(
        "Clinic Annex",
        "hospital",
        ["300 Ohio Place", "60611", "Chicago"],
        [41.892, -87.62],
        [0, 4],
        lifts("hydraulic", "Elevator 1", "Elevator 2"),
        platform("Wheelchair lift, side entrance"),
      ),
    ],
  },
  {
    name: "Harbourline Transit",
    country: "AU",
    region: "New South Wales",
    timeZone: "Australia/Sydney",
    prefix: "KL-7",
    buildings: [
      ...["Quay", "Town Hall", "Museum", "Redfern Junction"].map((station, i) =>
        building(
          `${station} Station`,
          "transit",
          [`${i + 1} ${station} Concourse`, `20${String(i).padStart(2, "0")}`, "Sydney"],
          [-33.861 - i * 0.006, 151.21 - i * 0.002],
          [2, 1],
          lifts("traction", "Lift, platform 1", "Lift, platform 2"),
          escalators(...numbered("Escalator", 1, i < 2 ? 6 : 5)),
        ),
      ),
      building(
        "Airport Link",
        "transit",
        ["7 Terminal Drive", "2020", "Sydney"],
        [-33.935, 151.166],
        [1, 2],
        walks(...numbered("Moving walk", 1, 8)),
        lifts(mrl, "Lift, arrivals", "Lift, departures"),
        escalators(...numbered("Escalator", 1, 4)),
      ),
      building(
        "Harbourline Depot",
        "office",
        ["60 Rail Yard Road", "2017", "Sydney"],
        [-33.9, 151.205],
        [0, 3],
        goods("Workshop lift"),
        lifts(mrl, "Office lift"),
      ),
    ],
  },
  {
    name: "Hotel Lindenhof",
    country: "DE",
    region: null,
    timeZone: "Europe/Berlin",
    prefix: "KL-9",
    buildings: [
      building(
        "Lindenhof Mitte",
        "hotel",
        ["Lindenstraße 4", "10117", "Berlin"],
        [52.513, 13.39],
        [1, 7],
        lifts("traction", ...numbered("Aufzug", 1, 5)),
        goods("Lastenaufzug"),
      ),
      building(
        "Lindenhof Spreeufer",
        "hotel",
        ["Am Spreeufer 21", "10179", "Berlin"],
        [52.511, 13.42],
        [1, 5],
        lifts(mrl, ...numbered("Aufzug", 1, 3)),
        dumbwaiter("Speisenaufzug"),
      ),
      building(
        "Villa Grünau",
        "hotel",
        ["Regattaweg 9", "12527", "Berlin"],
        [52.412, 13.58],
        [0, 2],
        platform("Plattformlift"),
      ),
      building(
        "Personalhaus",
        "home",
        ["Lindenstraße 6", "10117", "Berlin"],
        [52.5132, 13.3905],
        [0, 5],
        lifts("hydraulic", ...numbered("Aufzug", 1, 3)),
      ),
    ],
  },
]

const makers = ["Halden", "Brevik", "Aurelius", "Otterby", "Montclair", "Sankt Erik", "Nakagawa", "Corvo"] as const

const speedOf = (random: Random, drive: Drive | null, stops: number) => {
  if (drive === "hydraulic") return pick(random, [0.5, 0.63, 0.75])
  if (drive === "machine-room-less") return pick(random, stops > 9 ? [1.6, 1.75] : [1, 1.6])
  if (drive === "traction") return pick(random, stops > 18 ? [3.5, 5] : stops > 9 ? [2, 2.5] : [1.6, 2])
  return 0.5
}

const floorsOf = ({ below, above }: DemoBuilding, account: DemoAccount) => {
  const american = account.country === "US"
  const german = account.country === "DE"
  const marking = (level: number) => {
    if (level < 0) return american ? (below === 1 ? "B" : `B${-level}`) : german ? `U${-level}` : `B${-level}`
    if (american) return level === 0 ? "L" : String(level + 1)
    return level === 0 ? (german ? "E" : "G") : String(level)
  }
  return Array.from({ length: below + above + 1 }, (_, i) => marking(i - below))
}

/** What a visitor finds going on at the first start; the simulator takes it from there. */
export interface DemoTrouble {
  readonly state: "degraded" | "out-of-order" | "planned-outage"
  readonly fault: Fault | null
  readonly reason: string | null
  readonly minutesAgo: number
  readonly minutesLeft: number | null
}

const troubles: Readonly<Record<string, DemoTrouble>> = {
  "Meridian House: Lift 2, north entrance": {
    state: "out-of-order",
    fault: "door-closing",
    reason: null,
    minutesAgo: 34,
    minutesLeft: 25,
  },
  "Tannery Court: Lift A, stair 1": {
    state: "degraded",
    fault: "door-closing",
    reason: "Doors reopen too often",
    minutesAgo: 2700,
    minutesLeft: null,
  },
  "Cedar House: Lift 2": { state: "out-of-order", fault: "controller", reason: null, minutesAgo: 51, minutesLeft: 40 },
  "Main Pavilion: Bed elevator 3": {
    state: "planned-outage",
    fault: null,
    reason: "Maintenance visit",
    minutesAgo: 18,
    minutesLeft: 55,
  },
  "Quay Station: Escalator 2": {
    state: "out-of-order",
    fault: "comb-plate",
    reason: "Object in the comb plate",
    minutesAgo: 12,
    minutesLeft: 30,
  },
}

/** A unit of the demo with what its history is made from. */
export interface DemoUnit {
  readonly unit: NewUnit
  readonly connected: boolean
  readonly use: BuildingUse
  readonly trouble: DemoTrouble | null
}

/** The units of an account, the same at every call, with the numbers of their contracts. */
export const demoUnits = (account: DemoAccount, agreements?: DemoAgreements): ReadonlyArray<DemoUnit> => {
  const random = randomFrom(Number(account.prefix.slice(3)) * 7919)
  let number = 418
  return account.buildings.flatMap((at) => {
    const maker = pick(random, makers)
    const year = 1978 + Math.floor(random() * 44)
    const floors = floorsOf(at, account)
    return at.units.flatMap(({ kind, drive, names, connected, purpose }) =>
      names.map((name): DemoUnit => {
        number += 1 + Math.floor(random() * 9)
        const isLift = kind === "lift"
        const stops = isLift
          ? floors
          : kind === "dumbwaiter"
            ? floors.slice(0, 4)
            : floors.slice(at.below, at.below + 2)
        const unit: NewUnit["unit"] = {
          equipmentNumber: `${account.prefix}${String(number).padStart(4, "0")}`,
          name,
          kind,
          drive,
          purpose: purpose ?? null,
          manufacturer: random() < 0.75 ? maker : pick(random, makers),
          year: Math.min(2024, year + Math.floor(random() * 6)),
          ratedLoadKg:
            kind === "dumbwaiter"
              ? 100
              : kind === "platform-lift"
                ? 400
                : isLift
                  ? pick(
                      random,
                      purpose === "beds" ? [1600, 2000] : purpose === "goods" ? [2000, 2500] : [630, 800, 1000, 1275],
                    )
                  : null,
          ratedSpeedMps:
            kind === "platform-lift" ? 0.15 : kind === "dumbwaiter" ? 0.4 : speedOf(random, drive, floors.length),
          travelMetres: isLift ? Math.round((floors.length - 1) * 33) / 10 : null,
          floors: kind === "escalator" || kind === "moving-walk" ? [] : stops,
          registerStatus: null,
          contractNumber: contractOf(agreements, at.name, name),
        }
        return {
          unit: {
            unit,
            building: {
              key: at.name,
              name: at.name,
              timeZone: account.timeZone,
              latitude: at.latitude,
              longitude: at.longitude,
              use: at.use,
            },
            address: {
              street: at.street,
              locality: at.locality,
              region: account.region,
              postalCode: at.postalCode,
              country: account.country,
            },
          },
          connected: connected ?? true,
          use: at.use,
          trouble: troubles[`${at.name}: ${name}`] ?? null,
        }
      }),
    )
  })
}
