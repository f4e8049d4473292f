import { Cause, Effect, Exit, Schema } from "effect"
import type { Context } from "hono"
import type { Viewer } from "#kernel/database/viewer.ts"
import { as } from "#kernel/database/database.ts"
import type { Services } from "../composition.ts"
import type { Env } from "./env.ts"
import { pageNotFound } from "./errors.ts"

/** What was asked for does not exist for this viewer. */
export class PageNotFound extends Schema.TaggedError<PageNotFound>()("PageNotFound", {}) {}

const nobody: Viewer = { reach: "nobody" }

/**
 * The one way from a request into an effect. It looks through the eyes of whoever is signed in, and can fail with nothing
 * but `PageNotFound`: a page that lets another typed error through does not compile. A defect becomes a 500.
 */
export const respond = async (
  c: Context<Env>,
  work: Effect.Effect<Response, PageNotFound, Services>,
): Promise<Response> => {
  const viewer = c.get("person")?.viewer ?? nobody
  const exit = await c.get("web").runtime.runPromiseExit(work.pipe(as(viewer)))
  if (Exit.isSuccess(exit)) return exit.value
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  if (failure !== undefined) return pageNotFound(c)
  throw Cause.squash(exit.cause)
}

/** Turns "there is none" into the page that says so. */
export const orNotFound = <A>(found: A | null): Effect.Effect<A, PageNotFound> =>
  found === null ? Effect.fail(new PageNotFound()) : Effect.succeed(found)
