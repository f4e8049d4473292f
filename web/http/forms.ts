import { Effect, Schema } from "effect"
import type { Context } from "hono"
import { HTTPException } from "hono/http-exception"
import type { Env } from "./env.ts"

/** A form that does not hold: the texts as typed, and one sentence for each field that is wrong. */
class FormInvalid extends Schema.TaggedError<FormInvalid>()("FormInvalid", {
  values: Schema.Record(Schema.String, Schema.String),
  problems: Schema.Record(Schema.String, Schema.String),
}) {}

/** The texts of a posted form; files are left to who expects them. A body that is no form is answered with 400. */
export const formTexts = (c: Context<Env>) =>
  Effect.promise(async () => {
    const body = await c.req.parseBody().catch(() => {
      throw new HTTPException(400, { message: "the body is not a form" })
    })
    const texts = Object.entries(body).filter((field): field is [string, string] => typeof field[1] === "string")
    if (texts.some(([, text]) => text.includes("\0"))) throw new HTTPException(400, { message: "no text holds a NUL" })
    return Object.fromEntries(texts)
  })

/** Decodes a posted form, or fails with what was typed and every problem at once. */
export const readForm = Effect.fn("readForm")(function* <A>(c: Context<Env>, schema: Schema.Codec<A, unknown>) {
  const values = yield* formTexts(c)
  const standard = Schema.toStandardSchemaV1(schema, { parseOptions: { errors: "all" } })
  const result = yield* Effect.promise(async () => standard["~standard"].validate(values))
  if (result.issues === undefined) return result.value
  const problems: Record<string, string> = {}
  for (const { path, message } of result.issues) problems[String(path?.[0] ?? "")] ??= message
  return yield* new FormInvalid({ values, problems })
})

/** The key by which a form that is sent twice is known (a UUID in small letters), or null when it is none. */
export const formKeyOf = (key: unknown): string | null =>
  typeof key === "string" && /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/.test(key) ? key : null
