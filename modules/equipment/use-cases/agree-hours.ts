import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { AgreedHours } from "../domain/agreed-hours.ts"
import * as AgreedHoursOf from "../persistence/agreed-hours.ts"

/** What was agreed for a building, or for the units of a contract. */
export type Agreement =
  | { readonly buildingId: number; readonly agreed?: AgreedHours; readonly peak?: AgreedHours }
  | { readonly contractNumber: string; readonly agreed: AgreedHours }

/**
 * Notes the hours that were agreed with an account, in place of what was noted before. The months of units that have any are
 * reckoned anew soon after. Joins the transaction.
 */
export const agreeHours = Effect.fn("Equipment.agreeHours")(
  function* (accountId: number, agreements: ReadonlyArray<Agreement>) {
    for (const agreement of agreements) {
      if ("contractNumber" in agreement) {
        yield* AgreedHoursOf.saveOfContract(accountId, agreement.contractNumber, agreement.agreed)
        continue
      }
      const { buildingId, agreed, peak } = agreement
      if (agreed !== undefined) yield* AgreedHoursOf.saveOfBuilding(accountId, buildingId, agreed)
      if (peak !== undefined) yield* AgreedHoursOf.savePeakHours(buildingId, peak)
    }
  },
  transactional,
  as(everything),
)
