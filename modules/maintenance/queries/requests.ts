import { Effect } from "effect"
import { normaliseSearch } from "#equipment"
import { query } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import type { RequestState } from "../domain/service-request.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import { requestColumns, type ServiceRequest } from "../persistence/service-requests.ts"

/** What a list of requests is asked for. No state: every one. */
export interface RequestFilter {
  readonly text: string
  readonly states: ReadonlyArray<RequestState>
}

const containing = (text: string) =>
  normaliseSearch(text)
    .split(" ")
    .map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`)

/** The account that the viewer looks at; null for staff who look at all. */
const accountLookedAt = Effect.map(CurrentViewer, (viewer) => (viewer.reach === "nobody" ? 0 : viewer.accountId))

const matching = (account: number | null, { text, states }: RequestFilter) => ({
  account,
  // "{}" as a state of none would match nothing.
  states: states.length === 0 ? null : [...states],
  patterns: containing(text),
})

/** One page of the requests that the viewer may see, open ones first and then the latest reported, and how many match. */
export const requestPage = Effect.fn("Maintenance.requestPage")(function* (
  filter: RequestFilter,
  page: { readonly size: number; readonly number: number },
) {
  const { account, states, patterns } = matching(yield* accountLookedAt, filter)
  const rows = yield* query<ServiceRequest & { total: number }>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)}, count(*) over ()::int as total from maintenance.service_requests
    where (${account}::int is null or account_id = ${account})
      and (${states}::text[] is null or state = any(${states}::text[])) and search_text like all (${patterns}::text[])
    order by state in ('submitted', 'accepted') desc, submitted_at desc, id desc limit ${page.size} offset ${(page.number - 1) * page.size}`,
  )
  return { requests: rows as ReadonlyArray<ServiceRequest>, total: rows[0]?.total ?? 0 }
})

/** How many requests the viewer may see in each state. */
export const requestCounts = Effect.flatMap(accountLookedAt, (account) =>
  query<{ state: RequestState; requests: number }>(
    (tx) => tx`
    select state, count(*)::int as requests from maintenance.service_requests
    where ${account}::int is null or account_id = ${account} group by state`,
  ),
)

/** The open requests that the viewer may see, the most urgent first: somebody inside, then the oldest; and how many there are. */
export const openRequests = Effect.fn("Maintenance.openRequests")(function* (most: number) {
  const account = yield* accountLookedAt
  const rows = yield* query<ServiceRequest & { total: number }>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)}, count(*) over ()::int as total from maintenance.service_requests
    where state in ('submitted', 'accepted') and (${account}::int is null or account_id = ${account})
    order by (trapped_since is not null and trapped_until is null) desc, waiting_since, id limit ${most}`,
  )
  return { requests: rows as ReadonlyArray<ServiceRequest>, total: rows[0]?.total ?? 0 }
})

/** The open requests of a unit, the oldest first. */
export const openRequestsOf = (unitId: number) =>
  query<ServiceRequest>(
    (tx) => tx`
    select ${tx.unsafe(requestColumns)} from maintenance.service_requests
    where unit_id = ${unitId} and state in ('submitted', 'accepted') order by id`,
  )

/** One request, or null when there is none that the viewer may see. */
export const requestDetail = (id: number) =>
  query<ServiceRequest>(
    (tx) => tx`select ${tx.unsafe(requestColumns)} from maintenance.service_requests where id = ${id}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The thread of a request that the viewer may see, in order. */
export const threadOf = RequestEntries.of
