import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { attachment } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { pathId } from "../http/path-id.ts"
import { pictureFiles } from "./picture-files.ts"

/** The pictures of requests and orders, to whoever sees what they belong to. */
export const filePages = new Hono<Env>()
  .get("/files/:id{[0-9]+}", allow("look-around"), (c) => respond(c, picture(c, "sha")))
  .get("/files/:id{[0-9]+}/thumbnail", allow("look-around"), (c) => respond(c, picture(c, "thumbnailSha")))

const picture = Effect.fn("files.picture")(function* (c: Context<Env>, size: "sha" | "thumbnailSha") {
  const id = yield* orNotFound(pathId(c))
  const found = yield* orNotFound(yield* reading(attachment(id)))
  const sha = found[size]
  // What an id names never changes; who may see it may keep it.
  c.header("Cache-Control", "private, max-age=31536000, immutable")
  c.header("ETag", `"${sha}"`)
  c.header("Content-Security-Policy", "default-src 'none'; sandbox")
  if (c.req.header("if-none-match") === `"${sha}"`) return c.body(null, 304)
  const bytes = yield* orNotFound(yield* Effect.promise(() => pictureFiles(c.get("web").config).read(sha)))
  c.header("Content-Type", found.type)
  c.header("Content-Disposition", `inline; filename="${found.kind}-${id}.webp"`)
  return c.body(new Uint8Array(bytes))
})
