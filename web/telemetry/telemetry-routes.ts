import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { type Gateway, gatewayOfToken, recordTelemetry, unitsOfGateway } from "#equipment"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { countTelemetry } from "../http/metrics.ts"

const MOST_BYTES = 5 * 1024 * 1024
const MOST_LINES = 10_000

const unzip = promisify(gunzip)

/** Where gateways report. Machines read the answers: JSON, with a sentence in `error` when a request is refused. */
export const telemetryRoutes = new Hono<Env>()
  .get("/telemetry/units", allow("gateway"), (c) =>
    asGateway(c, (gateway) => Effect.map(unitsOfGateway(gateway), (units) => c.json({ units }))),
  )
  .post("/telemetry", allow("gateway"), (c) =>
    asGateway(c, (gateway) =>
      Effect.gen(function* () {
        const body = yield* Effect.promise(() => readBody(c))
        if (body instanceof Response) return body
        const lines = body.split("\n")
        if (lines.length > MOST_LINES + 1) return c.json({ error: `more than ${MOST_LINES} lines in one request` }, 413)
        const receipt = yield* recordTelemetry(gateway, lines)
        countTelemetry("accepted", receipt.accepted)
        countTelemetry("duplicate", receipt.duplicates)
        countTelemetry("rejected", receipt.rejected.length)
        return c.json(receipt, 202)
      }),
    ),
  )

const asGateway = (
  c: Context<Env>,
  answer: (gateway: Gateway) => Effect.Effect<Response, never, Effect.Services<ReturnType<typeof recordTelemetry>>>,
) =>
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
