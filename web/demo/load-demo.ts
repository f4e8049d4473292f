import { Effect } from "effect"
import { addMember, addUser, anyAccount, company, makePortfolio, nameCompany, openAccount } from "#access"
import { addUnits, agreeHours, type Agreement, connectGateway, parseAgreedHours, recordPast } from "#equipment"
import { recordHistory } from "#maintenance"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt } from "#kernel/time.ts"
import { type DemoAgreements, demoAgreements } from "./demo-contracts.ts"
import { demoAccounts, type DemoUnit, demoUnits } from "./demo-fleet.ts"
import { demoPast, firstDemoDay, MAINTENANCE_VISIT } from "./demo-history.ts"
import type { DemoMaintained } from "./demo-order-parts.ts"
import { DemoOrders, isDone } from "./demo-orders.ts"
import { decideDemoSigns } from "./decide-demo-signs.ts"
import { demoCompany, demoPassword, demoPeople, type DemoPerson } from "./demo-people.ts"
import { visitForSign } from "./demo-signs.ts"
import { type DemoDiary, type DemoPlan, demoPlans } from "./demo-visits.ts"
import { randomFrom } from "./random.ts"

export const DEMO_HUB = "Demo hub"
/** Where the demo's buildings are (ISO 3166). */
export const demoCountries: ReadonlyArray<string> = [...new Set(demoAccounts.map(({ country }) => country))]
const QUAYSIDE = ["Meridian House", "Tannery Court", "Canal Arcade"]

const hoursOf = (text: string) => {
  const hours = parseAgreedHours(text)
  if ("problems" in hours) throw new Error(hours.problems.join(" "))
  return hours
}

const agreementsOf = (
  { contracts, hours }: DemoAgreements,
  buildings: ReadonlyMap<string, number>,
): ReadonlyArray<Agreement> => [
  ...contracts.flatMap(({ number, hours: agreed }) =>
    agreed === null ? [] : [{ contractNumber: number, agreed: hoursOf(agreed) }],
  ),
  ...Object.entries(hours).flatMap(([name, { agreed, peak }]) => {
    const buildingId = buildings.get(name)
    if (buildingId === undefined) return []
    return [
      {
        buildingId,
        ...(agreed === undefined ? {} : { agreed: hoursOf(agreed) }),
        ...(peak === undefined ? {} : { peak: hoursOf(peak) }),
      },
    ]
  }),
]

/** When a unit was out of use for the visits of its plans that are done, and for one because of an early sign. */
const outagesOf = (plans: ReadonlyArray<DemoPlan>, { unit }: DemoUnit, now: Date) => {
  const ofSign = visitForSign(unit, now)
  return [
    ...plans.flatMap(({ terms, visits }) =>
      visits
        .filter((visit) => isDone(visit, now))
        .map(({ from, to }) => ({
          from,
          to,
          reason: terms.activity === "maintenance" ? MAINTENANCE_VISIT : terms.name,
        })),
    ),
    ...(ofSign === null ? [] : [{ from: ofSign.from, to: ofSign.to, reason: MAINTENANCE_VISIT }]),
  ]
}

type Member = DemoPerson & { readonly id: number }

const dispatcherOf = (people: ReadonlyArray<Member>): Member => {
  const dispatcher = people.find(({ staffRole }) => staffRole === "dispatcher")
  if (dispatcher === undefined) throw new Error("The demo has a dispatcher.")
  return dispatcher
}

/** Technicians, plans, visits, call-outs and requests of the whole demo. */
const maintenanceOf = (
  units: ReadonlyArray<Omit<DemoMaintained, "reporter"> & { readonly account: string }>,
  people: ReadonlyArray<Member>,
  now: Date,
) => {
  const dispatcher = dispatcherOf(people)
  const caller = { id: dispatcher.id, name: dispatcher.name, staff: true }
  const ids = new Map(people.map(({ email, id }) => [email, id]))
  const orders = new DemoOrders(randomFrom(20_261_124), now, caller, ids)
  for (const unit of units) {
    const reporter = people.find(({ memberships }) =>
      memberships.some(({ account, role }) => account === unit.account && role !== "viewer"),
    )
    // Who has no access to the portal calls, and the dispatcher writes it down.
    orders.add({
      ...unit,
      reporter: reporter === undefined ? caller : { id: reporter.id, name: reporter.name, staff: false },
    })
  }
  return orders
}

