import { expect, test } from "vitest"
import { candidatesFor, type TechnicianNow } from "./suggest-technician.ts"

const here = { latitude: 51.5, longitude: -0.1 }
const technician = (id: number, more: Partial<TechnicianNow> = {}): TechnicianNow => ({
  ...{ id, name: `T${id}`, skills: ["traction"], position: here, lastStop: null },
  ...{ busy: null, away: false, atWork: true, waiting: 0 },
  ...more,
})
const order = (technicians: ReadonlyArray<TechnicianNow>) =>
  candidatesFor(here, ["traction"], technicians).map(({ technician: { id } }) => id)

test("the nearest who is free and has the skill comes first", () => {
  const far = technician(1, { position: { latitude: 51.6, longitude: -0.1 } })
  const near = technician(2, { position: { latitude: 51.51, longitude: -0.1 } })
  const busy = technician(3, { busy: "on-site" })
  const unskilled = technician(4, { skills: ["escalator"] })
  const away = technician(5, { away: true })
  const overseas = technician(6, { position: { latitude: -33.9, longitude: 151.2 } })
  expect(order([far, unskilled, away, busy, overseas, near])).toEqual([2, 1, 3, 5, 4])
  const [first] = candidatesFor(here, ["traction"], [near])
  expect(first).toMatchObject({ free: true, missing: [] })
  expect(first?.kilometres).toBeCloseTo(1.11, 2)
})

test("at night whoever is nearest is suggested, but somebody at work goes first", () => {
  const asleep = technician(1, { atWork: false })
  expect(order([asleep, technician(2, { position: null })])).toEqual([2, 1])
  expect(candidatesFor(here, ["traction"], [asleep])[0]).toMatchObject({ free: true, kilometres: 0 })
})
