import { Effect, Schema } from "effect"
import { normaliseSearch, unitDetail } from "#equipment"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { faultOf, type Problem } from "../domain/problem.ts"
import { RequestSubmitted } from "../events.ts"
import type { StoredPicture } from "../persistence/attachments.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import * as ServiceRequests from "../persistence/service-requests.ts"
import { addPhotos } from "./add-photos.ts"
import { announce, type By, named } from "./change-request.ts"
import { requestsSay } from "./unit-said.ts"

/** There is no such unit that whoever reports may see. */
class UnitNotFound extends Schema.TaggedError<UnitNotFound>()("UnitNotFound", {}) {}

/** What somebody reports of a unit. */
export interface Report {
  readonly unitId: number
  readonly problem: Problem
  /** In their own words; "" is nothing more. */
  readonly description: string
  /** Somebody is inside: the clock starts. */
  readonly trapped: boolean
  readonly contactName: string
  /** International form, or "". */
  readonly contactPhone: string
  /** A UUID of the form: sent twice, it makes one request. */
  readonly formKey: string
  readonly photos?: ReadonlyArray<StoredPicture>
}

/** Who reports: somebody who is signed in, or (nobody's id) a passer-by. */
export type Reporter = By | { readonly userId: null; readonly name: string; readonly staffRole: null }

/** Makes a service request of a unit that the viewer sees. Returns its id, also when the same form has made it before. */
export const reportProblem = Effect.fn("Maintenance.reportProblem")(function* (
  by: Reporter,
  report: Report,
  now: Date,
) {
  const bus = yield* MessageBus
  const unit = yield* unitDetail(report.unitId)
  if (unit === null) return yield* new UnitNotFound()
  const { accountId, buildingId, name, number, kind, building, timeZone } = unit
  const fault = faultOf(kind, report.problem)
  const place = { accountId, buildingId, unitId: unit.id }
  const id = yield* ServiceRequests.insert(
    {
      ...report,
      ...place,
      ...{ unit: name, number, kind, building, timeZone, fault, by },
      searchText: normaliseSearch(
        [name, number, building, unit.street, unit.locality, report.description, report.contactName, by.name].join(" "),
      ),
    },
    now,
  )
  if (id === null) return (yield* ServiceRequests.ofForm(by.userId, report.formKey)) ?? (yield* new UnitNotFound())
  const request = { id, ...place }
  const entryId = yield* RequestEntries.add(request, { kind: "submitted", at: now, by, text: report.description })
  yield* addPhotos({ requestId: id }, report.photos ?? [], now, { entryId })
  const { problem, trapped } = report
  const trappedSince = trapped ? now : null
  yield* requestsSay([{ ...request, kind, problem, state: "submitted", waitingSince: now, trappedSince }])
  yield* bus.publish(RequestSubmitted.of({ ...named(request), problem, fault, trapped }))
  yield* announce(request)
  return id
}, transactional)
