import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import * as OrderEntries from "../persistence/order-entries.ts"
import * as Visits from "../persistence/visits.ts"
import { announceOrder, heldOrder, stillOpen } from "./change-order.ts"
import type { By } from "./change-request.ts"

/** Who opens the door; an empty name: nobody in particular. `phone` in international form, or "". */
export interface VisitContact {
  readonly name: string
  readonly phone: string
}

/** A customer names who opens the door at a visit that they see and that is still to come. */
export const nameVisitContact = Effect.fn("Maintenance.nameVisitContact")(function* (
  by: By,
  orderId: number,
  { name, phone }: VisitContact,
  now: Date,
) {
  const order = yield* stillOpen(yield* heldOrder(orderId))
  if (order.contactName === name && order.contactPhone === phone) return
  yield* Visits.saveContact(orderId, name, phone, now)
  yield* OrderEntries.add(order, { kind: "contact-named", at: now, by, text: [name, phone].join(" ").trim() })
  yield* announceOrder(order)
}, transactional)
