import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { company, may, type Permission, type StaffTokenHolder, staffTokenHolder } from "#access"
import {
  acceptRequest,
  arrive,
  dispatchOrder,
  finishOrder,
  orderDetail,
  type OrderNotSo,
  type RequestNotSo,
  requestsToDecide,
  type ServiceOrder,
  startTravel,
  techniciansToLookAt,
  workNow,
} from "#maintenance"
import { as, reading } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import type { Services } from "../composition.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import { senderOf } from "../http/sender.ts"
import { callLimit } from "./call-limit.ts"
import { readAssignment, readFindings, readNothing } from "./work-body.ts"

const CALLS_A_MINUTE = 600
const BODY_BYTES = 64 * 1024
const MOST_REQUESTS = 200

const calls = callLimit(CALLS_A_MINUTE, 60_000)

const smallBody = bodyLimit({
  maxSize: BODY_BYTES,
  onError: (c) => c.json({ error: `a body has at most ${BODY_BYTES} bytes` }, 413),
})

/** The work of dispatchers and technicians, for programs that act for somebody of the service company. docs/api.md describes it. */
export const workRoutes = new Hono<Env>()
  .get("/api/work", allow("token"), (c) =>
    asStaff(c, "work-orders", () =>
      Effect.gen(function* () {
        const now = new Date()
        const { requests, orders, technicians, here } = yield* Effect.all(
          {
            requests: requestsToDecide(MOST_REQUESTS),
            orders: workNow(now),
            technicians: techniciansToLookAt(now),
            here: company,
          },
          { concurrency: "unbounded" },
        )
        return c.json({
          demo: here?.demo === true,
          requests: requests.requests.map((request) => ({
            id: request.id,
            unit: unitAnswer(request),
            state: request.state,
            problem: request.problem,
            trapped: request.trappedSince !== null && request.trappedUntil === null,
            waitingSince: request.waitingSince,
          })),
          orders: orders.map(orderAnswer),
          technicians: technicians.map(({ id, name, timeZone, userId }) => ({
            id,
            name,
            timeZone,
            signsIn: userId !== null,
          })),
        })
      }).pipe(reading),
    ),
  )
  .post("/api/requests/:id/acceptance", allow("token"), smallBody, (c) =>
    asStaff(c, "answer-requests", (holder) =>
      Effect.gen(function* () {
        const wrong = readNothing(yield* bodyOf(c))
        if (wrong !== null) return c.json({ error: wrong }, 400)
        const sender = yield* Effect.promise(() => senderOf(c))
        const id = yield* orNotFound(pathId(c))
        const order = yield* acceptRequest(holder, sender, id, new Date())
        return c.json({ order }, 200)
      }).pipe(answered(c)),
    ),
  )
  .post("/api/orders/:id/assignment", allow("token"), smallBody, (c) =>
    asStaff(c, "dispatch-orders", (holder) =>
      Effect.gen(function* () {
        const wanted = readAssignment(yield* bodyOf(c))
        if (typeof wanted === "string") return c.json({ error: wanted }, 400)
        const id = yield* orNotFound(pathId(c))
        yield* dispatchOrder(holder, id, wanted, new Date())
        return yield* asItIs(c, id)
      }).pipe(
        Effect.catchTag("TechnicianNotFound", () =>
          Effect.succeed(c.json({ error: "there is no technician of that id who works for the company" }, 400)),
        ),
        answered(c),
      ),
    ),
  )
  .post("/api/orders/:id/travel", allow("token"), smallBody, (c) => step(c, startTravel))
  .post("/api/orders/:id/arrival", allow("token"), smallBody, (c) => step(c, arrive))
  .post("/api/orders/:id/completion", allow("token"), smallBody, (c) =>
    asStaff(c, "work-orders", (holder) =>
      Effect.gen(function* () {
        const order = yield* orderOf(c)
        const found = readFindings(yield* bodyOf(c), order)
        if (typeof found === "string") return c.json({ error: found }, 400)
        const sender = yield* Effect.promise(() => senderOf(c))
        yield* finishOrder(inNameOf(order, holder), sender, order.id, found, {}, new Date())
        return yield* asItIs(c, order.id)
      }).pipe(answered(c)),
    ),
  )

