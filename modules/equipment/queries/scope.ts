import { Effect } from "effect"
import type postgres from "postgres"
import { Tx } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"

/** A condition on `account_id`, for speed: row security alone would hide the rows, but not pass them by. */
export interface Scope {
  (column: string): postgres.PendingQuery<Array<postgres.Row>>
  /** The account itself; null for staff who look at all. */
  readonly accountId: number | null
  /** Whether the viewer sees but some portfolios of it. */
  readonly inPortfolios: boolean
  /** The condition on a unit's id that keeps a query to the units of the viewer's portfolios. */
  readonly units: (column: string) => postgres.PendingQuery<Array<postgres.Row>>
  /** The same of a building's id, those of single units included. */
  readonly buildings: (column: string) => postgres.PendingQuery<Array<postgres.Row>>
}

/** The open transaction with the condition that keeps a query to the account the viewer looks at. */
export const scoped = Effect.gen(function* () {
  const tx = yield* Tx
  const viewer = yield* CurrentViewer
  const accountId = viewer.reach === "nobody" ? 0 : viewer.accountId
  const condition = (column: string) => (accountId === null ? tx`true` : tx`${tx(column)} = ${accountId}`)
  const inPortfolios = viewer.reach === "portfolios"
  const units = (column: string) => (inPortfolios ? tx`${tx(column)} in (select equipment.seen_units())` : tx`true`)
  const buildings = (column: string) =>
    inPortfolios ? tx`${tx(column)} in (select equipment.seen_buildings())` : tx`true`
  const scope: Scope = Object.assign(condition, { accountId, inPortfolios, units, buildings })
  return { tx, scope, viewer }
})

/** Runs a query built on the scope, and types its rows. */
export const scopedQuery = <Row>(
  build: (tx: postgres.ISql, scope: Scope) => PromiseLike<ReadonlyArray<unknown>>,
): Effect.Effect<ReadonlyArray<Row>, never, Tx> =>
  Effect.flatMap(scoped, ({ tx, scope }) => Effect.promise(() => build(tx, scope) as PromiseLike<ReadonlyArray<Row>>))
