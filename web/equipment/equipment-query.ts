import { type UnitFilter, type UnitOrder, unitKinds, type UnitSort, unitSorts } from "#equipment"
import { statesInOrder } from "../components/state.ts"
import type { Words } from "../words/words.ts"

/** The equipment list's address, read: what is asked for, in which order, which page of it. Nonsense is left out. */
export interface EquipmentQuery {
  readonly filter: UnitFilter
  readonly order: UnitOrder
  readonly page: number
  readonly connected: "" | "yes" | "no"
  /** As typed or chosen: a building's id, or part of its name. */
  readonly building: string
}

const id = (text: string) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null)

/** States are among the things printed: "out of order" typed into the text field means the state. */
const statesInText = (text: string, words: Words) => {
  const lower = text.toLowerCase()
  const found = statesInOrder.filter((state) => lower.includes(words.states.lower[state]))
  const rest = found.reduce((left, state) => left.replace(words.states.lower[state], " "), lower)
  return found.length === 0 ? { states: [], rest: text } : { states: found, rest }
}

export const readEquipmentQuery = (search: URLSearchParams, words: Words): EquipmentQuery => {
  const get = (name: string) => search.get(name)?.trim() ?? ""
  const building = get("building")
  const contract = get("contract").slice(0, 200)
  const sort = get("sort")
  const by = unitSorts.find((known): known is UnitSort => known === sort.replace(/^-/, "")) ?? "building"
  const connected = get("connected") === "yes" ? "yes" : get("connected") === "no" ? "no" : ""
  const { states: told, rest } = statesInText(get("text"), words)
  const chosen = statesInOrder.filter((state) => search.getAll("state").includes(state) || told.includes(state))
  return {
    filter: {
      text: rest.slice(0, 200),
      building: id(building),
      buildingName: id(building) === null ? building.slice(0, 200) : "",
      address: id(get("address")),
      ...(contract === "" ? {} : { contract }),
      account: id(get("account")),
      kind: unitKinds.find((kind) => kind === get("kind")) ?? null,
      states: chosen,
      ...(connected === "" ? {} : { connected: connected === "yes" }),
    },
    order: { by, descending: sort.startsWith("-") },
    page: Math.min(id(get("page")) ?? 1, 1_000_000),
    connected,
    building,
  }
}
