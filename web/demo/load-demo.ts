import { Effect } from "effect"
import { addMember, addUser, anyAccount, company, makePortfolio, nameCompany, openAccount } from "#access"
import { addUnits, agreeHours, type Agreement, connectGateway, parseAgreedHours, recordPast } from "#equipment"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { dayAt } from "#kernel/time.ts"
import { type DemoAgreements, demoAgreements } from "./demo-contracts.ts"
import { demoAccounts, demoUnits } from "./demo-fleet.ts"
import { demoPast } from "./demo-history.ts"
import { demoCompany, demoPassword, demoPeople } from "./demo-people.ts"
import { randomFrom } from "./random.ts"

export const DEMO_HUB = "Demo hub"
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
    const connected: Array<number> = []
    const quayside: Array<number> = []
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
      const live = units.flatMap((demo) => {
        const added = ids.get(demo.unit.unit.equipmentNumber)
        return demo.connected && added !== undefined ? [{ demo, id: added.id }] : []
      })
      connected.push(...live.map((unit) => unit.id))
      yield* connectGateway({ accountId: null, name: DEMO_HUB, unitIds: live.map((unit) => unit.id) })
      yield* recordPast(live.map((unit) => demoPast(random, unit.id, unit.demo, now)))
      for (const { building, buildingId } of ids.values()) {
        if (QUAYSIDE.includes(building) && !quayside.includes(buildingId)) quayside.push(buildingId)
      }
    }
    const northgate = accounts.get("Northgate Property Trust") ?? 0
    const portfolio = yield* makePortfolio({ accountId: northgate, name: "Quayside", buildingIds: quayside, units: [] })
    yield* Effect.forEach(
      demoPeople,
      (person) =>
        Effect.gen(function* () {
          const { id } = yield* addUser({ ...person, password: demoPassword })
          for (const { account, role, portfolio: only } of person.memberships) {
            const portfolioIds = only === null ? ("whole account" as const) : [portfolio.id]
            yield* addMember({ accountId: accounts.get(account) ?? 0, userId: id, role, portfolioIds })
          }
        }),
      { concurrency: 4 },
    )
    yield* nameCompany({ ...demoCompany, demo: true })
    return true
  },
  transactional,
  as(everything),
)
