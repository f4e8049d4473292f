import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { sites } from "#equipment"
import { planPage, type PlanRecurrence, type ServicePlan } from "#maintenance"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith, pageNumber, pagesOf, searched } from "../http/lists.ts"
import { idTyped } from "../http/path-id.ts"
import { accountChoices, operationsFrame } from "./operations-frame.ts"
import { fieldsOf } from "./planning-fields.ts"
import type { PlansView } from "./planning-view.ts"

/** All service plans; one of them is beneath it. */
export const PLANS = "/operations/plans"
const SIZE = 50

/** The plans of all units, narrowed to a customer, a unit, a name or a state. */
export const plansPages = new Hono<Env>().get(PLANS, allow("see-operations"), (c) => respond(c, page(c)))

/** "every 6 weeks, from when it was done", or the rule. */
export const oftenText = (c: Context<Env>, recurrence: PlanRecurrence): string => {
  const { plans: text } = c.get("web").words.planning
  if ("rule" in recurrence) return recurrence.rule
  const { every, unit, countedFrom } = recurrence
  const often = text.every[unit](every, formatsFor(c).number(every))
  return countedFrom === "completion" ? `${often}, ${text.fromCompletion}` : often
}

const doneNotice = (c: Context<Env>): string | undefined => {
  const { done: text } = c.get("web").words.planning.plans
  const { number } = formatsFor(c)
  const count = (name: string) => number(Math.min(Number(c.req.query(name)) || 0, 10_000_000))
  const done = c.req.query("done")
  if (done === "set") return text.set(count("added"), count("changed"))
  if (done === "paused" || done === "resumed") return text[done](count("plans"))
  return undefined
}

/** What the address asks for. */
const asked = (c: Context<Env>) => {
  const state = c.req.query("state") ?? ""
  return {
    account: c.req.query("account") ?? "",
    text: searched(c.req.query("text")),
    name: searched(c.req.query("name")),
    state,
    unit: idTyped(c.req.query("unit") ?? ""),
    paused: state === "paused" ? true : state === "running" ? false : null,
    page: pageNumber(c.req.query("page")),
  }
}

const page = Effect.fn("operations.plans")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const { plans: text, activities } = words.planning
  const { number, calendarDate } = formatsFor(c)
  const query = asked(c)
  const accountId = idTyped(query.account)
  const searchedUnits =
    query.text === "" ? null : (yield* sites({ accountId, text: query.text })).map(({ unitId }) => unitId)
  const unitIds = query.unit === null ? searchedUnits : [query.unit]
  const filter = { accountId, unitIds, name: query.name, paused: query.paused }
  const { plans, counts } = yield* planPage(filter, (query.page - 1) * SIZE, SIZE)
  const found = yield* sites({ unitIds: plans.map(({ unitId }) => unitId) })
  const siteOf = new Map(found.map((site) => [site.unitId, site]))
  const accounts = yield* accountChoices(query.account)
  const fields = fieldsOf({ account: query.account, text: query.text, name: query.name, state: query.state }, [])
  const row = (plan: ServicePlan): PlansView["plans"][number] => ({
    href: `${PLANS}/${plan.id}`,
    name: plan.name,
    activity: activities[plan.activity],
    unit: { href: `/equipment/units/${plan.unitId}`, text: siteOf.get(plan.unitId)?.name ?? "–" },
    building: siteOf.get(plan.unitId)?.building ?? "",
    often: oftenText(c, plan.recurrence),
    tolerance: text.days(number(plan.toleranceBefore), number(plan.toleranceAfter)),
    minutes: number(plan.minutes),
    from: calendarDate(plan.openFrom),
    paused: plan.paused,
  })
  const notice = doneNotice(c)
  const parts = {
    account: query.account,
    text: query.text,
    name: query.name,
    state: query.state,
    unit: query.unit ?? "",
  }
  const view: PlansView = {
    page: yield* operationsFrame(
      c,
      text.title,
      [{ href: PLANS, text: text.title }],
      notice === undefined ? {} : { notice },
    ),
    answer: text.answer(counts.plans, number(counts.plans), number(counts.units)),
    filters: [
      fields.select("account", text.customer, [
        ["", text.all],
        ...accounts.map((one): readonly [string, string] => [one.value, one.text]),
      ]),
      fields.text("text", text.text),
      fields.text("name", text.name),
      fields.select("state", text.state, [
        ["", text.all],
        ["running", text.running],
        ["paused", text.paused],
      ]),
    ],
    unit: query.unit === null ? "" : String(query.unit),
    plans: plans.map(row),
    pages: pagesOf(c, { page: query.page, size: SIZE, total: counts.plans }, (to) =>
      addressWith(PLANS, { ...parts, page: to }),
    ),
  }
  return c.html(render("operations/plans", view, words))
})
