import fs from "node:fs"
import path from "node:path"
import { Effect } from "effect"
import { addMember, addUser, makePortfolio, openAccount } from "#access"
import { addUnits, connectGateway, type NewUnit, recordPast } from "#equipment"
import type { Runtime } from "../web/composition.ts"
import type { DemoUnit } from "../web/demo/demo-fleet.ts"
import { demoPast, visitsByChance } from "../web/demo/demo-history.ts"
import { randomFrom } from "../web/demo/random.ts"

/** The register that the project's data folder holds beside the checkout; it is not part of the project. */
export const newYorkFile = path.resolve(import.meta.dirname, "../../shared/data/nyc-elevators-2015.csv.gz")
export const newYorkMap = path.resolve(import.meta.dirname, "../docs/import/nyc-2015.json")

/** Why the real file cannot be used here, or null. */
export const newYorkMissing = (): string | null =>
  fs.existsSync(newYorkFile)
    ? null
    : "../shared/data/nyc-elevators-2015.csv.gz is not there: units are generated instead"

const floors = (count: number) => ["B", "G", ...Array.from({ length: count - 2 }, (_, i) => String(i + 1))]
const makers = ["Otterbourne", "Halden & Ryle", "Vantor", "Kellmann"]

/** A made-up fleet in buildings of eight units. */
const generatedUnits = (count: number, prefix: string): ReadonlyArray<NewUnit> => {
  const random = randomFrom(count)
  return Array.from({ length: count }, (_, index): NewUnit => {
    const building = Math.floor(index / 8)
    const stops = 3 + Math.floor(random() * 14)
    return {
      unit: {
        equipmentNumber: `${prefix}${String(index + 1).padStart(6, "0")}`,
        name: `Lift ${(index % 8) + 1}${index % 8 < 4 ? ", north entrance" : ""}`,
        kind: "lift",
        drive: random() < 0.6 ? "traction" : "hydraulic",
        purpose: "passengers",
        manufacturer: makers[Math.floor(random() * makers.length)] ?? null,
        year: 1970 + Math.floor(random() * 54),
        ratedLoadKg: 630,
        ratedSpeedMps: 1.6,
        travelMetres: (stops - 1) * 3.2,
        floors: floors(stops),
        registerStatus: null,
      },
      building: {
        key: `${prefix}${building}`,
        name: `${100 + building} Harbour Street`,
        timeZone: "Europe/London",
        latitude: 51.5,
        longitude: -0.1,
        use: "office",
      },
      address: {
        street: `${100 + building} Harbour Street`,
        locality: "London",
        region: null,
        postalCode: `E${1 + (building % 20)} ${building % 9}AB`,
        country: "GB",
      },
    }
  })
}

/** Every twentieth connected unit is out of order or degraded now: Home and the lists have trouble to show. */
const troubleOf = (index: number): DemoUnit["trouble"] =>
  index % 20 === 3
    ? {
        state: index % 40 === 3 ? "out-of-order" : "degraded",
        fault: "door-closing",
        reason: "Doors reopen too often",
        minutesAgo: 10 + index,
        minutesLeft: null,
      }
    : null

const PIECE = 2000

export const password = "benchmark password"

/** Opens an account with one owner, who signs in with `password`. */
export const openWithOwner = Effect.fn(function* (name: string, email: string, timeZone: string) {
  const { id } = yield* openAccount({ name, country: "GB", timeZone }).pipe(Effect.orDie)
  const user = yield* addUser({ email, name: "Owner", password, locale: "en-GB", timeZone, staffRole: null }).pipe(
    Effect.orDie,
  )
  yield* addMember({ accountId: id, userId: user.id, role: "owner", portfolioIds: "whole account" })
  return id
})

/** Fills an account with generated units, the first `connected` of them with thirteen months of history. */
export const fillAccount = async (
  runtime: Runtime,
  accountId: number,
  fleet: { readonly units: number; readonly connected: number; readonly prefix: string },
): Promise<ReadonlyArray<number>> => {
  const now = new Date()
  const random = randomFrom(20_261_122)
  const units = generatedUnits(fleet.units, fleet.prefix)
  const ids: Array<{ readonly id: number; readonly buildingId: number }> = []
  for (let from = 0; from < units.length; from += PIECE) {
    const added = await runtime.runPromise(addUnits(accountId, units.slice(from, from + PIECE)))
    ids.push(...added.toSorted((a, b) => a.number.localeCompare(b.number)))
  }
  const live = ids.slice(0, fleet.connected)
  if (live.length > 0) {
    const unitIds = live.map(({ id }) => id)
    await runtime.runPromise(connectGateway({ accountId, name: "Gateway", unitIds }))
    for (let from = 0; from < live.length; from += 200) {
      const pasts = live.slice(from, from + 200).flatMap(({ id }, index) => {
        const unit = units[from + index]
        if (unit === undefined) return []
        const demo = { unit, use: "office", connected: true, trouble: troubleOf(from + index) } as const
        return [demoPast(random, id, demo, visitsByChance(random, unit.building.timeZone, now), now)]
      })
      await runtime.runPromise(recordPast(pasts))
    }
  }
  return ids.map(({ id }) => id)
}

/** A viewer of one portfolio with the given buildings: the costliest row security. */
export const addPortfolioViewer = Effect.fn(function* (
  accountId: number,
  email: string,
  buildingIds: ReadonlyArray<number>,
) {
  const portfolio = yield* makePortfolio({ accountId, name: "Some buildings", buildingIds, units: [] })
  const user = yield* addUser({
    email,
    name: "Viewer",
    password,
    locale: "en-GB",
    timeZone: "Europe/London",
    staffRole: null,
  }).pipe(Effect.orDie)
  yield* addMember({ accountId, userId: user.id, role: "viewer", portfolioIds: [portfolio.id] })
})
