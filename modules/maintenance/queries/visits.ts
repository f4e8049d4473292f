import { Effect } from "effect"
import type postgres from "postgres"
import { normaliseSearch } from "#equipment"
import { query, Tx } from "#kernel/database/database.ts"
import { CurrentViewer } from "#kernel/database/viewer.ts"
import type { Day } from "#kernel/time.ts"
import type { ActivityType, OrderState } from "../domain/service-order.ts"
import type { VisitStanding } from "../domain/visit.ts"
import { type NamedUnit, namedUnitColumns } from "../persistence/named-unit.ts"

/** Which visits are asked for, of those that the viewer may see; null, "" and [] leave a question open. */
export interface VisitFilter {
  /** Calendar days of the building, both included; null: no end. */
  readonly from: Day | null
  readonly to: Day | null
  readonly buildingId: number | null
  /** Part of a building's name. */
  readonly building: string
  /** Just these units: of a contract, of an address. */
  readonly unitIds: ReadonlyArray<number> | null
  /** Who opens the door, their name whole. */
  readonly contact: string
  readonly activity: ActivityType | null
  readonly standings: ReadonlyArray<VisitStanding>
  /** Those alone whose day was changed after it was told. */
  readonly moved: boolean
  /** Words that all occur in what is printed of it. */
  readonly text: string
}

export const everyVisit: VisitFilter = {
  from: null,
  to: null,
  buildingId: null,
  building: "",
  unitIds: null,
  contact: "",
  activity: null,
  standings: [],
  moved: false,
  text: "",
}

/** A visit as lists show it. */
export interface Visit extends NamedUnit {
  readonly id: number
  readonly activity: ActivityType
  readonly title: string
  readonly state: OrderState
  readonly standing: VisitStanding
  /** In the building's calendar. */
  readonly day: Day
  /** As soon as a time was told. */
  readonly start: Date | null
  readonly minutes: number
  readonly technician: string | null
  /** The day that was told before. */
  readonly movedFrom: Day | null
  readonly missedAt: Date | null
  readonly arrivedAt: Date | null
  readonly finishedAt: Date | null
  readonly contactName: string
}

/** Its tolerance closed on its day or later; null: it did not. */
const late = "planned_on <= (missed_at at time zone 'UTC')::date"

/** `standingOf` in SQL; a test holds one against the other. */
const standing = (isLate: string) => `case when state in ('finished', 'closed', 'follow-up-needed') then 'done'
  when state in ('en-route', 'on-site') then 'under-way' when state = 'cancelled' then 'cancelled'
  when ${isLate} then 'missed' else 'to-come' end`

const columns = `id, ${namedUnitColumns("")}, activity_type as activity, title, state,
  ${standing(late)} as standing, planned_on::text as day, planned_start as start, planned_minutes as minutes, technician,
  moved_from::text as "movedFrom", missed_at as "missedAt", arrived_at as "arrivedAt", finished_at as "finishedAt",
  contact_name as "contactName"`

type Condition = postgres.PendingQuery<Array<postgres.Row>>

