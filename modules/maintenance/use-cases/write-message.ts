import { Effect } from "effect"
import type { Sender } from "#access"
import { Live } from "#kernel/bus/live.ts"
import { MessageBus } from "#kernel/bus/message-bus.ts"
import { transactional } from "#kernel/database/database.ts"
import { RequestMessageWritten } from "../events.ts"
import { answeredLetter } from "../letters.ts"
import type { StoredPicture } from "../persistence/attachments.ts"
import * as RequestEntries from "../persistence/request-entries.ts"
import { addPhotos } from "./add-photos.ts"
import { type By, held, named, REQUESTS_CHANGED, tellReporters } from "./change-request.ts"

/**
 * Adds a message to a request's thread, in whatever state it is; the same form adds it once. What the service company writes
 * is mailed to the reporters.
 */
export const writeMessage = Effect.fn("Maintenance.writeMessage")(function* (
  by: By,
  sender: Sender,
  id: number,
  message: {
    readonly text: string
    readonly formKey: string
    readonly photos?: ReadonlyArray<StoredPicture>
  },
  now: Date,
) {
  const bus = yield* MessageBus
  const live = yield* Live
  const request = yield* held(id)
  const { text, formKey, photos = [] } = message
  const entryId = yield* RequestEntries.add(request, { kind: "message", at: now, by, text, formKey })
  if (entryId === null) return
  yield* addPhotos({ requestId: id }, photos, now, { entryId })
  const byStaff = by.staffRole !== null
  yield* bus.publish(RequestMessageWritten.of({ ...named(request), byStaff }))
  yield* live.announce({ topic: REQUESTS_CHANGED, accountId: request.accountId, ids: [id] })
  if (byStaff) yield* tellReporters(request, by, answeredLetter(sender, request, by.name, message.text))
}, transactional)
