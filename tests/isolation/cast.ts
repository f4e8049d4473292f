import { addMember, addUser, makePortfolio } from "#access"
import { connectGateway } from "#equipment"
import { demoPassword } from "../../web/demo/demo-people.ts"
import type { Portal, Visitor } from "../support/portal.ts"

/** A unit with everything of it that could betray it. */
export interface KnownUnit {
  readonly id: number
  readonly number: string
  readonly name: string
  readonly buildingId: number
  readonly building: string
  readonly addressId: number
  readonly street: string
  readonly accountId: number
  readonly account: string
  /** The number of its contract. */
  readonly contract: string | null
  /** One of its visits. */
  readonly visitId: number
}

/** Someone who asks, and what a plain reading of their memberships lets them see. */
export interface Person {
  readonly who: string
  readonly visitor: Visitor
  readonly staff: boolean
  /** The accounts between which they may switch, which the frame of every page names. */
  readonly accounts: ReadonlyArray<string>
  readonly sees: (unit: KnownUnit) => boolean
}

export interface Cast {
  readonly units: ReadonlyArray<KnownUnit>
  readonly people: ReadonlyArray<Person>
  /** The token of a gateway that belongs to Lakeshore alone. */
  readonly lakeshoreGateway: string
}

const NORTHGATE = "Northgate Property Trust"
const SOUTHBANK = "Southbank Homes Association"
const HARBOURLINE = "Harbourline Transit"
export const LAKESHORE = "Lakeshore Medical Center"
const QUAYSIDE = ["Meridian House", "Tannery Court", "Canal Arcade"]
const ONE_LIFT = "KL-20"

/** The demo's people and some more: an ended membership, no membership at all, and a portfolio of a single unit. */
export const gatherCast = async (portal: Portal): Promise<Cast> => {
  const { owner } = portal.database
  const units = await owner<Array<KnownUnit>>`
    select u.id, u.equipment_number as number, u.name, b.id as "buildingId", b.name as building, a.id as "addressId", a.street,
      c.id as "accountId", c.name as account,
      u.contract_number as contract, (select min(o.id) from maintenance.service_orders o where o.unit_id = u.id) as "visitId"
    from equipment.units u join equipment.buildings b on b.id = u.building_id
    join equipment.addresses a on a.id = u.address_id join access.accounts c on c.id = u.account_id order by u.id`
  const idOf = (account: string) => units.find((unit) => unit.account === account)?.accountId ?? 0
  const northgate = idOf(NORTHGATE)
  const single = units.find((unit) => unit.building === "Lantern Tower" && unit.number.startsWith(ONE_LIFT))
  if (single === undefined) throw new Error("The demo has no Lantern Tower.")

  const enrol = (name: string) =>
    portal.runtime.runPromise(
      addUser({
        email: `${name}@isolation.example`,
        name: `Person ${name}`,
        password: demoPassword,
        locale: "en-GB",
        timeZone: "UTC",
        staffRole: null,
      }),
    )
  const ended = await enrol("ended")
  await enrol("stranger")
  const narrow = await enrol("narrow")
  const oneLift = await portal.runtime.runPromise(
    makePortfolio({
      accountId: northgate,
      name: "One lift",
      buildingIds: [],
      units: [{ id: single.id, buildingId: single.buildingId }],
    }),
  )
  const join = (
    userId: number,
    rest: { readonly portfolioIds: ReadonlyArray<number> | "whole account"; readonly expiresAt?: Date },
  ) => portal.runtime.runPromise(addMember({ accountId: northgate, userId, role: "viewer", ...rest }))
  await join(ended.id, { portfolioIds: "whole account", expiresAt: new Date(Date.now() - 1000) })
  await join(narrow.id, { portfolioIds: [oneLift.id] })
  const gateway = await portal.runtime.runPromise(
    connectGateway({ accountId: idOf(LAKESHORE), name: "Isolation", unitIds: "all" }),
  )

  const person = async (
    who: string,
    email: string,
    accounts: ReadonlyArray<string>,
    sees: Person["sees"],
    staff = false,
  ): Promise<Person> => ({ who, visitor: await portal.signIn(email), accounts, sees, staff })
  const inAccount = (name: string) => (unit: KnownUnit) => unit.account === name
  const all = () => true
  const everyAccount = [...new Set(units.map((unit) => unit.account))]
  return {
    units,
    lakeshoreGateway: gateway.token,
    people: await Promise.all([
      person("the owner of an account", "owner@northgate.example", [NORTHGATE, SOUTHBANK], inAccount(NORTHGATE)),
      person("a manager of it", "manager@northgate.example", [NORTHGATE], inAccount(NORTHGATE)),
      person("a viewer of one portfolio", "viewer@northgate.example", [NORTHGATE], (unit) =>
        QUAYSIDE.includes(unit.building),
      ),
      person("a viewer of a single unit", "narrow@isolation.example", [NORTHGATE], (unit) => unit.id === single.id),
      person("a member whose time has run out", "ended@isolation.example", [], () => false),
      person("someone without any account", "stranger@isolation.example", [], () => false),
      person("the owner of another account", "owner@harbourline.example", [HARBOURLINE], inAccount(HARBOURLINE)),
      person("an administrator", "admin@kestrel.example", everyAccount, all, true),
      person("a dispatcher", "dispatch@kestrel.example", everyAccount, all, true),
      person("a technician", "technician@kestrel.example", everyAccount, all, true),
      person("a billing clerk", "billing@kestrel.example", everyAccount, all, true),
    ]),
  }
}

/** What would betray the units that a person may not see: their numbers, buildings, streets and accounts. */
export const secretsFor = (cast: Cast, person: Pick<Person, "sees" | "accounts">): ReadonlyArray<string> => {
  const words = (unit: KnownUnit) => [unit.number, unit.building, unit.street, unit.account]
  const allowed = new Set([...cast.units.filter(person.sees).flatMap(words), ...person.accounts])
  return [...new Set(cast.units.flatMap(words))].filter((word) => !allowed.has(word))
}

/** Which of the words occur in a text. */
export const found = (words: ReadonlyArray<string>, text: string): ReadonlyArray<string> =>
  words.filter((word) => text.includes(word))
