import type { Context } from "hono"
import { defaultPeakHours, type HoursGroup, type PlaceDetail } from "#equipment"
import type { Fact } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { addressText } from "./address-text.ts"
import { contractOf } from "./contract-link.ts"
import { hoursText } from "./hours-text.ts"
import type { ContractRow } from "./place-view.ts"
import { addressHref, buildingHref } from "./unit-words.ts"

const fact = (label: string, value: string | null, href: string | null = null): ReadonlyArray<Fact> =>
  value === null || value === "" ? [] : [{ label, value, href }]

/** Agreed and peak hours in words; where they differ within the place, each with the units for which they were agreed. */
const hoursFacts = (c: Context<Env>, groups: ReadonlyArray<HoursGroup>): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const { number } = formatsFor(c)
  const all = groups.reduce((sum, { units }) => sum + units, 0)
  const stated = (label: string, textOf: (group: HoursGroup) => string) => {
    const units = new Map<string, number>()
    for (const group of groups) units.set(textOf(group), (units.get(textOf(group)) ?? 0) + group.units)
    return [...units].flatMap(([text, some]) =>
      fact(label, some === all ? text : words.place.forUnits(text, some, number(some))),
    )
  }
  return [
    ...stated(words.unit.facts.agreed, (group) =>
      group.agreedBy === "contract" && group.contractNumber !== null
        ? words.place.byContract(hoursText(c, group.agreedHours), group.contractNumber)
        : hoursText(c, group.agreedHours),
    ),
    ...stated(words.unit.facts.peak, (group) => hoursText(c, group.peakHours ?? defaultPeakHours)),
  ]
}

/** What is known of a building, or of an address and its buildings. */
export const placeFacts = (
  c: Context<Env>,
  kind: "building" | "address",
  buildings: ReadonlyArray<PlaceDetail>,
  first: PlaceDetail,
  groups: ReadonlyArray<HoursGroup>,
  units: number,
): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const text = words.place.facts
  const format = formatsFor(c)
  const coordinates =
    first.latitude === null || first.longitude === null
      ? null
      : `${format.decimal(first.latitude, 3)}, ${format.decimal(first.longitude, 3)}`
  const own =
    kind === "building"
      ? fact(text.address, addressText(first), addressHref(first.addressId))
      : [
          ...buildings.flatMap((building) => fact(text.building, building.name, buildingHref(building.id))),
          ...fact(text.address, addressText(first)),
        ]
  return [
    ...own,
    ...fact(text.use, first.use === null ? null : words.place.uses[first.use]),
    ...fact(text.units, format.number(units)),
    ...hoursFacts(c, groups),
    ...fact(text.timeZone, first.timeZone.replaceAll("_", " ")),
    ...fact(text.coordinates, coordinates),
  ]
}

/** The contracts of a place's units, each with how many it covers there. */
export const contractRows = (c: Context<Env>, groups: ReadonlyArray<HoursGroup>): ReadonlyArray<ContractRow> => {
  const { words } = c.get("web")
  const { number } = formatsFor(c)
  const named = groups.flatMap((group) =>
    group.contractNumber === null ? [] : [{ ...group, contractNumber: group.contractNumber }],
  )
  const contracts = Map.groupBy(named, (group) => `${group.accountId} ${group.contractNumber}`)
  return [...contracts.values()].flatMap((some) => {
    const [first] = some
    if (first === undefined) return []
    const units = some.reduce((sum, group) => sum + group.units, 0)
    return [
      {
        contract: contractOf(c, first.contractNumber, first.accountId),
        units: words.place.unitCount(units, number(units)),
      },
    ]
  })
}

/** What is known of a contract: whose it is, where its units are, and its hours. */
export const contractFacts = (
  c: Context<Env>,
  number: string,
  account: string | null,
  groups: ReadonlyArray<HoursGroup>,
  places: { readonly units: number; readonly buildings: number },
): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const format = formatsFor(c)
  return [
    ...fact(words.unit.facts.contract, number),
    ...fact(words.common.customer, account),
    ...fact(words.place.facts.buildings, format.number(places.buildings)),
    ...fact(words.place.facts.units, format.number(places.units)),
    ...hoursFacts(
      c,
      // On the contract's own page its number need not be said again.
      groups.map((group) => (group.agreedBy === "contract" ? { ...group, contractNumber: null } : group)),
    ),
  ]
}
