import { Effect, Schema } from "effect"
import { type Actor, audit, hashToken, newToken } from "#access"
import { buildingDetail } from "#equipment"
import { transactional } from "#kernel/database/database.ts"
import * as ResidentsPages from "../persistence/residents-pages.ts"
import { seesWholeBuilding } from "../queries/residents.ts"

/** There is no such building, or no such link of it, that whoever asks may see. */
class ResidentsPageNotFound extends Schema.TaggedError<ResidentsPageNotFound>()("ResidentsPageNotFound", {}) {}

/** The form has made its link before, which is shown once and never again. */
class ResidentsPageMadeBefore extends Schema.TaggedError<ResidentsPageMadeBefore>()("ResidentsPageMadeBefore", {}) {}

/**
 * Makes a link under which residents, without an account, read how the units of a building are. Returns its secret, of which
 * only the hash is kept.
 */
export const makeResidentsPage = Effect.fn("Maintenance.makeResidentsPage")(function* (
  actor: Actor,
  buildingId: number,
  formKey: string,
  now: Date,
) {
  if (!(yield* seesWholeBuilding(buildingId))) return yield* new ResidentsPageNotFound()
  return yield* addPage(actor, buildingId, formKey, now)
})

const addPage = Effect.fnUntraced(function* (actor: Actor, buildingId: number, formKey: string, now: Date) {
  const building = yield* buildingDetail(buildingId)
  if (building === null) return yield* new ResidentsPageNotFound()
  const { accountId, name } = building
  const token = newToken()
  const page = { accountId, buildingId, tokenHash: hashToken(token), madeBy: actor.name, formKey }
  if (!(yield* ResidentsPages.insert(page, now))) return yield* new ResidentsPageMadeBefore()
  yield* audit(actor, { accountId, action: "residents-page-made", subject: name })
  return token
}, transactional)

/** Ends a link of a building: whoever opens it finds nothing. */
export const endResidentsPage = Effect.fn("Maintenance.endResidentsPage")(function* (
  actor: Actor,
  buildingId: number,
  id: number,
  now: Date,
) {
  const building = yield* buildingDetail(buildingId)
  if (building === null || !(yield* ResidentsPages.revoke(buildingId, id, now))) {
    return yield* new ResidentsPageNotFound()
  }
  yield* audit(actor, { accountId: building.accountId, action: "residents-page-ended", subject: building.name })
}, transactional)
