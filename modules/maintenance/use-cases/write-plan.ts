import { normaliseSearch } from "#equipment"
import type { ReckonedPlan } from "../domain/planning/reckon-plan.ts"
import type { MovedVisit, NewVisit, OrderSite } from "../persistence/planned-visits.ts"
import type { Leftover, ReadTask } from "./read-planning-task.ts"

/** What is to be written of some plans. Ids are those of orders. */
export interface PlanWriting {
  /** How many plans there are in it and all before it. */
  readonly plansDone: number
  readonly sites: ReadonlyArray<OrderSite>
  readonly added: ReadonlyArray<NewVisit>
  readonly moved: ReadonlyArray<MovedVisit>
  readonly withdrawn: ReadonlyArray<number>
  readonly withoutTechnician: ReadonlyArray<number>
  readonly openFrom: ReadonlyArray<{ readonly planId: number; readonly openFrom: number }>
}

const PLANS_A_WRITING = 1500

const siteOf = ({ sites, planIds }: ReadTask, plan: number): OrderSite => {
  const site = sites[plan]!
  const { name, number, building, street, locality } = site
  return {
    planId: planIds[plan]!,
    unitName: name,
    unitNumber: number,
    unitKind: site.kind,
    buildingName: building,
    timeZone: site.timeZone,
    searchText: normaliseSearch([name, number, building, street, locality].join(" ")),
  }
}

type Growing = {
  -readonly [Part in keyof PlanWriting]: PlanWriting[Part] extends ReadonlyArray<infer One> ? Array<One> : number
}

const nothingYet = (): Growing => ({
  plansDone: 0,
  ...{ sites: [], added: [], moved: [], withdrawn: [], withoutTechnician: [], openFrom: [] },
})

/** What differs between what was read and what was reckoned, some plans at a time. Nothing differs: nothing is written. */
export function* planWritings(read: ReadTask, reckoned: ReckonedPlan, yesterday: number): Generator<PlanWriting> {
  const { task, planIds, technicianIds, orderIds, orderHolds } = read
  const { visits, unplaced, openFrom } = reckoned
  const withdrawnOf = new Map<number, Array<number>>()
  const withdraw = (plan: number, order: number) => {
    if (withdrawnOf.has(plan)) withdrawnOf.get(plan)!.push(order)
    else withdrawnOf.set(plan, [order])
  }
  for (const visit of reckoned.withdrawn) withdraw(task.visits.plan[visit]!, orderIds[visit]!)
  let [at, lost] = [0, 0]
  let writing = nothingYet()
  for (let plan = 0; plan < planIds.length; plan++) {
    const planId = planIds[plan]!
    const left = new Map((read.leftovers.get(plan) ?? []).map((one) => [one.due, one]))
    const newsBefore = writing.added.length
    for (; at < visits.plan.length && visits.plan[at] === plan; at++) {
      const was = visits.was[at]!
      const due = visits.due[at]!
      const place = {
        ...{ due, opens: visits.opens[at]!, closes: visits.closes[at]! },
        ...{ day: visits.day[at]!, technicianId: technicianIds[visits.technician[at]!]! },
      }
      const there = left.get(due)
      if (there !== undefined) {
        // The order that was made for this due date takes its place again; what stood for it meanwhile is not needed.
        left.delete(due)
        if (was >= 0) withdraw(plan, orderIds[was]!)
        writing.moved.push({ id: there.id, ...place, ...placeOf(there) })
      } else if (was < 0) {
        writing.added.push({ planId, ...place })
      } else {
        const [wasDay, index] = [task.visits.day[was]!, task.visits.technician[was]!]
        const stays = task.visits.due[was] === due && wasDay === place.day && index === visits.technician[at]
        const wasTechnicianId = technicianIds[index] ?? null
        if (!stays)
          writing.moved.push({ id: orderIds[was]!, ...place, wasDay, wasTechnicianId, wasHold: orderHolds[was]! })
      }
    }
    for (; lost < unplaced.length && unplaced[lost]!.plan === plan; lost++) {
      const { due, from, to, reason, was } = unplaced[lost]!
      const there = left.get(due)
      if (there !== undefined) left.delete(due)
      // Of one that is too late it stays known who was to come.
      if (was >= 0) {
        if (reason !== "tolerance-closed") writing.withoutTechnician.push(orderIds[was]!)
      } else if (there === undefined && reason === "tolerance-closed" && to <= yesterday) {
        // To this one nobody can come any more: it is there to be marked as missed.
        writing.added.push({ planId, due, opens: from, closes: to, day: due, technicianId: null })
      }
    }
    for (const one of left.values()) if (!one.isWithdrawn) withdraw(plan, one.id)
    writing.withdrawn.push(...(withdrawnOf.get(plan) ?? []))
    if (writing.added.length > newsBefore) writing.sites.push(siteOf(read, plan))
    const open = Math.min(openFrom[plan]!, read.kept.get(plan) ?? openFrom[plan]!)
    if (open > task.plans[plan]!.openFrom) writing.openFrom.push({ planId, openFrom: open })
    if ((plan + 1) % PLANS_A_WRITING === 0 || plan === planIds.length - 1) {
      yield { ...writing, plansDone: plan + 1 }
      writing = nothingYet()
    }
  }
}

const placeOf = ({ day, technicianId, hold }: Leftover) => ({
  wasDay: day,
  wasTechnicianId: technicianId,
  wasHold: hold,
})
