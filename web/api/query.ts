import { type UnitFilter, unitKinds, type UnitState, unitStates } from "#equipment"

/** Which page of a list, and how many of it. */
export interface ApiPage {
  readonly size: number
  readonly number: number
}

const LARGEST_PAGE = 500
const USUAL_PAGE = 100
const LAST_PAGE = 1_000_000
const LONGEST_TEXT = 200

const filters = ["text", "building", "address", "contract", "kind", "state"] as const
const paging = ["page", "size"] as const

const whole = (text: string, most: number) =>
  /^[1-9]\d{0,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined

/** Why a query does not hold, in a sentence for whoever wrote the program. */
type Wrong = string

const wrongNames = (search: URLSearchParams, known: ReadonlyArray<string>): Wrong | null => {
  const unknown = [...search.keys()].find((name) => !known.includes(name))
  return unknown === undefined ? null : `there is no parameter ${unknown.slice(0, 50)}; there are ${known.join(", ")}`
}

const readPage = (search: URLSearchParams): ApiPage | Wrong => {
  const number = whole(search.get("page") ?? "1", LAST_PAGE)
  const size = whole(search.get("size") ?? String(USUAL_PAGE), LARGEST_PAGE)
  if (number === undefined) return "page is a whole number from 1"
  return size === undefined ? `size is a whole number from 1 to ${LARGEST_PAGE}` : { number, size }
}

/** The page that a list is asked for, or what is wrong with the query. */
export const readPageQuery = (search: URLSearchParams): ApiPage | Wrong =>
  wrongNames(search, paging) ?? readPage(search)

const MOST_ID = 2_147_483_647
const states = [...unitStates, "not-connected"] as const

const idOf = (search: URLSearchParams, name: string) => {
  const text = search.get(name)
  return text === null ? null : whole(text, MOST_ID)
}

/** The units that are asked for and the page of them, or what is wrong with the query. */
export const readUnitsQuery = (
  search: URLSearchParams,
): { readonly filter: UnitFilter; readonly page: ApiPage } | Wrong => {
  const wrong = wrongNames(search, [...filters, ...paging])
  if (wrong !== null) return wrong
  const [building, address] = [idOf(search, "building"), idOf(search, "address")]
  if (building === undefined || address === undefined) return "building and address are ids, whole numbers from 1"
  const kind = search.get("kind")
  const knownKind = unitKinds.find((known) => known === kind) ?? null
  if (kind !== null && knownKind === null) return `kind is one of ${unitKinds.join(", ")}`
  const asked = search.getAll("state")
  const knownStates = states.filter((state): state is UnitState | "not-connected" => asked.includes(state))
  if (knownStates.length < new Set(asked).size) return `state is one of ${states.join(", ")}, and may be repeated`
  const [text, contract] = [search.get("text") ?? "", search.get("contract")]
  if (text.length > LONGEST_TEXT || (contract ?? "").length > LONGEST_TEXT) {
    return `text and contract have at most ${LONGEST_TEXT} characters`
  }
  if (text.includes("\0") || contract?.includes("\0") === true) return "no text holds a NUL"
  const page = readPage(search)
  if (typeof page === "string") return page
  return {
    filter: {
      text,
      building,
      buildingName: "",
      address,
      ...(contract === null ? {} : { contract }),
      kind: knownKind,
      states: knownStates,
    },
    page,
  }
}
