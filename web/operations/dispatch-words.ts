import type { Context } from "hono"
import { may } from "#access"
import type { Candidate } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { Clock, HandOver } from "./dispatch-view.ts"

export const DISPATCH = "/operations/dispatch"

export const dispatchHref = (id: number) => `${DISPATCH}/${id}`

/** Whether whoever looks may decide and hand out. */
export const mayDispatch = (c: Context<Env>): boolean => {
  const person = c.get("person")
  return person !== null && may(person, "dispatch-orders")
}

/** What is promised, in seconds: somebody at the unit after it was reported. */
const promisedSeconds = (c: Context<Env>, trapped: boolean): number => {
  const { trappedMinutes, responseMinutes } = c.get("web").config
  return (trapped ? trappedMinutes : responseMinutes) * 60
}

/** A promised time in words: "1 h", "90 min". */
export const promisedWords = (c: Context<Env>, trapped: boolean): string => {
  const { number, duration } = formatsFor(c)
  const seconds = promisedSeconds(c, trapped)
  return seconds % 3600 === 0 ? c.get("web").words.dispatch.hours(number(seconds / 3600)) : duration(seconds)
}

/** Of the promised time so much is gone when it becomes a warning. */
const SOON = 0.75

/** How long something waits, by the calendar and not by agreed hours, against what is promised. */
export const clockOf = (
  c: Context<Env>,
  waiting: { readonly since: Date; readonly trapped: boolean; readonly timeZone: string },
  now: Date,
): Clock => {
  const text = c.get("web").words.dispatch
  const format = formatsFor(c, waiting.timeZone)
  const promised = promisedSeconds(c, waiting.trapped)
  const elapsed = Math.max(0, (now.getTime() - waiting.since.getTime()) / 1000)
  const late = elapsed > promised
  const say = late ? text.late : text.of
  return {
    text: say(format.duration(elapsed), promisedWords(c, waiting.trapped)),
    tone: late ? "act" : elapsed > SOON * promised ? "ask" : "plain",
    since: format.moment(waiting.since, now),
  }
}

/** Whether something waits longer than is promised. */
export const isLate = ({ tone }: Clock): boolean => tone === "act"

/** Hands an order to a candidate, with what speaks for and against them. */
export const handOver = (c: Context<Env>, candidate: Candidate, seen: number | null): HandOver => {
  const { dispatch } = c.get("web").words
  const text = dispatch.candidate
  const { technician, missing, kilometres, free } = candidate
  const format = formatsFor(c)
  const distance = kilometres === null ? null : dispatch.kilometres(format.decimal(kilometres, 1))
  const where =
    distance === null
      ? text.nowhere
      : technician.lastStop === null
        ? text.fromHome(distance)
        : text.from(distance, technician.lastStop)
  const why = [
    ...(free ? [text.free] : []),
    ...(technician.away ? [text.away] : []),
    ...(technician.busy === null ? [] : [text[technician.busy]]),
    ...(missing.length === 0 ? [] : [text.missing(format.list(missing.map((skill) => dispatch.skills[skill])))]),
    ...(technician.atWork || technician.away ? [] : [text.off]),
    where,
    ...(technician.waiting === 0 ? [] : [text.waiting(technician.waiting, format.number(technician.waiting))]),
  ]
  return {
    technician: String(technician.id),
    name: technician.name,
    seen: seen === null ? "" : String(seen),
    text: dispatch.handTo(technician.name),
    why: why.join(", "),
  }
}
