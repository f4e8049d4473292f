import { Effect } from "effect"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { outboxMessage } from "#kernel/messages/outbox.ts"
import type { Actor } from "../domain/audit.ts"
import { audit } from "./audit.ts"

/**
 * One message of the outbox, or null. Its text may hold a link that lets somebody in, so that reading it is written down; of
 * a message that has left there is no text any more, and nothing to write down.
 */
export const readMessage = Effect.fn("Access.readMessage")(
  function* (actor: Actor, id: string) {
    const message = yield* outboxMessage(id)
    if (message !== null && message.text !== null) {
      yield* audit(actor, {
        accountId: null,
        action: "message-read",
        subject: message.recipient,
        detail: { message: message.subject },
      })
    }
    return message
  },
  transactional,
  as(everything),
)
