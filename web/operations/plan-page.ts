import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { sites } from "#equipment"
import { isDay } from "#kernel/time.ts"
import { changePlan, planById, type ServicePlan } from "#maintenance"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { addressWith } from "../http/lists.ts"
import { pathId } from "../http/path-id.ts"
import { operationsFrame } from "./operations-frame.ts"
import { firstDueWrongs, neverDueWrongs, termFields, termsTyped, typedTerms } from "./plan-form.ts"
import { fieldsOf, summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import { mayPlan } from "./planning-page.ts"
import type { PlanView } from "./planning-view.ts"
import { PLANS } from "./plans-page.ts"

const ONE = `${PLANS}/:id{[0-9]+}`

/** One service plan, to look at and to change. */
export const planPages = new Hono<Env>()
  .get(ONE, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.flatMap(planHere(c), (plan) => page(c, plan, typedPlan(plan), [])),
    ),
  )
  .post(ONE, allow("plan-visits"), (c) => respond(c, change(c)))

const planHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* planById(id))
})

const typedPlan = (plan: ServicePlan): Typed => ({
  ...typedTerms(plan),
  "starts-on": plan.startsOn,
  "ends-on": plan.endsOn ?? "",
  ...(plan.paused ? { "paused-yes": "yes" } : {}),
})

const change = Effect.fn("operations.changePlan")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.plans
  const plan = yield* planHere(c)
  const typed = yield* formTexts(c)
  const terms = termsTyped(c, typed)
  const startsOn = typed["starts-on"] ?? ""
  const endsOn = typed["ends-on"] ?? ""
  const wrongs: Wrongs = [
    ...("name" in terms ? [] : terms),
    ...firstDueWrongs(c, startsOn),
    ...(endsOn === "" || (isDay(endsOn) && endsOn >= startsOn) ? [] : [{ field: "ends-on", text: errors.endsOn }]),
  ]
  if (wrongs.length > 0 || !("name" in terms)) return yield* page(c, plan, typed, wrongs)
  const never = neverDueWrongs(c, terms, startsOn)
  if (never.length > 0) return yield* page(c, plan, typed, never)
  const dates = { startsOn, endsOn: endsOn === "" ? null : endsOn, paused: typed["paused-yes"] === "yes" }
  return yield* changePlan(plan.id, terms, dates, new Date()).pipe(
    Effect.map((): Response => c.redirect(`${PLANS}/${plan.id}?done=changed`, 303)),
    Effect.catchTags({
      PlanNameTaken: () => page(c, plan, typed, [{ field: "name", text: errors.taken }]),
      PlanNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const page = Effect.fn("operations.plan")(function* (c: Context<Env>, plan: ServicePlan, typed: Typed, wrongs: Wrongs) {
  const { render, words } = c.get("web")
  const { plans: text } = words.planning
  const [site] = yield* sites({ unitIds: [plan.unitId] })
  const self = `${PLANS}/${plan.id}`
  const title = text.one.title(plan.name)
  const failed = wrongs.length > 0
  const fields = fieldsOf(typed, wrongs)
  const isDone = c.req.query("done") === "changed"
  const view: PlanView = {
    page: yield* operationsFrame(
      c,
      title,
      [
        { href: PLANS, text: text.title },
        { href: self, text: plan.name },
      ],
      { failed, ...(isDone ? { notice: text.done.changed } : {}) },
    ),
    name: title,
    about: site === undefined ? "" : `${site.name}, ${site.building}`,
    action: self,
    others: addressWith(PLANS, { unit: plan.unitId }),
    form: [
      ...termFields(c, typed, wrongs),
      fields.date("starts-on", text.form.startsOn),
      fields.date("ends-on", text.form.endsOn, text.form.endsHint),
      fields.checks("paused", text.state, [["yes", text.form.paused]]),
    ],
    mayAct: mayPlan(c),
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/plan", view, words), failed ? 422 : 200)
})
