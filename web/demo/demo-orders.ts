import { normaliseSearch, type UnitPast } from "#equipment"
import {
  faultOf,
  hasCar,
  type HistoryLine,
  type HistoryOrder,
  type HistoryPlan,
  type HistoryRequest,
  type MaintenanceHistory,
  type OrderEntryKind,
  type EntryKind,
} from "#maintenance"
import { type Day, dayAt } from "#kernel/time.ts"
import { blankOrder, type DemoDoer, type DemoMaintained, iso, isoOrNull, line, placeOf } from "./demo-order-parts.ts"
import { demoPresents } from "./demo-present.ts"
import { checked, descriptions, problemOf, remedyOf, visitComments } from "./demo-findings.ts"
import { demoTechnicians, demoWorkingHours } from "./demo-technicians.ts"
import { decidedAt, demoSignOf, noticedAt, visitForSign } from "./demo-signs.ts"
import type { DemoPlan, DemoVisit } from "./demo-visits.ts"
import { lognormal, pick, type Random } from "./random.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Work that ended so recently is still to be done: the histories' ends are calm. */
const CALM = 45 * MINUTE
/** An order is closed so long after it was finished. */
const CLOSED_AFTER = 7 * DAY

type Interval = UnitPast["intervals"][number]

/** Whether a visit lies far enough back to have been done. */
export const isDone = (visit: Pick<DemoVisit, "to">, now: Date): boolean => visit.to <= now.getTime() - CALM

/** The planned outage of a connected unit in which a visit was made, or null. */
const stretchOf = ({ intervals }: DemoMaintained, { from, to }: DemoVisit) => {
  if (intervals === null) return { from, to }
  const found = intervals.find(
    ({ state, startedAt, endedAt }) =>
      state === "planned-outage" && startedAt.getTime() < to && (endedAt?.getTime() ?? 0) > from,
  )
  if (found === undefined) return null
  return { from: Math.max(from, found.startedAt.getTime()), to: Math.min(to, found.endedAt?.getTime() ?? to) }
}

/** Who mostly comes: whoever makes the visits, or else somebody who works there. */
const technicianOf = ({ plans, demo }: DemoMaintained): number =>
  plans.flatMap(({ visits }) => visits)[0]?.technician ??
  Math.max(
    0,
    demoTechnicians.findIndex(({ timeZone }) => timeZone === demo.unit.building.timeZone),
  )

const causeOutside = (reason: string) =>
  reason.startsWith("Flood") ? "water" : reason.startsWith("Misuse") ? "misuse" : "vandalism"

/** Makes the orders and requests of the demo's units, in the order in which they are stored. */
export class DemoOrders {
  readonly #random: Random
  readonly #now: number
  readonly #dispatcher: DemoDoer & { readonly id: number }
  readonly #people: ReadonlyMap<string, number>
  /** By their places in the list of technicians. */
  readonly #technicians: ReadonlyArray<DemoDoer>
  readonly #orders: Array<HistoryOrder> = []
  readonly #requests: Array<HistoryRequest> = []
  readonly #plans: Array<HistoryPlan> = []
  /** Places of the orders that were made because of an early sign, by their units' ids. */
  readonly #ofSigns = new Map<number, number>()

