import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isAway, workingDays, workingMinutes } from "./calendar.ts"
import { explainVisit } from "./explain-visit.ts"
import { planVisits, type Proposal, replanHorizon } from "./plan-visits.ts"
import { hold, type PlanningTask } from "./planning-task.ts"
import {
  anyDealings,
  anyTask,
  rowsOf,
  service,
  task,
  technician,
  territoriesFrom,
  TODAY,
  visitsFrom,
} from "./planning-worlds.ts"
import { dues } from "./recurrence.ts"
import { placesOf, roundTrip } from "./travel.ts"

type Row = ReturnType<typeof rowsOf>[number]
const key = ({ plan, due }: { readonly plan: number; readonly due: number }) => `${plan}@${due}`
const placesIn = ({ visits }: Proposal) =>
  new Map(rowsOf(visits).map((row) => [key(row), `${row.day} by ${row.technician}`]))

/** The windows of everything due in a task, reckoned without the planner. */
const windows = (world: PlanningTask) =>
  new Map(
    world.plans.flatMap(({ timetable, openFrom }, plan) =>
      dues(timetable, openFrom, world.horizon).map((one) => [key({ plan, due: one.due }), one] as const),
    ),
  )

/** Who may come to a building. */
const comesTo = ({ territories, technicians }: PlanningTask, building: number): ReadonlyArray<number> => {
  if (territories === null) return [...technicians.keys()]
  const { holders, others } = territories.teams[territories.teamOf[building]!]!
  return [...holders, ...others]
}

/**
 * What breaks a hard rule when these are all the visits there are, and days may be too long by `slack` minutes; reckoned from
 * the task alone.
 */
const broken = (world: PlanningTask, rows: ReadonlyArray<Row>, slack = 1e-3): ReadonlyArray<string> => {
  const inTime = windows(world)
  const [homes, places] = [
    placesOf(world.technicians.map(({ home }) => home)),
    placesOf(world.buildings.map(({ position }) => position)),
  ]
  const found: Array<string> = []
  const days = new Map<string, Array<Row>>()
  const comes = new Map<string, number>()
  for (const row of rows) {
    const { building, skills } = world.plans[row.plan]!
    const window = inTime.get(key(row))
    const inside = window !== undefined && window.from <= row.day && row.day <= window.to && row.day >= world.today
    if (!inside) found.push(`${key(row)} outside its window`)
    const able = world.technicians[row.technician]!.skills
    if (!skills.every((skill) => able.includes(skill))) found.push(`${key(row)} without its skills`)
    if (!comesTo(world, building).includes(row.technician)) found.push(`${key(row)} outside a territory`)
    if (workingDays(world.calendar, world.buildings[building]!.region, row.day, 1)[0] !== 1)
      found.push(`${key(row)} closed`)
    const who = comes.get(`${building} ${row.day}`) ?? row.technician
    if (who !== row.technician) found.push(`two technicians in building ${building}`)
    comes.set(`${building} ${row.day}`, who)
    const cell = `${row.technician} ${row.day}`
    days.set(cell, [...(days.get(cell) ?? []), row])
  }
  for (const its of days.values()) {
    const { technician: who, day } = its[0]!
    const stops = [...new Set(its.map(({ plan }) => world.plans[plan]!.building))].sort((a, b) => a - b)
    const travel = (roundTrip(homes, who, places, stops).kilometres / world.speed) * 60
    const work = its.reduce((sum, { plan }) => sum + world.plans[plan]!.minutes, 0)
    const time = workingMinutes(world.calendar, world.technicians[who]!.rota, day, 1)[0]!
    if (work + travel > time + slack) found.push(`day ${day} of ${who} too long: ${work + travel} > ${time}`)
  }
  return found
}

/** The task some time later: its proposal is known, and each visit was dealt with in some way. */
const dealtWith = (
  world: PlanningTask,
  { visits }: Proposal,
  dealings: Iterator<{ readonly hold: number; readonly days: number; readonly technician: number }>,
): PlanningTask => ({
  ...world,
  visits: visitsFrom(
    rowsOf(visits).map((row) => {
      const how = dealings.next().value as { readonly hold: number; readonly days: number; readonly technician: number }
      return {
        ...row,
        hold: how.hold,
        day: Math.max(world.today, row.day + how.days),
        technician: (row.technician + how.technician) % world.technicians.length,
      }
    }),
  ),
})

