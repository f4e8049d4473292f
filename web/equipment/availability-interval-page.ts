import { Effect, Schema } from "effect"
import { type Context, Hono } from "hono"
import {
  classRules,
  type ClassRule,
  decideClass,
  type DecidedClass,
  type DecidedInterval,
  type IntervalClass,
  isDown,
  type SeenInterval,
  unitDetail,
  type UnitDetail,
  unitInterval,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { dayAt } from "#kernel/time.ts"
import type { Fact } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { hasRole } from "../operations/operations-frame.ts"
import { availabilityHref, type AvailabilityQuery, intervalHref, readAvailabilityQuery } from "./availability-query.ts"
import type { DecisionView, IntervalView } from "./availability-view.ts"
import { classWords, ruleWords, sourceWords } from "./availability-words.ts"
import { buildingHref, causeWords, unitHref } from "./unit-words.ts"

const ADDRESS = "/equipment/units/:id/intervals/:at"
const LONGEST_REASON = 500
const choices = ["unplanned", "planned", "external", "rule"] as const
type ClassChoice = (typeof choices)[number]

interface Typed {
  readonly choice: string
  readonly reason: string
}
type Wrong = IntervalView["errors"]

/** One interval of a unit with what staff decided on it, and for those who may the form to decide. */
export const intervalPages = new Hono<Env>()
  .get(ADDRESS, allow("look-around"), (c) =>
    respond(
      c,
      Effect.flatMap(found(c), ({ unit, interval }) =>
        intervalPage(c, unit, interval, { choice: "", reason: "" }, [], 200),
      ),
    ),
  )
  .post(ADDRESS, allow("class-down-time"), (c) => respond(c, change(c)))

/** The instant in the path, or null when it is none. */
const pathInstant = (c: Context<Env>): Date | null => {
  const text = c.req.param("at") ?? ""
  return /^\d{1,14}$/.test(text) ? new Date(Number(text)) : null
}

/** The unit and its interval at that instant: messages that came late may have moved its beginning. */
const found = Effect.fn("foundInterval")(function* (c: Context<Env>) {
  const [id, at] = [yield* orNotFound(pathId(c)), yield* orNotFound(pathInstant(c))]
  const { unit, interval } = yield* Effect.all(
    { unit: unitDetail(id), interval: unitInterval(id, at) },
    { concurrency: "unbounded" },
  ).pipe(reading)
  return { unit: yield* orNotFound(unit), interval: yield* orNotFound(interval), at }
})

const change = Effect.fn("changeClass")(function* (c: Context<Env>) {
  const form = yield* formTexts(c)
  const typed: Typed = { choice: form["class"] ?? "", reason: (form["reason"] ?? "").trim() }
  const { unit, interval, at } = yield* found(c)
  const errors = problemsOf(c, typed)
  const { choice } = typed
  if (errors.length > 0 || !isChoice(choice)) return yield* intervalPage(c, unit, interval, typed, errors, 422)
  const seen = readSeen(form["seen"] ?? "")
  if (seen === null) return yield* changedMeanwhile(c, typed)
  const wanted = {
    unitId: unit.id,
    startedAt: at,
    seen,
    class: choice === "rule" ? null : (choice satisfies DecidedClass),
    reason: typed.reason,
  }
  return yield* decideClass(actorOf(c), wanted, new Date()).pipe(
    Effect.map(() => c.redirect(intervalHref(unit.id, at, periodOf(c, unit)), 303)),
    Effect.catchTag("IntervalChanged", () => changedMeanwhile(c, typed)),
  )
})

/** What is known by now, with what was typed. */
const changedMeanwhile = Effect.fn("changedMeanwhile")(function* (c: Context<Env>, typed: Typed) {
  const text = c.get("web").words.availability.interval.problems
  const { unit, interval } = yield* found(c)
  const what = isDown(interval.state) ? text.changed : text.gone(typed.reason)
  return yield* intervalPage(c, unit, interval, typed, [{ field: null, text: what }], 409)
})

const isChoice = (text: string): text is ClassChoice => choices.some((choice) => choice === text)

const problemsOf = (c: Context<Env>, { choice, reason }: Typed): Wrong => {
  const text = c.get("web").words.availability.interval.problems
  return [
    ...(isChoice(choice) ? [] : [{ field: "class" as const, text: text.choice }]),
    ...(reason === "" ? [{ field: "reason" as const, text: text.reason }] : []),
    ...(reason.length > LONGEST_REASON
      ? [{ field: "reason" as const, text: text.reasonLong(formatsFor(c).number(LONGEST_REASON)) }]
      : []),
  ]
}

const Seen = Schema.fromJsonString(
  Schema.Struct({
    endedAt: Schema.NullOr(Schema.Int),
    class: Schema.NullOr(Schema.Literals(["planned", "external", "unplanned", "unknown"])),
    rule: Schema.Literals(classRules),
  }),
)
const decodeSeen = Schema.decodeUnknownOption(Seen)

/** What the form carries of the interval as its reader saw it. */
const seenText = ({ endedAt, class: its, rule }: DecidedInterval): string =>
  JSON.stringify({ endedAt: endedAt?.getTime() ?? null, class: its, rule } satisfies typeof Seen.Type)

const readSeen = (text: string): SeenInterval | null => {
  const decoded = decodeSeen(text)
  if (decoded._tag === "None") return null
  const { endedAt, ...rest } = decoded.value
  return { ...rest, endedAt: endedAt === null ? null : new Date(endedAt) }
}

/** The period that the interval was found in, to lead back to. */
const periodOf = (c: Context<Env>, unit: UnitDetail): AvailabilityQuery =>
  readAvailabilityQuery(new URL(c.req.url).searchParams, dayAt(new Date(), unit.timeZone))

const intervalPage = Effect.fn("intervalPage")(function* (
  c: Context<Env>,
  unit: UnitDetail,
  interval: DecidedInterval,
  typed: Typed,
  errors: Wrong,
  status: 200 | 409 | 422,
) {
  const { render, words } = c.get("web")
  const text = words.availability.interval
  const format = formatsFor(c, unit.timeZone)
  const state = words.states.upper[interval.state]
  const query = periodOf(c, unit)
  const here = intervalHref(unit.id, interval.startedAt, query)
  const back = availabilityHref(unit.id, query)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title: text.title(state, unit.name),
      tab: "equipment",
      crumbs: [
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
        { href: back, text: words.availability.crumb },
        { href: here, text: text.crumb },
      ],
      failed: errors.length > 0,
    }),
  )
  const [from, to] = [interval.startedAt, interval.endedAt]
  const length = format.duration(((to?.getTime() ?? Date.now()) - from.getTime()) / 1000)
  const view: IntervalView = {
    page,
    state: interval.state,
    name: unit.name,
    answer: to === null ? text.soFar(state, length) : text.answer(state, length),
    when: text.when(
      format.toTheSecond(from),
      to === null ? text.now : format.toTheSecond(to),
      unit.timeZone.replaceAll("_", " "),
    ),
    errors,
    facts: factsOf(c, unit, interval),
    decisions: interval.decisions.map((decision): DecisionView => ({
      when: { iso: decision.decidedAt.toISOString(), text: format.toTheSecond(decision.decidedAt) },
      who: decision.decidedBy,
      before: classAndRule(c, decision.classBefore, decision.ruleBefore),
      after: decision.class === null ? text.byRule : classWords(decision.class, words),
      why: decision.reason,
    })),
    form:
      isDown(interval.state) && hasRole(c, "administrator", "dispatcher")
        ? {
            action: here,
            seen: seenText(interval),
            choices: choices
              .filter((choice) => choice !== "rule" || interval.rule === "by-hand")
              .map((value) => ({ value, text: text.choices[value], chosen: value === typed.choice })),
            reason: typed.reason,
          }
        : null,
    back: `${back}#i-${from.getTime()}`,
  }
  return c.html(render("equipment/availability-interval", view, words), status)
})

const classAndRule = (c: Context<Env>, its: IntervalClass | null, rule: ClassRule) => {
  const { words } = c.get("web")
  return `${classWords(its, words)} (${ruleWords({ rule }, words)})`
}

const factsOf = (c: Context<Env>, unit: UnitDetail, interval: DecidedInterval): ReadonlyArray<Fact> => {
  const { words } = c.get("web")
  const text = words.availability.interval
  const format = formatsFor(c, unit.timeZone)
  const fact = (label: string, value: string): ReadonlyArray<Fact> =>
    value === "" ? [] : [{ label, value, href: null }]
  const { startedAt, endedAt } = interval
  return [
    ...fact(text.state, words.states.upper[interval.state]),
    ...fact(text.cause, causeWords(interval, words)),
    ...fact(text.entrapment, interval.entrapment ? text.yes : ""),
    ...fact(
      text.length,
      endedAt === null ? words.availability.goesOn : format.exactly(endedAt.getTime() - startedAt.getTime()),
    ),
    ...fact(text.class, classWords(interval.class, words)),
    ...fact(text.rule, ruleWords(interval, words)),
    ...fact(text.source, sourceWords(interval, words)),
  ]
}
