import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type TokenHolder, tokenHolder } from "#access"
import { buildingPage, countBuildings, countUnits, intervalsOf, unitDetail, unitPage, unitUsage } from "#equipment"
import { as, reading } from "#kernel/database/database.ts"
import type { Services } from "../composition.ts"
import { allow } from "../http/access.ts"
import { orNotFound, type PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import { buildingAnswer, unitAnswer, unitDetailAnswer } from "./answers.ts"
import { callLimit } from "./call-limit.ts"
import { type ApiPage, readPageQuery, readUnitsQuery } from "./query.ts"

const CALLS_A_MINUTE = 600
/** More than a month and the one before it, of which the unit's figures are made. */
const HISTORY_DAYS = 64

const calls = callLimit(CALLS_A_MINUTE, 60_000)

/** What customers' own programs ask, each with a token that sees what its maker sees now. docs/api.md describes it. */
export const apiRoutes = new Hono<Env>()
  .get("/api/units", allow("token"), (c) =>
    asHolder(c, () =>
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
    asHolder(c, () =>
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
  .get("/api/buildings", allow("token"), (c) =>
    asHolder(c, () =>
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

/** Which page this is of how many things, and the address of the next one, or null. */
const whereIn = (c: Context<Env>, { number, size }: ApiPage, total: number) => {
  const url = new URL(c.req.url)
  url.searchParams.set("page", String(number + 1))
  return { total, page: number, size, next: number * size < total ? url.pathname + url.search : null }
}

/** Looks through the eyes of whoever holds the token; without a good one it says so, and too many calls are put off. */
const asHolder = (
  c: Context<Env>,
  answer: (holder: TokenHolder) => Effect.Effect<Response, PageNotFound, Services>,
): Promise<Response> =>
  respond(
    c,
    Effect.gen(function* () {
      const given = c.req.header("authorization")
      const token = /^Bearer ([\w-]{20,100})$/i.exec(given ?? "")?.[1]
      const holder = token === undefined ? null : yield* tokenHolder(token, "read-equipment")
      if (holder === null) {
        c.header("WWW-Authenticate", given === undefined ? "Bearer" : 'Bearer error="invalid_token"')
        return c.json({ error: "send a token that may read equipment: Authorization: Bearer …" }, 401)
      }
      const wait = calls.call(holder.tokenId, Date.now())
      if (wait > 0) {
        c.header("Retry-After", String(wait))
        return c.json({ error: `more than ${CALLS_A_MINUTE} requests in a minute; wait ${wait} seconds` }, 429)
      }
      return yield* answer(holder).pipe(as(holder.viewer))
    }),
  )
