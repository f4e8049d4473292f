import type { Context } from "hono"
import type { Announcement } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { ResidentsWords } from "../report-a-fault/report-view.ts"

/** An announcement as people read it, its times in the building's zone. */
export const toldToResidents = (
  c: Context<Env>,
  timeZone: string,
  { reason, alternative, since, until, nextUpdateAt }: Announcement,
  now: Date,
): ResidentsWords => {
  const { moment } = formatsFor(c, timeZone)
  return {
    reason,
    alternative,
    since: moment(since, now),
    until: until === null ? null : moment(until, now),
    next: nextUpdateAt === null ? null : moment(nextUpdateAt, now),
  }
}
