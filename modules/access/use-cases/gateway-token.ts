import { Effect } from "effect"
import { hashToken, newToken } from "../domain/token.ts"
import * as ApiTokens from "../persistence/api-tokens.ts"

/** Makes the token of a gateway, in the caller's transaction: its id and, told this once, its text. */
export const issueGatewayToken = Effect.fn("Access.issueGatewayToken")(function* (gateway: {
  readonly accountId: number | null
  readonly name: string
}) {
  const token = newToken()
  const id = yield* ApiTokens.insert({
    ...gateway,
    membershipId: null,
    scopes: ["telemetry"],
    tokenHash: hashToken(token),
    createdBy: "",
    createdAt: new Date(),
    expiresAt: null,
    formKey: null,
  })
  return { id: id ?? 0, token }
})

/** Gives a gateway's token another text, told this once, in the caller's transaction; the one before is worthless. */
export const renewGatewayToken = Effect.fn("Access.renewGatewayToken")(function* (id: number) {
  const token = newToken()
  yield* ApiTokens.replaceSecret(id, hashToken(token))
  return token
})
