import { Effect, Schema } from "effect"
import { unitDetail, UNITS_CHANGED } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { transactional } from "#kernel/database/database.ts"
import * as Announcements from "../persistence/announcements.ts"

/** There is no such unit that whoever announces may see. */
class AnnouncedUnitNotFound extends Schema.TaggedError<AnnouncedUnitNotFound>()("AnnouncedUnitNotFound", {}) {}

const seen = Effect.fn("Maintenance.announcedUnit")(function* (unitId: number) {
  const unit = yield* unitDetail(unitId)
  return unit ?? (yield* new AnnouncedUnitNotFound())
})

/** Tells residents of a unit that the viewer sees; what they were told before changes in its place. */
export const announceToResidents = Effect.fn("Maintenance.announceToResidents")(function* (
  announcement: Announcements.Announcement,
) {
  const live = yield* Live
  const { id, accountId, buildingId } = yield* seen(announcement.unitId)
  yield* Announcements.put({ accountId, buildingId }, announcement)
  yield* live.announce({ topic: UNITS_CHANGED, accountId, ids: [id] })
}, transactional)

/** Ends what residents are told of a unit that the viewer sees. Ended already, it stays so. */
export const endAnnouncement = Effect.fn("Maintenance.endAnnouncement")(function* (unitId: number, now: Date) {
  const live = yield* Live
  const { id, accountId } = yield* seen(unitId)
  yield* Announcements.end(id, now)
  yield* live.announce({ topic: UNITS_CHANGED, accountId, ids: [id] })
}, transactional)
