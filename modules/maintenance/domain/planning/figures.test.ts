import { describe, expect, test } from "vitest"
import { explainVisit } from "./explain-visit.ts"
import { planningFigures, travelByDueDate } from "./figures.ts"
import { planVisits } from "./plan-visits.ts"
import { hold } from "./planning-task.ts"
import { rowsOf, service, task, technician, TODAY, visitsFrom } from "./planning-worlds.ts"

/** A town of 144 buildings with three lifts each, due on three days of the month, one after the other, for four technicians. */
const town = task(180, {
  speed: 20,
  buildings: Array.from({ length: 144 }, (_, index) => ({
    region: "DE",
    position: { latitude: 52.45 + 0.006 * Math.floor(index / 12), longitude: 13.3 + 0.01 * (index % 12) },
  })),
  plans: Array.from({ length: 432 }, (_, index) =>
    service(index % 144, ((index % 144) * 11 + Math.floor(index / 144)) % 30, { minutes: 45 }),
  ),
  technicians: [
    technician(52.46, 13.32),
    technician(52.46, 13.38),
    technician(52.5, 13.32),
    technician(52.5, 13.38, { absences: [{ from: TODAY + 30, to: TODAY + 41 }] }),
  ],
})

describe("the plan of a town", () => {
  const made = planVisits(town)
  const figures = planningFigures(made.book)

  test("places everything, evenly", () => {
    expect(made.unplaced).toEqual([])
    expect(figures.visits).toBe(made.visits.plan.length)
    expect(figures.work).toBe(figures.visits * 45)
    expect(figures.unevenness).toBeLessThanOrEqual(0.15)
  })

  test("drives at least 30 % less than by due date alone", () => {
    expect(figures.travel).toBeLessThanOrEqual(0.7 * travelByDueDate(made.book, TODAY))
  })

  test("explains each visit by the figures of its day and its technician", () => {
    const rows = rowsOf(made.visits)
    for (const [index, row] of rows.entries()) {
      const building = town.plans[row.plan]!.building
      const { day, person } = explainVisit(made, index)
      expect(day[0]).toEqual({
        code: "due",
        daysAfter: row.day - row.due,
        from: expect.any(Number),
        to: expect.any(Number),
      })
      const here = rows.filter(
        (one) =>
          one.day === row.day && one.technician === row.technician && town.plans[one.plan]!.building === building,
      )
      const anyway = day.find(({ code }) => code === "building-visited")
      expect(anyway).toEqual(here.length > 1 ? { code: "building-visited", visits: here.length - 1 } : undefined)
      expect(person.map(({ code }) => code)).toEqual(["near-home", "knows-the-building"])
      if (index > 40) break
    }
  })
})

describe("the reasons of a visit", () => {
  const two = task(20, {
    buildings: [{ region: "DE", position: { latitude: 52.5, longitude: 13.4 } }],
    plans: [service(0, 5, { skills: ["escalator"] })],
    technicians: [
      technician(52.5, 13.41, { skills: ["escalator"], absences: [{ from: TODAY, to: TODAY + 30 }] }),
      technician(52.6, 13.4, { skills: ["escalator"] }),
      technician(52.5, 13.4),
    ],
  })

  test("name the skill, and that a nearer technician is away", () => {
    const { person } = explainVisit(planVisits(two), 0)
    expect(person).toEqual([
      { code: "has-the-skills", able: 2, of: 3 },
      { code: "near-home", kilometres: expect.closeTo(11.12, 1), nearer: 1, nearerOff: 1 },
      { code: "knows-the-building", visits: 1, of: 1 },
    ])
  })

  test("name a hand that moved it, a holiday on the due date, and how full the day is", () => {
    const moved = { plan: 0, due: TODAY + 5, day: TODAY + 8, technician: 1, hold: hold.byHand }
    const made = planVisits({ ...two, visits: visitsFrom([moved]) })
    expect(explainVisit(made, 0)).toMatchObject({
      day: [
        { code: "moved-by-hand" },
        { code: "due", daysAfter: 3, from: TODAY, to: TODAY + 12 },
        { code: "due-date-closed" },
        { code: "even-load", minutes: 60, average: 4 },
      ],
      person: [{ code: "moved-by-hand" }, { code: "has-the-skills" }, {}, {}],
    })
  })
})