const escaped = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`
const patterns = (text: string) => normaliseSearch(text).split(" ").map(escaped)

/** Orders without a day are no visits yet. */
const matching = (tx: postgres.ISql, accountId: number | null, filter: VisitFilter): Condition => {
  const { from, to, buildingId, building, unitIds, contact, activity, standings, moved, text } = filter
  const when = (asked: boolean, condition: () => Condition) => (asked ? condition() : tx``)
  return tx`planned_on is not null
    ${accountId === null ? tx`` : tx`and account_id = ${accountId}`}
    ${when(from !== null, () => tx`and planned_on >= ${from}::date`)}
    ${when(to !== null, () => tx`and planned_on <= ${to}::date`)}
    ${when(buildingId !== null, () => tx`and building_id = ${buildingId}`)}
    ${when(building.trim() !== "", () => tx`and lower(building_name) like ${escaped(building.trim().toLowerCase())}`)}
    ${when(unitIds !== null, () => tx`and unit_id = any(${[...(unitIds ?? [])]}::int[])`)}
    ${when(contact !== "", () => tx`and contact_name = ${contact}`)}
    ${when(activity !== null, () => tx`and activity_type = ${activity}`)}
    ${when(standings.length > 0, () => tx`and ${tx.unsafe(standing(late))} = any(${[...standings]}::text[])`)}
    ${when(standings.length === 1 && standings[0] === "missed", () => tx`and missed_at is not null`)}
    ${when(moved, () => tx`and moved_from is not null`)}
    ${when(text.trim() !== "", () => tx`and search_text like all (${patterns(text)}::text[])`)}`
}

/** The account that the viewer looks at; null for staff who look at all. */
const accountLookedAt = Effect.map(CurrentViewer, (viewer) => (viewer.reach === "nobody" ? 0 : viewer.accountId))

const visitQuery = <Row>(
  filter: VisitFilter,
  build: (tx: postgres.ISql, where: Condition) => PromiseLike<ReadonlyArray<unknown>>,
) => Effect.flatMap(accountLookedAt, (account) => query<Row>((tx) => build(tx, matching(tx, account, filter))))

/** How many visits stand in a way on a day. */
export interface DayCount {
  readonly day: Day
  readonly standing: VisitStanding
  readonly visits: number
  /** Of these, how many on a day that was changed after it was told. */
  readonly moved: number
}

/**
 * The visits that match, counted by day and standing; days without any are not there. Ten thousand of them are added up by what
 * lies in the index, by the state as it is stored; what that says is worked out for the few sums alone.
 */
export const visitCounts = (filter: VisitFilter) =>
  visitQuery<DayCount>(
    filter,
    (tx, where) => tx`
    select planned_on::text as day, ${tx.unsafe(standing("late"))} as standing, sum(visits)::int as visits, sum(moved)::int as moved
    from (
      select planned_on, state, ${tx.unsafe(late)} as late, count(*) as visits, count(moved_from) as moved
      from maintenance.service_orders where ${where} group by 1, 2, 3) days
    group by planned_on, 2 order by planned_on, 2`,
  )

/** The visits that match on the given days, in the order of the day, as many as `most` at most. */
export const visitsOn = (filter: VisitFilter, days: ReadonlyArray<Day>, most: number) =>
  days.length === 0
    ? Effect.succeed([])
    : visitQuery<Visit>(
        filter,
        (tx, where) => tx`
        select ${tx.unsafe(columns)} from maintenance.service_orders
        where ${where} and planned_on = any(${[...days]}::date[])
        order by planned_on, planned_start, building_name, id limit ${most}`,
      )

export const visitSorts = ["day", "building", "unit", "technician"] as const
export type VisitSort = (typeof visitSorts)[number]

export interface VisitOrder {
  readonly by: VisitSort
  readonly descending: boolean
}

const ordering = (tx: postgres.ISql, { by, descending }: VisitOrder): Condition => {
  const way = tx.unsafe(descending ? "desc" : "asc")
  if (by === "day") return tx`planned_on ${way}, planned_start ${way}, id ${way}`
  const column = tx.unsafe({ building: "building_name", unit: "unit_name", technician: "technician" }[by])
  return tx`${column} collate kernel.natural ${way} nulls last, planned_on, id`
}

/** One page of the visits that match. */
export const visitPage = (
  filter: VisitFilter,
  order: VisitOrder,
  page: { readonly size: number; readonly number: number },
) =>
  visitQuery<Visit>(
    filter,
    (tx, where) => tx`
    select ${tx.unsafe(columns)} from maintenance.service_orders where ${where}
    order by ${ordering(tx, order)} limit ${page.size} offset ${(page.number - 1) * page.size}`,
  )

/** All visits that match, handed on by the thousand. */
export const exportVisits = Effect.fn("Maintenance.exportVisits")(function* (
  filter: VisitFilter,
  order: VisitOrder,
  write: (rows: ReadonlyArray<Visit>) => Promise<void>,
) {
  const tx = yield* Tx
  const account = yield* accountLookedAt
  // The driver does not wait for what becomes of the last rows: their failure must not be nobody's.
  let written: Promise<void> = Promise.resolve()
  const hand = (some: ReadonlyArray<Visit>) => {
    written = write(some)
    written.catch(() => {})
    return written
  }
  yield* Effect.promise(async () => {
    await tx<Array<Visit>>`
      select ${tx.unsafe(columns)} from maintenance.service_orders where ${matching(tx, account, filter)}
      order by ${ordering(tx, order)}`.cursor(1000, hand)
    await written
  })
})

/** The next visits that match and are to come or under way, the nearest first. */
export const nextVisits = (filter: VisitFilter, today: Day, most: number) =>
  visitQuery<Visit>(
    { ...filter, from: today },
    (tx, where) => tx`
    select ${tx.unsafe(columns)} from maintenance.service_orders
    where ${where} and state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site')
    order by planned_on, planned_start, id limit ${most}`,
  )

/** The last visits that match and were done or missed, the latest first. */
export const lastVisits = (filter: VisitFilter, today: Day, most: number) =>
  visitQuery<Visit>(
    { ...filter, to: today, standings: ["done", "missed"] },
    (tx, where) => tx`
    select ${tx.unsafe(columns)} from maintenance.service_orders where ${where}
    order by planned_on desc, id desc limit ${most}`,
  )

/** Who opens doors, by name; one more than the limit tells that there are too many. */
export const visitContacts = (limit: number) =>
  Effect.flatMap(accountLookedAt, (account) =>
    query<{ name: string }>(
      (tx) => tx`
      select distinct contact_name as name from maintenance.service_orders
      where contact_name <> '' ${account === null ? tx`` : tx`and account_id = ${account}`} order by 1 limit ${limit + 1}`,
    ),
  ).pipe(Effect.map((rows) => rows.map(({ name }) => name)))