/**
 * Loads the demo: one service company, five customers, some 40 buildings and 240 units with thirteen months behind them.
 * All of it in one transaction, so that a load that was cut short leaves nothing. Does nothing, and returns false, where
 * accounts or a company exist already.
 */
export const loadDemo = Effect.fn("loadDemo")(
  function* (now: Date) {
    if ((yield* anyAccount) || (yield* company) !== null) return false
    const random = randomFrom(20_261_122)
    const accounts = new Map<string, number>()
    const quayside: Array<number> = []
    const chance = randomFrom(20_261_123)
    const diary: DemoDiary = new Map()
    const maintained: Array<Omit<DemoMaintained, "reporter"> & { readonly account: string }> = []
    for (const account of demoAccounts) {
      const { id } = yield* openAccount(account)
      accounts.set(account.name, id)
      const agreements = demoAgreements(account.name, Number(dayAt(now, account.timeZone).slice(0, 4)))
      const units = demoUnits(account, agreements)
      const ids = new Map(
        (yield* addUnits(
          id,
          units.map(({ unit }) => unit),
        )).map((added) => [added.number, added]),
      )
      const buildings = new Map([...ids.values()].map(({ building, buildingId }) => [building, buildingId]))
      // Before the histories, whose months are reckoned by them.
      if (agreements !== undefined) yield* agreeHours(id, agreementsOf(agreements, buildings))
      const plans = Map.groupBy(
        demoPlans(chance, account, units, diary, firstDemoDay(now, account.timeZone), now),
        (plan) => plan.unit,
      )
      const fleet = units.flatMap((demo, place) => {
        const added = ids.get(demo.unit.unit.equipmentNumber)
        return added === undefined ? [] : [{ demo, added, plans: plans.get(place) ?? [] }]
      })
      const live = fleet.filter(({ demo }) => demo.connected)
      yield* connectGateway({ accountId: null, name: DEMO_HUB, unitIds: live.map(({ added }) => added.id) })
      const pasts = new Map(
        live.map(({ demo, added, plans: own }) => [
          added.id,
          demoPast(random, added.id, demo, outagesOf(own, demo, now), now),
        ]),
      )
      yield* recordPast([...pasts.values()])
      for (const { demo, added, plans: own } of fleet) {
        const where = { accountId: id, buildingId: added.buildingId, unitId: added.id }
        const intervals = pasts.get(added.id)?.intervals ?? null
        maintained.push({ ...where, demo, plans: own, intervals, account: account.name })
      }
      for (const { building, buildingId } of ids.values()) {
        if (QUAYSIDE.includes(building) && !quayside.includes(buildingId)) quayside.push(buildingId)
      }
    }
    const northgate = accounts.get("Northgate Property Trust") ?? 0
    const portfolio = yield* makePortfolio({ accountId: northgate, name: "Quayside", buildingIds: quayside, units: [] })
    const people = yield* Effect.forEach(
      demoPeople,
      (person) =>
        Effect.gen(function* () {
          const { id } = yield* addUser({ ...person, password: demoPassword })
          for (const { account, role, portfolio: only } of person.memberships) {
            const portfolioIds = only === null ? ("whole account" as const) : [portfolio.id]
            yield* addMember({ accountId: accounts.get(account) ?? 0, userId: id, role, portfolioIds })
          }
          return { ...person, id }
        }),
      { concurrency: 4 },
    )
    const orders = maintenanceOf(maintained, people, now)
    const { technicianIds, orderIds } = yield* recordHistory(orders.history())
    const { id: userId, name, staffRole } = dispatcherOf(people)
    const decisions = {
      ...{ dispatcher: { userId, name, staffRole }, technicianIds },
      orders: new Map([...orders.ofSigns()].map(([unitId, place]) => [unitId, orderIds[place] ?? 0])),
    }
    yield* decideDemoSigns(decisions, now)
    yield* nameCompany({ ...demoCompany, demo: true })
    return true
  },
  transactional,
  as(everything),
)