  /** `people`: the ids of those who can sign in, by e-mail. */
  constructor(
    random: Random,
    now: Date,
    dispatcher: DemoDoer & { readonly id: number },
    people: ReadonlyMap<string, number>,
  ) {
    this.#random = random
    this.#now = now.getTime()
    this.#dispatcher = dispatcher
    this.#technicians = demoTechnicians.map(({ name, email }) => ({
      ...{ name, staff: true },
      // For those who have no sign-in the dispatcher tells what they do.
      id: (email === null ? null : people.get(email)) ?? dispatcher.id,
    }))
    this.#people = people
  }

  /** Everything that was added, for `recordHistory`. */
  history(): MaintenanceHistory {
    return {
      technicians: demoTechnicians.map((who) => {
        const { email, ...technician } = who
        const userId = email === null ? null : (this.#people.get(email) ?? null)
        return { ...technician, userId, leftOn: null, hours: demoWorkingHours }
      }),
      plans: this.#plans,
      orders: this.#orders,
      requests: this.#requests,
    }
  }

  /** The places in the history of the orders that were made because of an early sign, by their units' ids. */
  ofSigns(): ReadonlyMap<number, number> {
    return this.#ofSigns
  }

  /** Adds a unit's plans with their visits, its call-outs, and what goes on at it now. */
  add(unit: DemoMaintained): void {
    for (const plan of unit.plans) this.#addPlan(unit, plan)
    this.#addVisitForSign(unit)
    for (const interval of unit.intervals ?? []) {
      if (interval.state === "out-of-order" && interval.endedAt !== null) this.#addCallOut(unit, interval)
    }
    this.#addPresent(unit)
  }

  #doer(technician: number): DemoDoer {
    return this.#technicians[technician] ?? this.#dispatcher
  }

  #addPlan(unit: DemoMaintained, { terms, startsOn, visits, openFrom }: DemoPlan): void {
    const { accountId, buildingId, unitId, demo } = unit
    let open: Day = openFrom
    let completedOn: Day | null = null
    for (const visit of visits) {
      const stretch = isDone(visit, new Date(this.#now)) ? stretchOf(unit, visit) : null
      if (!isDone(visit, new Date(this.#now)) && visit.dueOn < open) open = visit.dueOn
      if (stretch !== null) completedOn = dayAt(new Date(stretch.to), demo.unit.building.timeZone)
      this.#orders.push(this.#visit(unit, terms, visit, stretch))
    }
    const contract = demo.unit.unit.contractNumber ?? null
    this.#plans.push({ accountId, buildingId, unitId, contract, startsOn, terms, openFrom: open, completedOn })
  }

  #visit(
    unit: DemoMaintained,
    terms: DemoPlan["terms"],
    visit: DemoVisit,
    done: { from: number; to: number } | null,
  ): HistoryOrder {
    const technician = this.#doer(visit.technician)
    const told = visit.plannedStart - 21 * DAY
    const first = visit.movedFrom ?? visit.plannedOn
    const blank = blankOrder(
      unit,
      {
        ...{ activity_type: terms.activity, title: terms.name, source: "plan", planned_minutes: terms.minutes },
        state: "dispatched",
      },
      told,
      this.#dispatcher,
    )
    const portal: DemoDoer = { id: null, name: "", staff: true }
    const lines: Array<HistoryLine<OrderEntryKind>> = [line("scheduled", told, portal, first)]
    if (visit.movedFrom !== null)
      lines.push(line("moved", visit.plannedStart - 4 * DAY, this.#dispatcher, visit.plannedOn))
    if (visit.missedAt !== null) lines.push(line("missed", visit.missedAt, portal))
    const dispatched = Math.min(visit.plannedStart - 2 * HOUR, this.#now)
    lines.push(line("dispatched", dispatched, this.#dispatcher, technician.name))
    const planned: HistoryOrder = {
      ...blank,
      ...{ plan: terms.name, due_on: visit.dueOn, window_from: visit.windowFrom, window_to: visit.windowTo },
      ...{ planned_on: visit.plannedOn, planned_start: iso(visit.plannedStart), moved_from: visit.movedFrom },
      ...{ hold: visit.movedFrom === null ? 1 : 2, missed_at: isoOrNull(visit.missedAt), technician: visit.technician },
      ...{ dispatched_at: iso(dispatched), changed_at: iso(dispatched), lines },
    }
    if (done !== null) return this.#finished(planned, unit, technician, done, terms.activity)
    if (!isDone(visit, new Date(this.#now))) return planned
    const reason = "The unit stood that day: done with its repair"
    return {
      ...planned,
      ...{ state: "cancelled", reason, changed_at: iso(visit.to) },
      lines: [...lines, line("cancelled", visit.to, this.#dispatcher, reason)],
    }
  }

  #finished(
    planned: HistoryOrder,
    unit: DemoMaintained,
    technician: DemoDoer,
    { from, to }: { from: number; to: number },
    activity: "maintenance" | "inspection",
    comment = pick(this.#random, visitComments[activity]),
  ): HistoryOrder {
    const closes = to + CLOSED_AFTER
    const isClosed = closes < this.#now
    return {
      ...planned,
      ...{ state: isClosed ? "closed" : "finished", arrived_at: iso(from), finished_at: iso(to) },
      ...{ closed_at: isClosed ? iso(closes) : null, comment, technician_action: "inspected" },
      ...{ condition_on_arrival: "in-service", condition_on_departure: "in-service" },
      checklist: checked(this.#random, activity, unit.demo.unit.unit.kind),
      labour_minutes: Math.round((to - from) / MINUTE),
      ...{ changed_at: iso(isClosed ? closes : to), changed_by_id: technician.id, changed_by: technician.name },
      lines: [
        ...planned.lines,
        line("arrived", from, technician, technician.name),
        line("finished", to, technician, comment),
        ...(isClosed ? [line<OrderEntryKind>("closed", closes, this.#dispatcher)] : []),
      ],
    }
  }

  #addVisitForSign(unit: DemoMaintained): void {
    const visit = visitForSign(unit.demo.unit, new Date(this.#now))
    if (visit === null) return
    const { plannedOn, start, from, to, found } = visit
    const technician = this.#doer(visit.technician)
    const decided = decidedAt(noticedAt(visit.noticed, new Date(this.#now))).getTime()
    const title = demoSignOf(unit.demo.unit.building.name, unit.demo.unit.unit.name)?.fault ?? "door-reopenings"
    const blank = blankOrder(
      unit,
      { activity_type: "maintenance", title, source: "need", planned_minutes: 75, state: "closed" },
      decided,
      this.#dispatcher,
    )
    const planned: HistoryOrder = {
      ...blank,
      ...{ planned_on: plannedOn, planned_start: iso(start), technician: visit.technician, hold: 2 },
      dispatched_at: iso(decided),
      lines: [
        line("opened", decided, this.#dispatcher),
        line("scheduled", decided, this.#dispatcher, iso(start)),
        line("dispatched", decided, this.#dispatcher, technician.name),
      ],
    }
    const done = this.#finished(planned, unit, technician, { from, to }, "maintenance", found.comment)
    const { cause, failedComponent: failed_component, technicianAction: technician_action, parts } = found
    this.#ofSigns.set(
      unit.unitId,
      this.#orders.push({ ...done, cause, failed_component, technician_action, parts }) - 1,
    )
  }

  /** A call-out for an outage that ended: somebody was called, came, and the unit went back with the end of the work. */
  #addCallOut(unit: DemoMaintained, { startedAt, endedAt, fault, reason }: Interval): void {
    const [down, back] = [startedAt.getTime(), endedAt?.getTime() ?? 0]
    const length = back - down
    if (length < 25 * MINUTE || reason?.startsWith("Power failure") === true) return
    const random = this.#random
    const { kind } = unit.demo.unit.unit
    const isReported = random() < 0.6
    const reported = down + Math.min(length * 0.1, (2 + random() * 12) * MINUTE)
    const waits = length > 20 * HOUR
    const left = (waits ? reported + (1.5 + random() * 2) * HOUR : back) - reported
    const work = Math.min(left * 0.6, lognormal(random, 45, 0.4) * MINUTE)
    const finished = reported + left
    const arrived = finished - work
    const travel = arrived - Math.min((arrived - reported) * 0.7, (12 + random() * 25) * MINUTE)
    const accepted = reported + (travel - reported) * 0.3
    const own = technicianOf(unit)
    const technician = this.#doer(own)
    const remedy = remedyOf(random, kind, fault)
    const trapped = isReported && hasCar(kind) && fault !== null && random() < 0.15
    const problem = problemOf(kind, fault)
    const outside = reason === null ? null : causeOutside(reason)
    const comment = waits ? "A part is needed. It is ordered; the unit stays out of use until then." : remedy.comment
    const closes = finished + CLOSED_AFTER
    const isClosed = closes < this.#now
    const state = waits && !isClosed ? "follow-up-needed" : isClosed ? "closed" : "finished"
    const blank = blankOrder(
      unit,
      {
        ...{ activity_type: "call-out", source: isReported ? "request" : "need", planned_minutes: 45, state },
        title: isReported ? problem : (fault ?? problem),
      },
      accepted,
      this.#dispatcher,
    )
    const order: HistoryOrder = {
      ...blank,
      ...{ planned_on: dayAt(new Date(arrived), unit.demo.unit.building.timeZone), technician: own },
      ...{ dispatched_at: iso(accepted), travel_started_at: iso(travel), arrived_at: iso(arrived) },
      ...{ finished_at: iso(finished), closed_at: isClosed ? iso(closes) : null },
      ...{ condition_on_arrival: "out-of-order", condition_on_departure: waits ? "out-of-order" : "in-service" },
      ...{ cause: outside ?? fault ?? "none-found", failed_component: remedy.component },
      technician_action: trapped ? "freed-person" : waits ? "switched-off" : remedy.action,
      ...{ entrapment: trapped, comment },
      parts: !waits && remedy.part !== undefined ? [remedy.part] : [],
      checklist: checked(random, "call-out", kind),
      labour_minutes: Math.max(1, Math.round(work / MINUTE)),
      ...{ changed_at: iso(isClosed ? closes : finished), changed_by_id: technician.id, changed_by: technician.name },
      lines: [
        line("opened", accepted, this.#dispatcher),
        line("dispatched", accepted, this.#dispatcher, technician.name),
        line("on-the-way", travel, technician, technician.name),
        line("arrived", arrived, technician, technician.name),
        line("finished", finished, technician, comment),
        ...(isClosed ? [line<OrderEntryKind>("closed", closes, this.#dispatcher)] : []),
      ],
    }
    const first = this.#orders.push(order) - 1
    const last = waits ? this.#addRepair(unit, first, finished, back, remedy) : first
    if (!isReported) return
    const { reporter } = unit
    const done = waits ? back : finished
    this.#addRequest(unit, {
      ...{ problem, trapped, reported, accepted, done, order: last },
      lines: [
        line("assigned", accepted + 1000, this.#dispatcher, technician.name),
        line("on-the-way", travel, technician),
        line("arrived", arrived, technician),
        ...(waits ? [line<EntryKind>("goes-on", finished, technician, comment)] : []),
        line("completed", done, technician, waits ? remedy.comment : comment),
      ],
      reporter,
      trappedUntil: trapped ? arrived + 10 * MINUTE : null,
    })
  }

  /** The repair, once the part was there. Returns its place. */
  #addRepair(
    unit: DemoMaintained,
    first: number,
    since: number,
    back: number,
    remedy: ReturnType<typeof remedyOf>,
  ): number {
    const before = this.#orders[first]
    const place = before?.technician ?? 0
    const technician = this.#doer(place)
    const arrived = back - Math.min((back - since) * 0.5, (50 + this.#random() * 60) * MINUTE)
    const closes = back + CLOSED_AFTER
    const isClosed = closes < this.#now
    const blank = blankOrder(
      unit,
      {
        ...{ activity_type: "repair", title: before?.title ?? "", source: "follow-up", planned_minutes: 120 },
        state: isClosed ? "closed" : "finished",
      },
      since,
      this.#dispatcher,
    )
    return (
      this.#orders.push({
        ...blank,
        ...{
          follows: first,
          technician: place,
          planned_on: dayAt(new Date(arrived), unit.demo.unit.building.timeZone),
        },
        ...{
          planned_start: iso(arrived),
          dispatched_at: iso(arrived - 2 * HOUR),
          arrived_at: iso(arrived),
          finished_at: iso(back),
        },
        ...{ closed_at: isClosed ? iso(closes) : null, comment: remedy.comment, cause: before?.cause ?? null },
        ...{ failed_component: remedy.component, technician_action: "replaced" },
        ...{ condition_on_arrival: "out-of-order", condition_on_departure: "in-service" },
        parts: remedy.part === undefined ? [] : [remedy.part],
        checklist: checked(this.#random, "repair", unit.demo.unit.unit.kind),
        labour_minutes: Math.max(1, Math.round((back - arrived) / MINUTE)),
        ...{ changed_at: iso(isClosed ? closes : back), changed_by_id: technician.id, changed_by: technician.name },
        lines: [
          line("opened", since, this.#dispatcher),
          line("dispatched", arrived - 2 * HOUR, this.#dispatcher, technician.name),
          line("arrived", arrived, technician, technician.name),
          line("finished", back, technician, remedy.comment),
          ...(isClosed ? [line<OrderEntryKind>("closed", closes, this.#dispatcher)] : []),
        ],
      }) - 1
    )
  }

  #addRequest(
    unit: DemoMaintained,
    told: {
      readonly problem: ReturnType<typeof problemOf>
      readonly trapped: boolean
      readonly reported: number
      /** Null: nobody has looked at it yet. */
      readonly accepted: number | null
      /** Null: it is open. */
      readonly done: number | null
      readonly order: number | null
      readonly lines: ReadonlyArray<HistoryLine<EntryKind>>
      readonly reporter: DemoDoer & { readonly id: number }
      readonly trappedUntil: number | null
      readonly rejected?: string
      readonly description?: string
    },
  ): void {
    const random = this.#random
    const { problem, trapped, reported, accepted, done, order, reporter, rejected } = told
    const place = placeOf(unit)
    const description = told.description ?? pick(random, descriptions)
    // Most are content in time; after two weeks it is too late to say anything else.
    const closes = done === null ? null : done + (0.2 + random() * 3) * DAY
    const isClosed = closes !== null && random() < 0.75 && closes < this.#now
    const rated = isClosed && random() < 0.5 ? pick(random, [5, 5, 5, 4, 4, 3, 2]) : null
    const lines: Array<HistoryLine<EntryKind>> = [line("submitted", reported, reporter, description)]
    if (rejected !== undefined && accepted !== null) lines.push(line("rejected", accepted, this.#dispatcher, rejected))
    else if (accepted !== null) lines.push(line("accepted", accepted, this.#dispatcher))
    lines.push(...told.lines)
    if (isClosed && closes !== null) {
      lines.push(line("closed", closes, reporter))
      if (rated !== null)
        lines.push(line("rated", closes + MINUTE, reporter, rated > 3 ? "" : "It took longer than I was told.", rated))
    }
    const last = lines.at(-1)
    this.#requests.push({
      ...place,
      ...{ problem, fault: faultOf(unit.demo.unit.unit.kind, problem), description },
      trapped_since: trapped ? iso(reported) : null,
      trapped_until: isoOrNull(told.trappedUntil),
      ...{ contact_name: reporter.name, contact_phone: "" },
      state:
        rejected !== undefined
          ? "rejected"
          : accepted === null
            ? "submitted"
            : done === null
              ? "accepted"
              : isClosed
                ? "closed"
                : "completed",
      reason: rejected ?? null,
      ...{
        reported_by_id: reporter.id,
        reported_by: reporter.name,
        submitted_at: iso(reported),
        waiting_since: iso(reported),
      },
      changed_at: last?.at ?? iso(reported),
      ...{ changed_by_id: last?.by_id ?? this.#dispatcher.id, changed_by: last?.by_name ?? this.#dispatcher.name },
      ...{ completed_at: isoOrNull(done), rating: rated, order, lines },
      search_text: normaliseSearch(
        [place.unit_name, place.unit_number, place.building_name, description, reporter.name].join(" "),
      ),
    })
  }

  /** What a visitor finds under way: a request in every state, somebody on the way and somebody at work. */
  #addPresent(unit: DemoMaintained): void {
    const { unit: own, building } = unit.demo.unit
    const present = demoPresents[`${building.name}: ${own.name}`]
    if (present === undefined) return
    const ago = (minutes: number) => this.#now - minutes * MINUTE
    const problem = problemOf(own.kind, unit.demo.trouble?.fault ?? present.fault ?? null)
    const request = {
      ...{
        problem,
        trapped: false,
        reported: ago(present.reported),
        done: null,
        reporter: unit.reporter,
        trappedUntil: null,
      },
      description: present.text,
    }
    if (present.rejected !== undefined) {
      const told = {
        ...request,
        accepted: ago(present.reported - 25),
        order: null,
        lines: [],
        rejected: present.rejected,
      }
      this.#addRequest(unit, told)
      return
    }
    if (present.work === undefined) {
      this.#addRequest(unit, { ...request, accepted: null, order: null, lines: [] })
      return
    }
    const { accepted, travel, arrived, technician: place, visit, laterDays } = present.work
    const technician = this.#doer(place)
    const state = laterDays !== undefined ? "scheduled" : arrived !== undefined ? "on-site" : "en-route"
    const day = dayAt(new Date(this.#now + (laterDays ?? 0) * DAY), building.timeZone)
    const lines: Array<HistoryLine<OrderEntryKind>> = [line("opened", ago(accepted), this.#dispatcher)]
    if (laterDays !== undefined) lines.push(line("scheduled", ago(accepted) + MINUTE, this.#dispatcher, day))
    else lines.push(line("dispatched", ago(accepted), this.#dispatcher, technician.name))
    if (travel !== undefined) lines.push(line("on-the-way", ago(travel), technician, technician.name))
    if (arrived !== undefined) lines.push(line("arrived", ago(arrived), technician, technician.name))
    const blank = blankOrder(
      unit,
      {
        ...{ activity_type: visit === true ? "maintenance" : laterDays === undefined ? "call-out" : "repair", state },
        ...{ title: visit === true ? "Maintenance" : problem, source: visit === true ? "staff" : "request" },
        planned_minutes: visit === true ? 120 : 45,
      },
      ago(accepted),
      this.#dispatcher,
    )
    const order = this.#orders.push({
      ...blank,
      ...{ technician: place, planned_on: day, dispatched_at: laterDays === undefined ? iso(ago(accepted)) : null },
      ...{ travel_started_at: travel === undefined ? null : iso(ago(travel)) },
      ...{
        arrived_at: arrived === undefined ? null : iso(ago(arrived)),
        changed_at: lines.at(-1)?.at ?? blank.changed_at,
        lines,
      },
    })
    if (visit === true) return
    this.#addRequest(unit, {
      ...{ ...request, accepted: ago(accepted), order: order - 1 },
      lines: [
        ...(laterDays === undefined
          ? [line<EntryKind>("assigned", ago(accepted) + 1000, this.#dispatcher, technician.name)]
          : []),
        ...(travel === undefined ? [] : [line<EntryKind>("on-the-way", ago(travel), technician)]),
        ...(arrived === undefined ? [] : [line<EntryKind>("arrived", ago(arrived), technician)]),
      ],
    })
  }
}
