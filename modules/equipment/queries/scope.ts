import { Effect } from "effect"
import type postgres from "postgres"
import { Tx } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"

/** A condition on `account_id`, for speed: row security alone would hide the rows, but not pass them by. */
export interface Scope {
  (column: string): postgres.PendingQuery<Array<postgres.Row>>
  /** The account itself; null for staff who look at all. */
  readonly accountId: number | null
}

/** The open transaction with the condition that keeps a query to the account the viewer looks at. */
export const scoped = Effect.gen(function* () {
  const tx = yield* Tx
  const viewer = yield* CurrentViewer
  const accountId = viewer.reach === "nobody" ? 0 : viewer.accountId
  const condition = (column: string) => (accountId === null ? tx`true` : tx`${tx(column)} = ${accountId}`)
  const scope: Scope = Object.assign(condition, { accountId })
  return { tx, scope, viewer }
})

/** Runs a query built on the scope, and types its rows. */
export const scopedQuery = <Row>(
  build: (tx: postgres.ISql, scope: Scope) => PromiseLike<ReadonlyArray<unknown>>,
): Effect.Effect<ReadonlyArray<Row>, never, Tx> =>
  Effect.flatMap(scoped, ({ tx, scope }) => Effect.promise(() => build(tx, scope) as PromiseLike<ReadonlyArray<Row>>))
