import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { figuresOfGateway, type Gateway, gatewayOfToken, recordTelemetry, takePast, unitsOfGateway } from "#equipment"
import type { Services } from "../composition.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import { streamResponse } from "../http/streams.ts"
import type { Env } from "../http/env.ts"
import { countTelemetry } from "../http/metrics.ts"

const MOST_BYTES = 5 * 1024 * 1024
const MOST_LINES = 10_000

const unzip = promisify(gunzip)

/** Where gateways report. Machines read the answers: JSON, with a sentence in `error` when a request is refused. */
export const telemetryRoutes = new Hono<Env>()
  .get("/telemetry/units", allow("token"), (c) =>
    asGateway(c, (gateway) => Effect.map(unitsOfGateway(gateway), (units) => c.json({ units }))),
  )
  .get("/telemetry/figures", allow("token"), (c) =>
    asGateway(c, (gateway) =>
      Effect.sync(() => {
        const [from, to] = ["from", "to"].map((name) => new Date(c.req.query(name) ?? ""))
        if (from === undefined || to === undefined || Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) {
          return c.json({ error: "say which time: ?from=2026-11-01T00:00:00Z&to=2026-11-08T00:00:00Z" }, 400)
        }
        const { runtime } = c.get("web")
        return streamResponse(c, { "Content-Type": "application/x-ndjson" }, (write) =>
          runtime.runPromise(
            figuresOfGateway(gateway.id, from, to, (units) =>
              write(units.map((unit) => `${JSON.stringify(unit)}\n`).join("")),
            ),
          ),
        )
      }),
    ),
  )
  .post("/telemetry/past", allow("token"), (c) =>
    asGateway(c, (gateway) =>
      Effect.gen(function* () {
        const lines = yield* Effect.promise(() => readLines(c))
        if (lines instanceof Response) return lines
        return c.json(yield* takePast(gateway, lines), 202)
      }),
    ),
  )
  .post("/telemetry", allow("token"), (c) =>
    asGateway(c, (gateway) =>
      Effect.gen(function* () {
        const lines = yield* Effect.promise(() => readLines(c))
        if (lines instanceof Response) return lines
        const receipt = yield* recordTelemetry(gateway, lines).pipe(
          Effect.catchTags({
            IntakeFull: () => Effect.succeed(later(c, 429, "more is waiting to be written than can be held")),
            IntakeFailed: ({ cause }) => {
              c.get("web").log.error("telemetry could not be written", { error: cause })
              return Effect.succeed(later(c, 503, "the database does not take it now"))
            },
          }),
        )
        if (receipt instanceof Response) return receipt
        countTelemetry("accepted", receipt.accepted)
        countTelemetry("duplicate", receipt.duplicates)
        countTelemetry("rejected", receipt.rejected.length)
        return c.json(receipt, 202)
      }),
    ),
  )

const later = (c: Context<Env>, status: 429 | 503, error: string) => {
  c.header("Retry-After", "1")
  return c.json({ error }, status)
}

const asGateway = (c: Context<Env>, answer: (gateway: Gateway) => Effect.Effect<Response, never, Services>) =>
  respond(
    c,
    Effect.gen(function* () {
      const token = /^Bearer ([\w-]{20,100})$/.exec(c.req.header("authorization") ?? "")?.[1]
      const gateway = token === undefined ? null : yield* gatewayOfToken(token)
      if (gateway === null) {
        c.header("WWW-Authenticate", "Bearer")
        return c.json({ error: "send the gateway's token: Authorization: Bearer …" }, 401)
      }
      return yield* answer(gateway)
    }),
  )

/** The body's lines, or the answer that refuses it. */
const readLines = async (c: Context<Env>): Promise<ReadonlyArray<string> | Response> => {
  const body = await readBody(c)
  if (body instanceof Response) return body
  const lines = body.split("\n")
  if (lines.length <= MOST_LINES + 1) return lines
  return c.json({ error: `more than ${MOST_LINES} lines in one request` }, 413)
}

/** The body as text, unzipped when it is zipped, or the answer that refuses it. Never more than 5 MiB, before or after. */
const readBody = async (c: Context<Env>): Promise<string | Response> => {
  const tooLarge = () => c.json({ error: "more than 5 MiB in one request" }, 413)
  if (Number(c.req.header("content-length") ?? 0) > MOST_BYTES) return tooLarge()
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.byteLength
    if (size > MOST_BYTES) return tooLarge()
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  const encoding = c.req.header("content-encoding") ?? "identity"
  if (encoding !== "identity" && encoding !== "gzip") {
    return c.json({ error: `cannot read content-encoding ${encoding}; send gzip or none` }, 415)
  }
  try {
    const plain = encoding === "gzip" ? await unzip(bytes, { maxOutputLength: MOST_BYTES }) : bytes
    return new TextDecoder("utf-8", { fatal: true }).decode(plain)
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return tooLarge()
    return c.json({ error: "the body is not UTF-8 text, or not gzip although it says so" }, 400)
  }
}
