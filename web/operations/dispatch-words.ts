import type { Context } from "hono"
import { may } from "#access"
import type { UnitAgreedHours } from "#equipment"
import { type Candidate, forgottenBefore, responseClock, type ServiceOrder } from "#maintenance"
import { addDays, dayNumber, weekday } from "#kernel/time.ts"
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

/** What a clock is shown of. */
interface Waiting {
  readonly since: Date
  readonly trapped: boolean
  readonly timeZone: string
  /** Those of its unit; null: it runs by the calendar. */
  readonly hours: UnitAgreedHours | null
}

/**
 * How long something waits against what is promised, and when that is used up (milliseconds since 1970): in the agreed hours, but
 * by the calendar while somebody is inside.
 */
export const clockOf = (
  c: Context<Env>,
  { since, trapped, timeZone, hours }: Waiting,
  now: Date,
): { readonly clock: Clock; readonly dueAt: number } => {
  const text = c.get("web").words.dispatch
  const format = formatsFor(c, timeZone)
  const promised = promisedSeconds(c, trapped)
  const waiting = { since: since.getTime(), promised: promised * 1000 }
  const { elapsed: gone, dueAt, standsUntil } = responseClock(trapped ? null : hours, waiting, now.getTime())
  const elapsed = gone / 1000
  const late = elapsed > promised
  const say = late ? text.late : text.of
  const clock: Clock = {
    text: say(format.duration(elapsed), promisedWords(c, trapped)),
    tone: late ? "act" : elapsed > SOON * promised ? "ask" : "plain",
    since: format.moment(since, now),
    stands: standsUntil === null ? "" : standsWords(c, standsUntil, timeZone, now),
  }
  return { clock, dueAt }
}

const standsWords = (c: Context<Env>, until: number, timeZone: string, now: Date): string => {
  const text = c.get("web").words.dispatch
  if (until === Infinity) return text.standsOn
  const format = formatsFor(c, timeZone)
  const [day, today] = [format.day(until), format.day(now)]
  if (day > addDays(today, 6)) return text.stands(format.moment(until, now).text)
  const name = day === today ? "" : `${format.weekdays[weekday(dayNumber(day)) - 1] ?? ""} `
  return text.stands(`${name}${format.time(until)}${format.zone(until)}`)
}

/** That somebody seems to have forgotten to finish an order; null: nobody has. */
export const forgottenClock = (
  c: Context<Env>,
  { state, arrivedAt, timeZone }: Pick<ServiceOrder, "state" | "arrivedAt" | "timeZone">,
  now: Date,
): Clock | null =>
  state === "on-site" && arrivedAt !== null && arrivedAt < forgottenBefore(now)
    ? {
        ...{ text: c.get("web").words.dispatch.forgotten, tone: "ask", stands: "" },
        since: formatsFor(c, timeZone).moment(arrivedAt, now),
      }
    : null

/** Whether something waits longer than is promised. */
export const isLate = ({ tone }: Clock): boolean => tone === "act"

/** Hands an order to a candidate, with what speaks for and against them. */
export const handOver = (c: Context<Env>, candidate: Candidate, seen: number | null): HandOver => {
  const { dispatch } = c.get("web").words
  const text = dispatch.candidate
  const { technician, missing, kilometres, free, inTerritory } = candidate
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
    ...(inTerritory === null ? [] : [inTerritory ? text.territory : text.elsewhere]),
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
