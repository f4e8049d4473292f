import { Effect, Schema } from "effect"
import { type Actor, audit } from "#access"
import { as, query, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Gateways from "../persistence/gateways.ts"
import * as Telemetry from "../persistence/telemetry.ts"
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
  function* (
    actor: Actor,
    wanted: {
      readonly accountId: number | null
      readonly name: string
      readonly text: string
      readonly free: boolean
    },
  ) {
    yield* oneAtATime
    const { accountId, name } = wanted
    const present = yield* gatewayStates(new Date())
    if (present.some((gateway) => gateway.accountId === accountId && gateway.name === name)) {
      return yield* new GatewayNameTaken({ name })
    }
    const unitIds = yield* unitIdsMatching(wanted)
    if (unitIds.length === 0) return yield* new NoUnitsToConnect()
    const made = yield* connectGateway({ accountId, name, unitIds })
    yield* audit(actor, { accountId, action: "gateway-made", subject: name, detail: { units: made.units } })
    return made
  },
  transactional,
  as(everything),
)

/** Gives a gateway a new token, told this once, and makes the one before worthless. For staff. */
export const renewGatewayToken = Effect.fn("Equipment.renewGatewayToken")(
  function* (actor: Actor, id: number) {
    const gateway = yield* gatewayState(id, new Date())
    if (gateway === null) return yield* new GatewayNotFound({ id })
    const { token } = yield* connectGateway({ ...gateway, unitIds: "as before" })
    const { accountId, name } = gateway
    yield* audit(actor, { accountId, action: "gateway-token-renewed", subject: name })
    return { ...gateway, token }
  },
  transactional,
  as(everything),
)

/** A gateway's heartbeat limit, in whole minutes. */
export const heartbeatMinutes = { least: 1, most: 1440 } as const

/**
 * Says after how many minutes of silence the units that a gateway speaks for are unknown, from now on. What was reckoned before
 * stays, but where late messages have it reckoned anew. For staff.
 */
export const setHeartbeatLimit = Effect.fn("Equipment.setHeartbeatLimit")(
  function* (actor: Actor, id: number, minutes: number) {
    yield* Telemetry.oneAtATime
    const gateway = yield* gatewayState(id, new Date())
    if (gateway === null) return yield* new GatewayNotFound({ id })
    const { accountId, name, heartbeat } = gateway
    if (heartbeat.least === minutes * 60 && heartbeat.most === minutes * 60) return
    yield* Gateways.setHeartbeat(id, minutes * 60)
    const minutesBefore = heartbeat.most / 60
    yield* audit(actor, {
      accountId,
      action: "gateway-limit-changed",
      subject: name,
      detail: { minutes, minutesBefore },
    })
  },
  transactional,
  as(everything),
)
