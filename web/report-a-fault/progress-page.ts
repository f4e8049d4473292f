import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { progressOfLink } from "#maintenance"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { insideWords } from "../services/request-words.ts"
import type { ProgressPage, ProgressStep } from "./report-view.ts"

/** What somebody who reported by the code follows by their link. */
export const progressPages = new Hono<Env>().get("/r/:token", allow("anyone"), (c) => respond(c, progressPage(c)))

type Progress = NonNullable<Effect.Success<ReturnType<typeof progressOfLink>>>

const progressPage = Effect.fn("reportAFault.progress")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.reportAFault.progress
  const token = c.req.param("token") ?? ""
  c.header("X-Robots-Tag", "noindex")
  const progress = yield* progressOfLink(token)
  if (progress === null) {
    const page = yield* Effect.promise(() => layoutOf(c, { title: text.worthless.title }))
    return c.html(render("report-a-fault/worthless", { page }, words), 404)
  }
  const notice = c.req.query("done") === "sent" ? { notice: text.sent } : {}
  const page = yield* Effect.promise(() => layoutOf(c, { title: text.title(progress.name), ...notice }))
  const view: ProgressPage = {
    page,
    progress: progressView(c, token, progress, page.company.emergencyPhone, new Date()),
  }
  return c.html(render("report-a-fault/progress", view, words))
})

/** How far it is: the step that holds now. */
const standing = ({ state, onTheWayAt, arrivedAt }: Progress) => {
  if (state === "rejected") return "rejected"
  if (state === "completed" || state === "closed") return "done"
  if (arrivedAt !== null && arrivedAt >= (onTheWayAt ?? arrivedAt)) return "being-worked-on"
  if (onTheWayAt !== null) return "on-the-way"
  return state === "accepted" ? "accepted" : "registered"
}

const progressView = (
  c: Context<Env>,
  token: string,
  progress: Progress,
  phone: ProgressPage["page"]["company"]["emergencyPhone"],
  now: Date,
): ProgressPage["progress"] => {
  const { words } = c.get("web")
  const text = words.reportAFault.progress
  const format = formatsFor(c, progress.timeZone)
  const at = standing(progress)
  const isOver = at === "done" || at === "rejected"
  const { expectedBack, trappedSince, trappedUntil } = progress
  return {
    follow: isOver ? null : `/r/${token}`,
    heading: text.heading(words.services.problems[progress.problem], progress.name),
    answer: text.answers[at],
    back: isOver || expectedBack === null ? "" : text.back(format.moment(expectedBack, now).text),
    place: progress.building,
    call:
      trappedSince !== null && trappedUntil === null && !isOver
        ? {
            phone,
            say: words.services.new.say(progress.name, progress.building, progress.number),
            words: insideWords(c, progress.kind),
          }
        : null,
    steps: stepsOf(c, progress, at, now),
  }
}

const stepsOf = (
  c: Context<Env>,
  progress: Progress,
  at: ReturnType<typeof standing>,
  now: Date,
): ReadonlyArray<ProgressStep> => {
  const text = c.get("web").words.reportAFault.progress
  const { moment } = formatsFor(c, progress.timeZone)
  const last = at === "rejected" ? ("rejected" as const) : ("done" as const)
  const steps = [
    { name: "registered" as const, when: progress.submittedAt },
    { name: "on-the-way" as const, when: progress.onTheWayAt },
    { name: "being-worked-on" as const, when: progress.arrivedAt },
    { name: last, when: progress.settledAt },
  ]
  const present = steps.findIndex(({ name }) => name === (at === "accepted" ? "registered" : at))
  return (
    steps
      .map((step, place) => ({ ...step, place }))
      // What is done without anybody coming has no such step.
      .filter(({ when, place }) => when !== null || place > present)
      .map(({ name, when, place }) => ({
        title: text[name],
        when: when === null || place > present ? null : moment(when, now),
        stage: place < present ? "past" : place === present ? "now" : "ahead",
      }))
  )
}
