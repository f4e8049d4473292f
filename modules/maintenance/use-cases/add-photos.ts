import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import * as Attachments from "../persistence/attachments.ts"

/**
 * Adds pictures to a request or an order that the viewer sees, in the caller's transaction when there is one: photos, or with
 * `kind` a signature. `entryId` is the line of its thread that they come with. The same picture is added to a line once.
 */
export const addPhotos = Effect.fn("Maintenance.addPhotos")(function* (
  to: Attachments.AttachedTo,
  pictures: ReadonlyArray<Attachments.StoredPicture>,
  now: Date,
  more: { readonly kind?: Attachments.AttachmentKind; readonly entryId?: string | null } = {},
) {
  if (pictures.length === 0) return
  yield* Attachments.add(to, pictures, { kind: more.kind ?? "photo", entryId: more.entryId ?? null, now })
}, transactional)
