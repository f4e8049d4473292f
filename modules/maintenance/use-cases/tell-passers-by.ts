import { Effect } from "effect"
import { company } from "#access"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { postMail, postText } from "#kernel/messages/outbox.ts"
import { backLetter, backText } from "../letters.ts"
import * as ReportLinks from "../persistence/report-links.ts"
import { requestDetail } from "../queries/requests.ts"

/** How long a passer-by's link and the way to reach them outlive what they reported, in days. */
const LINK_DAYS = 30

/** Tells those without an account who asked for it that what they reported is done, in the caller's transaction. */
export const tellPassersBy = Effect.fn("Maintenance.tellPassersBy")(function* (requestId: number) {
  const request = yield* requestDetail(requestId)
  const contacts = yield* ReportLinks.contactsOf(requestId)
  if (request === null || contacts.length === 0) return
  const from = (yield* company)?.name ?? "Hoistway"
  for (const contact of contacts) {
    yield* contact.includes("@")
      ? postMail(contact, backLetter(from, request))
      : postText(contact, backText(from, request))
  }
})

/** Forgets how to reach passers-by, and ends their links, when what they reported has been settled for 30 days. */
export const forgetPassersBy = Effect.fn("Maintenance.forgetPassersBy")(
  function* (now: Date) {
    yield* ReportLinks.removeSettledBefore(new Date(now.getTime() - LINK_DAYS * 86_400_000))
  },
  transactional,
  as(everything),
)
