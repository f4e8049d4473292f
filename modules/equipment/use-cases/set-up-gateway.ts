import { Effect, Schema } from "effect"
import { as, query, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { gatewayState, gatewayStates, unitIdsMatching } from "../queries/gateways.ts"
import { connectGateway } from "./connect-gateway.ts"

export class GatewayNameTaken extends Schema.TaggedError<GatewayNameTaken>()("GatewayNameTaken", {
  name: Schema.String,
}) {}
export class NoUnitsToConnect extends Schema.TaggedError<NoUnitsToConnect>()("NoUnitsToConnect", {}) {}
class GatewayNotFound extends Schema.TaggedError<GatewayNotFound>()("GatewayNotFound", { id: Schema.Int }) {}

/** So that two who take one name at the same time do not both succeed, the second with the first one's gateway. */
const oneAtATime = query((tx) => tx`select pg_advisory_xact_lock(hashtextextended('gateways', 0))`)

/**
 * Makes a new gateway for the units that match, of one account or (null) of all, and returns its token, which is told this
 * once. With `free: false` units that speak through another gateway move to this one. For staff.
 */
export const setUpGateway = Effect.fn("Equipment.setUpGateway")(
  function* (wanted: {
    readonly accountId: number | null
    readonly name: string
    readonly text: string
    readonly free: boolean
  }) {
    yield* oneAtATime
    const { accountId, name } = wanted
    const present = yield* gatewayStates(new Date())
    if (present.some((gateway) => gateway.accountId === accountId && gateway.name === name)) {
      return yield* new GatewayNameTaken({ name })
    }
    const unitIds = yield* unitIdsMatching(wanted)
    if (unitIds.length === 0) return yield* new NoUnitsToConnect()
    return yield* connectGateway({ accountId, name, unitIds })
  },
  transactional,
  as(everything),
)

/** Gives a gateway a new token, told this once, and makes the one before worthless. For staff. */
export const renewGatewayToken = Effect.fn("Equipment.renewGatewayToken")(
  function* (id: number) {
    const gateway = yield* gatewayState(id, new Date())
    if (gateway === null) return yield* new GatewayNotFound({ id })
    const { token } = yield* connectGateway({ ...gateway, unitIds: "as before" })
    return { ...gateway, token }
  },
  transactional,
  as(everything),
)
