import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { lineTyped } from "#access"
import {
  type GatewayState,
  gatewayStates,
  heartbeatMinutes,
  renewGatewayToken,
  setHeartbeatLimit,
  setUpGateway,
} from "#equipment"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { accountChoices, accountNames, hasRole, operationsFrame } from "./operations-frame.ts"
import type { GatewaysView, GatewayTokenView } from "./operations-view.ts"

const ADDRESS = "/operations/gateways"
const LONGEST_NAME = 100
const EVERY_ACCOUNT = "all"

interface Typed {
  readonly name: string
  /** An account's id, "all", or "". */
  readonly account: string
  readonly text: string
  readonly free: boolean
}
type Wrong = NonNullable<GatewaysView["form"]>["errors"]

const nothingTyped: Typed = { name: "", account: "", text: "", free: true }

export const gatewaysPages = new Hono<Env>()
  .get(ADDRESS, allow("see-operations"), (c) => respond(c, gatewaysPage(c, nothingTyped, [])))
  .post(ADDRESS, allow("manage-gateways"), (c) => respond(c, create(c)))
  .post(`${ADDRESS}/:id/token`, allow("manage-gateways"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const renewed = yield* renewGatewayToken(actorOf(c), yield* orNotFound(pathId(c)))
        return yield* tokenPage(c, renewed.name, renewed.token, renewed.units)
      }).pipe(Effect.catchTag("GatewayNotFound", () => Effect.fail(new PageNotFound()))),
    ),
  )
  .post(`${ADDRESS}/:id/heartbeat-limit`, allow("manage-gateways"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const id = yield* orNotFound(pathId(c))
        const minutes = Number((yield* formTexts(c))["minutes"]?.trim() || Number.NaN)
        const { least, most } = heartbeatMinutes
        if (!Number.isInteger(minutes) || minutes < least || minutes > most) {
          const text = c.get("web").words.operations.gateways.limitWrong(least, most)
          return yield* gatewaysPage(c, nothingTyped, [{ field: `minutes-${id}`, text }])
        }
        yield* setHeartbeatLimit(actorOf(c), id, minutes)
        return c.redirect(ADDRESS, 303)
      }).pipe(Effect.catchTag("GatewayNotFound", () => Effect.fail(new PageNotFound()))),
    ),
  )

const create = Effect.fn("operations.createGateway")(function* (c: Context<Env>) {
  const words = c.get("web").words.operations.gateways
  const form = yield* formTexts(c)
  const typed: Typed = {
    name: (form["name"] ?? "").trim(),
    account: form["account"] ?? "",
    text: (form["text"] ?? "").trim().slice(0, 200),
    free: form["free"] === "yes",
  }
  const name = lineTyped(typed.name, LONGEST_NAME)
  const accounts = yield* accountChoices(typed.account)
  const errors: Wrong = [
    ...(name === null ? [{ field: "name" as const, text: words.nameMissing }] : []),
    ...(typed.account !== EVERY_ACCOUNT && !accounts.some(({ chosen }) => chosen)
      ? [{ field: "account" as const, text: words.accountMissing }]
      : []),
  ]
  if (name === null || errors.length > 0) return yield* gatewaysPage(c, typed, errors)
  const accountId = typed.account === EVERY_ACCOUNT ? null : Number(typed.account)
  return yield* setUpGateway(actorOf(c), { ...typed, name, accountId }).pipe(
    Effect.flatMap(({ token, units }) => tokenPage(c, name, token, units)),
    Effect.catchTags({
      GatewayNameTaken: () => gatewaysPage(c, typed, [{ field: "name", text: words.nameTaken }]),
      NoUnitsToConnect: () => gatewaysPage(c, typed, [{ field: "text", text: words.nothingMatches }]),
    }),
  )
})

const tokenPage = Effect.fn("operations.gatewayToken")(function* (
  c: Context<Env>,
  name: string,
  token: string,
  units: number,
) {
  const { render, words, config } = c.get("web")
  const text = words.operations.gateways
  const crumbs = [
    { href: ADDRESS, text: text.title },
    { href: ADDRESS, text: text.tokenTitle },
  ]
  const view: GatewayTokenView = {
    page: yield* operationsFrame(c, text.tokenTitle, crumbs),
    name,
    token,
    units: text.connects(units, formatsFor(c).number(units)),
    example: `POST ${config.publicAddress ?? new URL(c.req.url).origin}/telemetry, Authorization: Bearer ${token.slice(0, 4)}…`,
  }
  // A secret: neither the browser's cache nor the back button brings it again.
  c.header("Cache-Control", "no-store")
  return c.html(render("operations/gateway-token", view, words))
})

const gatewayRow = (c: Context<Env>, gateway: GatewayState, account: string, now: Date) => ({
  id: String(gateway.id),
  name: gateway.name,
  account,
  units: formatsFor(c).number(gateway.units),
  missing: formatsFor(c).number(gateway.missing),
  last: gateway.lastSignalAt === null ? null : formatsFor(c).moment(gateway.lastSignalAt, now),
  silent: gateway.silent,
  limit: limitText(c, gateway.heartbeat),
  minutes: gateway.units === 0 ? "" : String(gateway.heartbeat.most / 60),
})

const limitText = (c: Context<Env>, { least, most }: GatewayState["heartbeat"]) => {
  const { duration } = formatsFor(c)
  return most === 0 ? "" : least === most ? duration(most) : `${duration(least)} – ${duration(most)}`
}

const gatewaysPage = Effect.fn("operations.gateways")(function* (c: Context<Env>, typed: Typed, errors: Wrong) {
  const { render, words } = c.get("web")
  const text = words.operations.gateways
  const now = new Date()
  const { number } = formatsFor(c)
  const { gateways, nameOf, accounts } = yield* Effect.all(
    { gateways: gatewayStates(now), nameOf: accountNames, accounts: accountChoices(typed.account) },
    { concurrency: "unbounded" },
  )
  const silent = gateways.filter((gateway) => gateway.silent).length
  const everyone = { value: EVERY_ACCOUNT, text: text.everyAccount, chosen: typed.account === EVERY_ACCOUNT }
  const failed = errors.length > 0
  const view: GatewaysView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], { failed }),
    answer:
      text.answer(gateways.length, number(gateways.length)) + (silent > 0 ? text.silent(silent, number(silent)) : ""),
    gateways: gateways.map((one) => gatewayRow(c, one, one.accountId === null ? text.hub : nameOf(one.accountId), now)),
    none: text.none,
    form: hasRole(c, "administrator")
      ? { name: typed.name, accounts: [...accounts, everyone], text: typed.text, free: typed.free, errors }
      : null,
  }
  return c.html(render("operations/gateways", view, words), failed ? 422 : 200)
})
