import { expect, test } from "vitest"
import { candidatesFor, type TechnicianNow } from "./suggest-technician.ts"
import { territoryHolds } from "./territory.ts"

const here = { latitude: 51.5, longitude: -0.1 }
const address = { country: "GB", region: null, locality: "London", postalCode: "SE1 9GF" }
const technician = (id: number, more: Partial<TechnicianNow> = {}): TechnicianNow => ({
  ...{ id, name: `T${id}`, skills: ["traction"], country: "GB", territory: null, position: here, lastStop: null },
  ...{ busy: null, away: false, atWork: true, waiting: 0 },
  ...more,
})
const order = (technicians: ReadonlyArray<TechnicianNow>) =>
  candidatesFor({ position: here, address }, ["traction"], technicians).map(({ technician: { id } }) => id)

test("the nearest who is free and has the skill comes first", () => {
  const far = technician(1, { position: { latitude: 51.6, longitude: -0.1 } })
  const near = technician(2, { position: { latitude: 51.51, longitude: -0.1 } })
  const busy = technician(3, { busy: "on-site" })
  const unskilled = technician(4, { skills: ["escalator"] })
  const away = technician(5, { away: true })
  const overseas = technician(6, { position: { latitude: -33.9, longitude: 151.2 } })
  expect(order([far, unskilled, away, busy, overseas, near])).toEqual([2, 1, 3, 5, 4])
  const [first] = candidatesFor({ position: here, address }, ["traction"], [near])
  expect(first).toMatchObject({ free: true, missing: [] })
  expect(first?.kilometres).toBeCloseTo(1.11, 2)
})

test("at night whoever is nearest is suggested, but somebody at work goes first", () => {
  const asleep = technician(1, { atWork: false })
  expect(order([asleep, technician(2, { position: null })])).toEqual([2, 1])
  expect(candidatesFor({ position: here, address }, ["traction"], [asleep])[0]).toMatchObject({
    free: true,
    kilometres: 0,
  })
})

test("whoever's territory holds the unit goes before who is nearer, and who works elsewhere goes last", () => {
  const near = technician(1)
  const elsewhere = technician(2, { territory: territoryHolds(["GB, Leeds"]) })
  const holder = technician(3, {
    territory: territoryHolds(["GB, SE*"]),
    position: { latitude: 51.6, longitude: -0.1 },
  })
  expect(order([elsewhere, near, holder])).toEqual([3, 1, 2])
  expect(order([elsewhere, { ...holder, busy: "on-site" }])).toEqual([2, 3])
})

test("where nobody knows how far it is, whoever is of another country comes last", () => {
  const asleep = technician(1, { atWork: false, position: null })
  const abroad = technician(2, { country: "US", position: null })
  const across = technician(3, { country: "US", position: null, territory: territoryHolds(["GB, London"]) })
  expect(order([abroad, asleep, across])).toEqual([3, 1, 2])
  expect(order([technician(4, { country: "FR", position: here }), asleep])).toEqual([4, 1])
})