const bodyOf = (c: Context<Env>) => Effect.promise(() => c.req.text())

const orderOf = Effect.fn("api.orderOf")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* reading(orderDetail(id)))
})

/** A step on the way is told under the name of the technician who takes it. */
const inNameOf = ({ technician }: ServiceOrder, holder: StaffTokenHolder) => ({
  userId: holder.userId,
  name: holder.staffRole === "technician" ? holder.name : (technician ?? holder.name),
  staffRole: holder.staffRole,
})

const step = (c: Context<Env>, take: typeof startTravel | typeof arrive) =>
  asStaff(c, "work-orders", (holder) =>
    Effect.gen(function* () {
      const wrong = readNothing(yield* bodyOf(c))
      if (wrong !== null) return c.json({ error: wrong }, 400)
      const order = yield* orderOf(c)
      yield* take(inNameOf(order, holder), order.id, {}, new Date())
      return yield* asItIs(c, order.id)
    }).pipe(answered(c)),
  )

const asItIs = (c: Context<Env>, id: number) =>
  Effect.gen(function* () {
    return c.json(orderAnswer(yield* orNotFound(yield* reading(orderDetail(id)))))
  })

const unitAnswer = (of: Pick<ServiceOrder, "unitId" | "number" | "unit" | "kind" | "building" | "timeZone">) => ({
  id: of.unitId,
  number: of.number,
  name: of.unit,
  kind: of.kind,
  building: of.building,
  timeZone: of.timeZone,
})

const orderAnswer = (order: ServiceOrder) => ({
  id: order.id,
  unit: unitAnswer(order),
  activity: order.activity,
  state: order.state,
  title: order.title,
  technician: order.technicianId,
  plannedOn: order.plannedOn,
  plannedStart: order.plannedStart,
  createdAt: order.createdAt,
  dispatchedAt: order.dispatchedAt,
  travelStartedAt: order.travelStartedAt,
  arrivedAt: order.arrivedAt,
})

/** What was not found is a 404, and what is no longer so a 409 that says how it is now and by whom. */
const answered =
  (c: Context<Env>) =>
  <R>(
    work: Effect.Effect<
      Response,
      | PageNotFound
      | OrderNotSo
      | RequestNotSo
      | { readonly _tag: "OrderNotFound" }
      | { readonly _tag: "RequestNotFound" },
      R
    >,
  ) => {
    const notSo = ({ state, changedBy }: Pick<OrderNotSo, "changedBy"> & { readonly state: string }) =>
      Effect.succeed(c.json({ error: `it is ${state}, by ${changedBy}`, state }, 409))
    return work.pipe(
      Effect.catchTags({
        OrderNotSo: notSo,
        RequestNotSo: notSo,
        OrderNotFound: () => Effect.fail(new PageNotFound()),
        RequestNotFound: () => Effect.fail(new PageNotFound()),
      }),
    )
  }

/** Answers a program that acts for somebody of the service company who may do that now. */
const asStaff = (
  c: Context<Env>,
  permission: Permission,
  answer: (holder: StaffTokenHolder) => Effect.Effect<Response, PageNotFound, Services>,
): Promise<Response> =>
  respond(
    c,
    Effect.gen(function* () {
      const given = c.req.header("authorization")
      const token = /^Bearer ([\w-]{20,100})$/i.exec(given ?? "")?.[1]
      const holder = token === undefined ? null : yield* staffTokenHolder(token)
      if (holder === null) {
        c.header("WWW-Authenticate", given === undefined ? "Bearer" : 'Bearer error="invalid_token"')
        return c.json({ error: "send a token of the service company: Authorization: Bearer …" }, 401)
      }
      if (!may({ staffRole: holder.staffRole, role: null }, permission)) {
        return c.json({ error: `${holder.name} may not do that` }, 403)
      }
      const wait = calls.call(holder.tokenId, Date.now())
      if (wait > 0) {
        c.header("Retry-After", String(wait))
        return c.json({ error: `more than ${CALLS_A_MINUTE} requests in a minute; wait ${wait} seconds` }, 429)
      }
      return yield* answer(holder).pipe(as(everything))
    }),
  )
