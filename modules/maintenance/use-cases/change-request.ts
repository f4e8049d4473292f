import { Effect, Schema } from "effect"
import { type Person, readersOf } from "#access"
import { unitDetail, UNITS_CHANGED } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Letter } from "#kernel/messages/letter.ts"
import { postMail } from "#kernel/messages/outbox.ts"
import type { Standing } from "../domain/service-request.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { requestsSay } from "./unit-said.ts"

/** There is no such request that whoever asks may see. */
class RequestNotFound extends Schema.TaggedError<RequestNotFound>()("RequestNotFound", {}) {}

/** Under this topic open pages hear of requests; `ids` are theirs. */
export const REQUESTS_CHANGED = "requests"

/** Who does something: a person of the customer's, or (with a staff role) of the service company's. */
export type By = Pick<Person, "userId" | "name" | "staffRole">

type Named = Pick<ServiceRequests.ServiceRequest, "id" | "accountId" | "buildingId" | "unitId">

/** What every event of a request carries. */
export const named = ({ id, accountId, buildingId, unitId }: Named) => ({
  requestId: id,
  accountId,
  buildingId,
  unitId,
})

/** Holds a request that the viewer sees until the caller's transaction ends. */
export const held = Effect.fn("Maintenance.held")(function* (id: number) {
  const request = yield* ServiceRequests.hold(id)
  return request ?? (yield* new RequestNotFound())
})

/** Has open pages follow, when the caller's transaction commits: those of the request and those of its unit. */
export const announce = Effect.fn("Maintenance.announce")(function* ({ id, accountId, unitId }: Named) {
  const live = yield* Live
  yield* live.announce(
    { topic: REQUESTS_CHANGED, accountId, ids: [id] },
    { topic: UNITS_CHANGED, accountId, ids: [unitId] },
  )
})

/** Saves where a held request stands now and adds the line that says so to its thread. */
export const moveTo = Effect.fn("Maintenance.moveTo")(function* (
  request: ServiceRequests.ServiceRequest,
  standing: Standing,
  entry: {
    readonly kind: RequestEntries.EntryKind
    readonly by: By
    readonly text?: string
    readonly rating?: number
  },
  now: Date,
) {
  const text = entry.text ?? ""
  const reason = standing.state === "rejected" ? text : null
  yield* ServiceRequests.save(request.id, standing, reason, now)
  yield* RequestEntries.add(request, { ...entry, text, at: now })
  yield* requestsSay([{ ...request, ...standing }])
  yield* announce(request)
})

/** Mails whoever reported or joined a request and may still see its unit, but not the person who did what is told. */
export const tellReporters = Effect.fn("Maintenance.tellReporters")(function* (request: Named, by: By, letter: Letter) {
  const userIds = (yield* RequestEntries.reporters(request.id)).filter((id) => id !== by.userId)
  // Staff may look at another account meanwhile.
  const unit = yield* unitDetail(request.unitId).pipe(as(everything))
  if (unit === null) return
  const place = { accountId: unit.accountId, buildingId: unit.buildingId, unitId: unit.id }
  for (const email of yield* readersOf(userIds, place, new Date())) yield* postMail(email, letter)
})
