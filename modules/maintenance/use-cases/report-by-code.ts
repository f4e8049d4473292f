import { Effect, Schema } from "effect"
import { hashToken } from "#access"
import { unitDetail } from "#equipment"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { twinOf } from "../domain/twin.ts"
import { RequestJoinedByPasserBy } from "../events.ts"
import * as ReportLinks from "../persistence/report-links.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import * as UnitCodes from "../persistence/unit-codes.ts"
import { openRequestsOf } from "../queries/requests.ts"
import { addPhotos } from "./add-photos.ts"
import { announce, named } from "./change-request.ts"
import { type Report, reportProblem } from "./report-problem.ts"

/** The code is none, or no longer one. */
class UnitCodeWorthless extends Schema.TaggedError<UnitCodeWorthless>()("UnitCodeWorthless", {}) {}

/** What somebody without an account reports of the unit whose code they read. */
export interface CodeReport extends Pick<Report, "problem" | "description" | "trapped" | "photos" | "formKey"> {
  /** An open request that they say is the same; null: they say nothing of that. With somebody inside it does not count. */
  readonly same: number | null
  /** Telephone in international form, e-mail, or "". Only the service company reads it. */
  readonly contact: string
  /** The secret of the link by which they follow it. */
  readonly token: string
  /** What the portal calls them. */
  readonly name: string
}

/**
 * Makes a service request for whoever reads the code on a unit, or joins them to the open request that says the same. The same
 * form does it once. From then on their link shows what is done.
 */
export const reportByCode = Effect.fn("Maintenance.reportByCode")(
  function* (code: string, report: CodeReport, now: Date) {
    const unitId = yield* UnitCodes.unitOf(code)
    const unit = unitId === null ? null : yield* unitDetail(unitId)
    if (unit === null) return yield* new UnitCodeWorthless()
    // Of two who report the same at once, one makes the request and the other joins it.
    yield* UnitCodes.holdUnit(unit.id)
    const tokenHash = hashToken(report.token)
    if ((yield* ReportLinks.requestOf(tokenHash)) !== null) return
    const by = { userId: null, name: report.name, staffRole: null }
    const { problem, description, trapped, formKey, photos = [] } = report
    const open = yield* openRequestsOf(unit.id)
    const same = trapped ? undefined : open.find(({ id }) => id === report.same)
    const twin = same ?? twinOf(open, report)
    const link = { tokenHash, accountId: unit.accountId, contact: report.contact }
    if (twin === null) {
      const contact = { contactName: "", contactPhone: "" }
      const whole = { unitId: unit.id, problem, description, trapped, photos, formKey, ...contact }
      const requestId = yield* reportProblem(by, whole, now)
      yield* ReportLinks.insert({ ...link, requestId }, now)
      return
    }
    const entryId = yield* RequestEntries.add(twin, { kind: "joined", at: now, by, text: description, formKey })
    yield* addPhotos({ requestId: twin.id }, photos, now, { entryId })
    yield* ReportLinks.insert({ ...link, requestId: twin.id }, now)
    const bus = yield* MessageBus
    yield* bus.publish(RequestJoinedByPasserBy.of(named(twin)))
    yield* announce(twin)
  },
  Effect.catchTag("UnitNotFound", () => Effect.fail(new UnitCodeWorthless())),
  transactional,
  as(everything),
)
