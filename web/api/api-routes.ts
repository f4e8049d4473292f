import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { may, type Scope, type TokenHolder, tokenHolder } from "#access"
import { buildingPage, countBuildings, countUnits, intervalsOf, unitDetail, unitPage, unitUsage } from "#equipment"
import { reportProblem } from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import type { Services } from "../composition.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import { buildingAnswer, unitAnswer, unitDetailAnswer } from "./answers.ts"
import { callLimit } from "./call-limit.ts"
import { readReport } from "./report-body.ts"
import { type ApiPage, readPageQuery, readUnitsQuery } from "./query.ts"

const CALLS_A_MINUTE = 600
/** More than a month and the one before it, of which the unit's figures are made. */
const HISTORY_DAYS = 64
const REPORT_BYTES = 64 * 1024

const calls = callLimit(CALLS_A_MINUTE, 60_000)

/** What customers' own programs ask, each with a token that sees what its maker sees now. docs/api.md describes it. */
export const apiRoutes = new Hono<Env>()
  .get("/api/units", allow("token"), (c) =>
    asHolder(c, "read-equipment", () =>
      Effect.gen(function* () {
        const query = readUnitsQuery(new URL(c.req.url).searchParams)
        if (typeof query === "string") return c.json({ error: query }, 400)
        const { filter, page } = query
        const { rows, found } = yield* Effect.all(
          {
            rows: unitPage(filter, { by: "building", descending: false }, page, new Date()),
            found: countUnits(filter),
          },
          { concurrency: "unbounded" },
        )
        return c.json({ units: rows.map(unitAnswer), ...whereIn(c, page, found.units) })
      }).pipe(reading),
    ),
  )
  .get("/api/units/:id", allow("token"), (c) =>
    asHolder(c, "read-equipment", () =>
      Effect.gen(function* () {
        const now = new Date()
        const id = yield* orNotFound(pathId(c))
        const { found, intervals, usage } = yield* Effect.all(
          {
            found: unitDetail(id),
            intervals: intervalsOf([id], new Date(now.getTime() - HISTORY_DAYS * 86_400_000)),
            usage: unitUsage(id, now),
          },
          { concurrency: "unbounded" },
        )
        return c.json(unitDetailAnswer(yield* orNotFound(found), intervals, usage, now))
      }).pipe(reading),
    ),
  )
  .post(
    "/api/units/:id/requests",
    allow("token"),
    bodyLimit({
      maxSize: REPORT_BYTES,
      onError: (c) => c.json({ error: `a report has at most ${REPORT_BYTES} bytes` }, 413),
    }),
    (c) => asHolder(c, "write-requests", (holder) => report(c, holder)),
  )
  .get("/api/buildings", allow("token"), (c) =>
    asHolder(c, "read-equipment", () =>
      Effect.gen(function* () {
        const page = readPageQuery(new URL(c.req.url).searchParams)
        if (typeof page === "string") return c.json({ error: page }, 400)
        const { rows, total } = yield* Effect.all(
          { rows: buildingPage(page), total: countBuildings },
          { concurrency: "unbounded" },
        )
        return c.json({ buildings: rows.map(buildingAnswer), ...whereIn(c, page, total) })
      }).pipe(reading),
    ),
  )

/** A service request in the name of whoever the token was made by, who may still report. Sent again, it is the same one. */
const report = Effect.fn("api.report")(function* (c: Context<Env>, { userId, role, name }: TokenHolder) {
  if (userId === null || !may({ staffRole: null, role }, "report-problems")) {
    return c.json({ error: "whoever made the token may not report problems any more" }, 403)
  }
  const id = yield* orNotFound(pathId(c))
  const unit = yield* orNotFound(yield* reading(unitDetail(id)))
  const body = readReport(yield* Effect.promise(() => c.req.text()), unit.kind)
  if (typeof body === "string") return c.json({ error: body }, 400)
  const { key: formKey, ...told } = body
  return yield* reportProblem({ userId, name, staffRole: null }, { unitId: id, formKey, ...told }, new Date()).pipe(
    Effect.map((requestId) => c.json({ id: requestId, href: `/services/requests/${requestId}` }, 201)),
    Effect.catchTag("UnitNotFound", () => Effect.fail(new PageNotFound())),
  )
})

/** Which page this is of how many things, and the address of the next one, or null. */
const whereIn = (c: Context<Env>, { number, size }: ApiPage, total: number) => {
  const url = new URL(c.req.url)
  url.searchParams.set("page", String(number + 1))
  return { total, page: number, size, next: number * size < total ? url.pathname + url.search : null }
}

const refusals = {
  "read-equipment": "send a token that may read equipment: Authorization: Bearer …",
  "write-requests": "send a token that may report problems: Authorization: Bearer …",
} as const satisfies Partial<Readonly<Record<Scope, string>>>

/** Looks through the eyes of whoever holds the token; without a good one it says so, and too many calls are put off. */
const asHolder = (
  c: Context<Env>,
  scope: keyof typeof refusals,
  answer: (holder: TokenHolder) => Effect.Effect<Response, PageNotFound, Services>,
): Promise<Response> =>
  respond(
    c,
    Effect.gen(function* () {
      const given = c.req.header("authorization")
      const token = /^Bearer ([\w-]{20,100})$/i.exec(given ?? "")?.[1]
      const holder = token === undefined ? null : yield* tokenHolder(token, scope)
      if (holder === null) {
        c.header("WWW-Authenticate", given === undefined ? "Bearer" : 'Bearer error="invalid_token"')
        return c.json({ error: refusals[scope] }, 401)
      }
      const wait = calls.call(holder.tokenId, Date.now())
      if (wait > 0) {
        c.header("Retry-After", String(wait))
        return c.json({ error: `more than ${CALLS_A_MINUTE} requests in a minute; wait ${wait} seconds` }, 429)
      }
      return yield* answer(holder).pipe(as(holder.viewer))
    }),
  )
