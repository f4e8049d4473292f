import type { Context } from "hono"
import { latestTokenDay, type Person, TOKEN_YEARS, tokenDays, tokenEnd } from "#access"
import { dayAt, isDay } from "#kernel/time.ts"
import type { Choice } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"

/** How long a token is to be good, as it was typed: `until` is a number of days, "day" or nothing that is offered. */
export interface TypedTerm {
  readonly until: string
  readonly day: string
}

export const untouchedTerm: TypedTerm = { until: "90", day: "" }

export const termTyped = (form: Readonly<Record<string, string>>): TypedTerm => ({
  until: form["until"] ?? "",
  day: (form["day"] ?? "").trim(),
})

type TermProblem = { readonly field: "until" | "day"; readonly text: string }

/** When a token of that term ends, in the person's own zone, or what is wrong with it. */
export const readTerm = (
  c: Context<Env>,
  person: Person,
  { until, day }: TypedTerm,
): { readonly expiresAt: Date | null; readonly errors: ReadonlyArray<TermProblem> } => {
  const text = c.get("web").words.tokens
  const byDay = until === "day"
  const expiresAt = tokenEnd(byDay ? { day } : { days: Number(until) }, new Date(), person.timeZone)
  if (expiresAt !== null) return { expiresAt, errors: [] }
  const problem: TermProblem = byDay
    ? { field: "day", text: text.dayMissing(formatsFor(c).number(TOKEN_YEARS)) }
    : { field: "until", text: text.untilMissing }
  return { expiresAt, errors: [problem] }
}

/** The fields of a token's term, partial `setup/_token-term`. */
export interface TermFields {
  readonly until: ReadonlyArray<Choice>
  readonly day: string
  readonly dayHint: string
  readonly firstDay: string
  readonly lastDay: string
}

/** The fields of a term as it was typed. */
export const termFields = (c: Context<Env>, person: Person, typed: TypedTerm, now: Date): TermFields => {
  const text = c.get("web").words.tokens
  const { number } = formatsFor(c)
  const days = tokenDays.map((some) => ({
    value: String(some),
    text: text.days(number(some)),
    chosen: typed.until === String(some),
  }))
  return {
    until: [...days, { value: "day", text: text.untilDay, chosen: typed.until === "day" }],
    // A field for days shows nothing else.
    day: isDay(typed.day) ? typed.day : "",
    dayHint: text.newDayHint(number(TOKEN_YEARS)),
    firstDay: dayAt(now, person.timeZone),
    lastDay: latestTokenDay(now, person.timeZone),
  }
}
