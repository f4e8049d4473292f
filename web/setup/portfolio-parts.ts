import { Effect } from "effect"
import type { Context } from "hono"
import { nameProblem, portfolioOf } from "#access"
import { portfolioSizes } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { orNotFound } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import type { ReaderRow } from "./portfolio-view.ts"

export const PORTFOLIOS = "/setup/portfolios"
export const PAGE_SIZE = 50

/**
 * The account whose portfolios are managed. There is none for who looks at all customers, and none for a manager who sees
 * but some portfolios: of what they do not see they cannot decide, so to them these pages do not exist.
 */
export const accountOf = (c: Context<Env>) => {
  const person = c.get("person")
  return orNotFound(person === null || person.viewer.reach === "portfolios" ? null : person.account)
}

/** The portfolio in the path, of the account that is looked at, with who sees it and how much it comes to. */
export const portfolioAsked = Effect.fn("setup.portfolioAsked")(function* (c: Context<Env>) {
  const account = yield* accountOf(c)
  const id = yield* orNotFound(pathId(c))
  const portfolio = yield* orNotFound(yield* portfolioOf(account.id, id))
  return { ...portfolio, accountId: account.id, address: `${PORTFOLIOS}/${id}` }
})
export type PortfolioAsked = Effect.Success<ReturnType<typeof portfolioAsked>>

export const sizeOf = Effect.fn("setup.sizeOf")(function* (id: number) {
  return (yield* portfolioSizes([id])).get(id) ?? { buildings: 0, units: 0 }
}, reading)

/** The sentence on a name that does not do, or "". */
export const nameError = (c: Context<Env>, name: string): string => {
  const words = c.get("web").words.portfolios
  const problem = nameProblem(name)
  if (problem === null) return ""
  return { missing: words.nameMissing, long: words.nameLong, odd: words.nameOdd }[problem]
}

export const readerRows = (readers: PortfolioAsked["readers"]): ReadonlyArray<ReaderRow> =>
  readers.map(({ userId, name, email }) => ({ name, email, invited: userId === null }))

/** What a form has ticked: its fields `pick-…`. */
export const picked = (form: Readonly<Record<string, string>>, name = "pick"): ReadonlyArray<string> =>
  Object.entries(form).flatMap(([field, value]) => (field.startsWith(`${name}-`) ? [value] : []))

/** The ids among some texts. */
export const idsIn = (texts: ReadonlyArray<string>): ReadonlyArray<number> =>
  texts.flatMap((text) => (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647 ? [Number(text)] : []))

/** A count that a redirect told, or 0. */
export const told = (text: string | undefined): number => (/^\d{1,7}$/.test(text ?? "") ? Number(text) : 0)