describe("any proposal", () => {
  test("has each due date once: with a place that keeps every rule, or with the reason why it has none", () => {
    fc.assert(
      fc.property(anyTask, (world) => {
        const made = planVisits(world)
        const rows = rowsOf(made.visits)
        const all = [...rows, ...made.unplaced].map(key)
        expect(all.toSorted()).toEqual([...windows(world).keys()].toSorted())
        expect(broken(world, rows)).toEqual([])
        expect(made.conflicts).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test("leaves nothing out that could still be placed", () => {
    fc.assert(
      fc.property(anyTask, (world) => {
        const made = planVisits(world)
        const rows = rowsOf(made.visits)
        for (const { plan, due, from, to } of made.unplaced.slice(0, 3)) {
          for (let day = Math.max(from, world.today); day <= to; day++) {
            for (const who of world.technicians.keys()) {
              const row = { plan, due, day, technician: who, hold: hold.free }
              expect(broken(world, [...rows, row], 0)).not.toEqual([])
            }
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test("is the same each time, and again when it is given back", () => {
    fc.assert(
      fc.property(anyTask, (world) => {
        const made = planVisits(world)
        expect(planVisits(structuredClone(world)).visits).toEqual(made.visits)
        const again = planVisits({ ...world, visits: made.visits })
        expect(again.visits).toEqual(made.visits)
        expect(again.unplaced).toEqual(made.unplaced)
        expect(again.withdrawn).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test("is completed after a crash that stored a part of it, without a duplicate", () => {
    fc.assert(
      fc.property(anyTask, fc.infiniteStream(fc.boolean()), (world, stored) => {
        const made = planVisits(world)
        const kept = rowsOf(made.visits).filter(() => stored.next().value === true)
        const again = planVisits({ ...world, visits: visitsFrom(kept) })
        const places = placesIn(again)
        for (const row of kept) expect(places.get(key(row))).toBe(`${row.day} by ${row.technician}`)
        expect([...rowsOf(again.visits), ...again.unplaced].map(key).toSorted()).toEqual(
          [...windows(world).keys()].toSorted(),
        )
        expect(broken(world, rowsOf(again.visits))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

describe("planning again", () => {
  test("leaves every visit moved by hand on its day, says which rules it breaks, and settles at once", () => {
    fc.assert(
      fc.property(anyTask, anyDealings, (world, dealings) => {
        const given = dealtWith(world, planVisits(world), dealings)
        const made = planVisits(given)
        const places = placesIn(made)
        const byHand = rowsOf(given.visits).filter((row) => row.hold === hold.byHand)
        for (const row of byHand) {
          if (isAway(given.technicians[row.technician]!.rota, row.day)) continue
          expect(places.get(key(row))).toBe(`${row.day} by ${row.technician}`)
        }
        const told = rowsOf(made.visits)
        const ruleBreakers = new Set(made.conflicts.map(key))
        if (ruleBreakers.size === 0) expect(broken(given, told)).toEqual([])
        expect(new Set(told.map(key)).size).toBe(told.length)
        const again = planVisits({ ...given, visits: made.visits })
        expect(again.visits).toEqual(made.visits)
        expect(again.conflicts).toEqual(made.conflicts)
      }),
      { numRuns: 200 },
    )
  })

  test("when a technician is away for a week moves that technician's visits of the week, and nothing else", () => {
    fc.assert(
      fc.property(anyTask, fc.nat(50), fc.nat(3), (world, begin, who) => {
        fc.pre(world.technicians.length > 0)
        const away = who % world.technicians.length
        const off = { from: TODAY + begin, to: TODAY + begin + 6 }
        const before = planVisits(world)
        const technicians = world.technicians.map((one, index) =>
          index === away ? { ...one, rota: { ...one.rota, absences: [...one.rota.absences, off] } } : one,
        )
        const after = planVisits({ ...world, technicians, visits: before.visits })
        const places = placesIn(after)
        for (const row of rowsOf(before.visits)) {
          if (row.technician === away && off.from <= row.day && row.day <= off.to) continue
          expect(places.get(key(row))).toBe(`${row.day} by ${row.technician}`)
        }
        expect(broken({ ...world, technicians }, rowsOf(after.visits))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test("over months of work, idle weeks and crashes does or reports each due date exactly once", () => {
    const step = fc.record({ days: fc.integer({ min: 1, max: 12 }), works: fc.boolean(), stores: fc.boolean() })
    fc.assert(
      fc.property(anyTask, fc.array(step, { minLength: 3, maxLength: 8 }), (first, steps) => {
        let world = first
        const done = new Map<string, number>()
        const reported = new Set<string>()
        for (const { days, works, stores } of steps) {
          const made = planVisits(world)
          const rows = rowsOf(made.visits)
          const next = world.today + days
          const settled = (row: Row) => works && row.day < next
          for (const row of rows.filter(settled)) done.set(key(row), (done.get(key(row)) ?? 0) + 1)
          const closed = made.unplaced.filter(({ reason }) => reason === "tolerance-closed")
          for (const one of closed) reported.add(key(one))
          const gone = [...rows.filter(settled), ...closed]
          world = {
            ...world,
            today: next,
            horizon: world.horizon + days,
            visits: visitsFrom(stores ? rows.filter((row) => !settled(row)) : []),
            plans: world.plans.map((plan, index) => ({
              ...plan,
              settled: [...plan.settled, ...gone.filter((one) => one.plan === index).map(({ due }) => due)],
            })),
          }
        }
        expect([...done.values()].every((times) => times === 1)).toBe(true)
        const open = new Set([...rowsOf(planVisits(world).visits), ...planVisits(world).unplaced].map(key))
        for (const [one, window] of windows(world)) {
          const seen = [done.has(one), reported.has(one), open.has(one)].filter(Boolean).length
          expect(seen, `${one} until ${window.to}`).toBe(1)
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** Buildings in rows and columns 500 m apart, two lifts each, looked after monthly by two technicians. */
const town = task(90, {
  buildings: Array.from({ length: 36 }, (_, index) => ({
    region: "DE",
    position: { latitude: 52.5 + 0.0045 * Math.floor(index / 6), longitude: 13.4 + 0.0074 * (index % 6) },
  })),
  plans: Array.from({ length: 72 }, (_, index) => service(index % 36, (index * 17) % 30)),
  technicians: [technician(52.49, 13.4), technician(52.53, 13.43)],
})

describe("in a town", () => {
  test("a nearer horizon gives room to plan a week anew", () => {
    const year = planVisits(town)
    const off = { from: TODAY + 14, to: TODAY + 18 }
    const world = {
      ...town,
      horizon: replanHorizon(town, off.to + 1),
      technicians: [technician(52.49, 13.4, { absences: [off] }), technician(52.53, 13.43)],
    }
    expect(world.horizon).toBe(TODAY + 40)
    const due = rowsOf(year.visits).filter((row) => row.due < world.horizon)
    const places = placesIn(planVisits({ ...world, visits: visitsFrom(due) }))
    const moved = due.filter((row) => places.get(key(row)) !== `${row.day} by ${row.technician}`)
    expect(moved.length).toBeGreaterThan(0)
    for (const row of moved) expect([row.technician, row.day >= off.from, row.day <= off.to]).toEqual([0, true, true])
    const others = rowsOf(year.visits).filter((row) => row.due >= world.horizon)
    const all = [...rowsOf(visitsFrom(others)), ...rowsOf(planVisits({ ...world, visits: visitsFrom(due) }).visits)]
    expect(broken({ ...town, technicians: world.technicians }, all)).toEqual([])
  })

  test("a visit that a customer was told of keeps its day with somebody else when its technician falls ill", () => {
    const [row] = rowsOf(planVisits(town).visits).filter((one) => one.technician === 0)
    const ill = technician(52.49, 13.4, { absences: [{ from: row!.day, to: row!.day }] })
    const visits = visitsFrom([{ ...row!, hold: hold.told }])
    const made = planVisits({ ...town, technicians: [ill, town.technicians[1]!], visits })
    expect(placesIn(made).get(key(row!))).toBe(`${row!.day} by 1`)
  })

  test("a completion that moves the due dates after it moves the same visits, and makes no new ones", () => {
    const plan = service(0, 20, { every: { every: 1, unit: "month", countedFrom: "completion" } })
    const before = planVisits({ ...town, plans: [plan] })
    const after = (completed: number) => {
      const done = { ...plan, timetable: { ...plan.timetable, completed: TODAY + completed } }
      return planVisits({
        ...town,
        plans: [done],
        visits: { ...before.visits, hold: before.visits.hold.map(() => hold.told) },
      })
    }
    const days = rowsOf(before.visits).map(({ day }) => day)
    for (const made of [after(-13), after(-4)]) {
      expect(made.withdrawn).toEqual([])
      expect(rowsOf(made.visits).map((row) => row.hold)).toEqual(days.map(() => hold.told))
      expect(rowsOf(made.visits).map(({ due }) => due)).not.toEqual(rowsOf(before.visits).map(({ due }) => due))
    }
    expect(rowsOf(after(-13).visits).map(({ day }) => day)).toEqual(days)
  })

  test("visits of a plan that has ended are withdrawn", () => {
    const before = planVisits({ ...town, plans: [service(0, 5)] })
    const ended = service(0, 5)
    const after = planVisits({
      ...town,
      plans: [{ ...ended, timetable: { ...ended.timetable, end: TODAY + 10 } }],
      visits: before.visits,
    })
    expect(rowsOf(after.visits)).toHaveLength(1)
    expect(after.withdrawn).toEqual([1, 2])
  })
})

describe("with territories", () => {
  const [west, east] = [
    [0, 1, 2, 3, 4, 5],
    [30, 31, 32, 33, 34, 35],
  ]
  const comers = (made: Proposal, world: PlanningTask, buildings: ReadonlyArray<number>) =>
    new Set(
      rowsOf(made.visits)
        .filter(({ plan }) => buildings.includes(world.plans[plan]!.building))
        .map((row) => row.technician),
    )

  test("each technician comes to theirs alone, and who has none to all that is nobody's", () => {
    const helper = technician(52.51, 13.41)
    const world = { ...town, technicians: [...town.technicians, helper] }
    const territories = territoriesFrom([east, west, null], 36)
    const made = planVisits({ ...world, territories })
    expect(made.unplaced).toEqual([])
    expect(comers(made, world, west)).toEqual(new Set([1]))
    expect(comers(made, world, east)).toEqual(new Set([0]))
    expect(comers(made, world, [12, 18, 24])).toEqual(new Set([2]))
    const index = rowsOf(made.visits).findIndex((row) => row.technician === 1)
    expect(explainVisit(made, index).person).toContainEqual({ code: "in-territory", holders: 1 })
  })

  test("what is nobody's has the reason, and a new territory moves what lies outside it but not what was moved by hand", () => {
    const before = planVisits(town)
    const territories = territoriesFrom([west, null], 36)
    const visits = { ...before.visits, hold: before.visits.hold.map(() => hold.byHand) }
    const byHand = planVisits({ ...town, territories, visits })
    expect(byHand.visits.technician).toEqual(before.visits.technician)
    expect(new Set(byHand.conflicts.map(({ reason }) => reason))).toEqual(new Set(["outside-territory"]))
    const moved = planVisits({ ...town, territories, visits: before.visits })
    expect(comers(moved, town, [18, 24, 30])).toEqual(new Set([1]))
    const nobody = planVisits({ ...town, territories: territoriesFrom([west, east], 36) })
    expect(new Set(nobody.unplaced.map(({ reason }) => reason))).toEqual(new Set(["outside-territories"]))
    expect(nobody.unplaced.every(({ plan }) => ![...west, ...east].includes(town.plans[plan]!.building))).toBe(true)
  })

  test("somebody without one helps out where its holders cannot", () => {
    const plans = [service(0, 5, { skills: ["inspection"] })]
    const technicians = [technician(52.49, 13.4), technician(52.6, 13.6, { skills: ["inspection"] })]
    const world = task(14, { buildings: town.buildings.slice(0, 1), plans, technicians })
    const made = planVisits({ ...world, territories: territoriesFrom([[0], null], 1) })
    expect(rowsOf(made.visits).map((row) => row.technician)).toEqual([1])
    const both = planVisits({
      ...world,
      plans: [...plans, service(0, 8)],
      territories: territoriesFrom([[0], null], 1),
    })
    expect(rowsOf(both.visits).map((row) => row.technician)).toEqual([1, 0])
    expect(explainVisit(made, 0).person).toContainEqual({ code: "no-territory", holders: 0 })
  })
})

describe("what cannot be placed says why", () => {
  const only = (more: Partial<PlanningTask>) => {
    const [building] = town.buildings
    const made = planVisits(task(14, { buildings: [building!], technicians: [technician(52.49, 13.4)], ...more }))
    return made.unplaced.map(({ reason }) => reason)
  }
  const soon = service(0, 5, { minutes: 60 })

  test.each([
    [
      "its tolerance has closed",
      "tolerance-closed",
      { plans: [service(0, -9, { openFrom: TODAY - 9, every: { every: 1, unit: "year" } })] },
    ],
    ["nobody has its skills", "nobody-has-the-skills", { plans: [{ ...soon, skills: ["escalator"] }] }],
    [
      "its building is closed",
      "building-closed",
      { plans: [soon], calendar: { holidays: [], weeks: [{ region: "DE", weekdays: [] }] } },
    ],
    [
      "everybody is away",
      "nobody-at-work",
      { plans: [soon], technicians: [technician(52.49, 13.4, { absences: [{ from: TODAY, to: TODAY + 30 }] })] },
    ],
    ["it takes longer than a day", "longer-than-a-day", { plans: [{ ...soon, minutes: 481 }] }],
    [
      "it is too far for a day",
      "longer-than-a-day",
      { plans: [soon], buildings: [{ region: "DE", position: { latitude: 55, longitude: 13.4 } }] },
    ],
  ] as const)("%s", (_, reason, more) => {
    expect(only(more)).toEqual([reason])
  })

  test("the days are full", () => {
    const plans = Array.from({ length: 12 }, () => ({ ...soon, minutes: 440 }))
    expect(only({ plans })).toEqual(["no-time-left", "no-time-left"])
  })
})
