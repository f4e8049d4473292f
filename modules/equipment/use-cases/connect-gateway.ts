import { Effect } from "effect"
import { issueGatewayToken, renewGatewayToken, tokenHolder } from "#access"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import * as Gateways from "../persistence/gateways.ts"
import { rollUpTelemetry } from "./roll-up-telemetry.ts"

/**
 * Makes a gateway of an account, or (`accountId` null) a hub of the service company, and connects units to it: all that it
 * may speak for, or those named. Returns its token, which is kept as a hash only. Making it again under the same name gives
 * a new token and makes the old one worthless.
 */
export const connectGateway = Effect.fn("Equipment.connectGateway")(
  function* (wanted: {
    readonly accountId: number | null
    readonly name: string
    readonly unitIds: ReadonlyArray<number> | "all" | "as before"
  }) {
    const now = new Date()
    const { id, token } = yield* gatewayNamed(wanted, now)
    const gateway = { id, accountId: wanted.accountId, name: wanted.name }
    if (wanted.unitIds !== "as before") {
      const unitIds = wanted.unitIds === "all" ? yield* Gateways.unitIdsOf(wanted.accountId) : wanted.unitIds
      yield* Gateways.connectUnits(gateway, unitIds, now)
    }
    const units = yield* Gateways.unitsOf(id)
    return { id, token, units: units.length }
  },
  transactional,
  as(everything),
)

const gatewayNamed = Effect.fnUntraced(function* (
  wanted: { readonly accountId: number | null; readonly name: string },
  now: Date,
) {
  const present = yield* Gateways.byName(wanted)
  if (present !== null) return { id: present.id, token: yield* renewGatewayToken(present.tokenId) }
  const token = yield* issueGatewayToken(wanted)
  return { id: yield* Gateways.insert(wanted, token.id, now), token: token.token }
})

/** The gateway that holds this token, or null. */
export const gatewayOfToken = Effect.fn("Equipment.gatewayOfToken")(function* (token: string) {
  const holder = yield* tokenHolder(token, "telemetry")
  if (holder === null) return null
  return yield* Gateways.byTokenId(holder.tokenId).pipe(reading, as(everything))
})

/** The units a gateway may speak for, as they were last known: a gateway or simulator goes on from there. */
export const unitsOfGateway = Effect.fn("Equipment.unitsOfGateway")(function* (gateway: Gateways.Gateway) {
  // What it sent last may still wait for its roll-up, and it must not go on from before that.
  while ((yield* rollUpTelemetry(new Date())) > 0);
  return yield* describeUnits(gateway)
})

const describeUnits = Effect.fnUntraced(
  function* (gateway: Gateways.Gateway) {
    const units = yield* Gateways.describeUnits(gateway.id)
    return units.map(({ starts, runSeconds, doorCycles, doorReopens, distanceMetres, lastSeq, ...unit }) => ({
      ...unit,
      counters:
        starts === null
          ? null
          : {
              starts: Number(starts),
              runSeconds: Number(runSeconds),
              doorCycles: Number(doorCycles ?? 0),
              doorReopens: Number(doorReopens ?? 0),
              distanceMetres: Number(distanceMetres ?? 0),
            },
      lastSeq: lastSeq === null ? null : Number(lastSeq),
    }))
  },
  transactional,
  as(everything),
)
