import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { countryCodes, drives, unitKinds } from "#equipment"
import {
  addUsualPlan,
  changeUsualPlan,
  contractTypes,
  disownUsualPlans,
  ownUsualPlans,
  removeUsualPlan,
  type UsualPlan,
  usualPlanById,
  type UsualPlanRow,
  usualPlansOf,
} from "#maintenance"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith } from "../http/lists.ts"
import { pathId } from "../http/path-id.ts"
import { operationsFrame } from "./operations-frame.ts"
import { countriesIn } from "./places.ts"
import { neverDueWrongs, termFields, termsTyped, todayOf, typedTerms } from "./plan-form.ts"
import { doneText, fieldsOf, summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import { mayPlan } from "./planning-page.ts"
import type { UsualPlanRemovalView, UsualPlansView, UsualPlanView } from "./planning-view.ts"
import { oftenText, PLANS } from "./plans-page.ts"

/** The plans that units usually get; one of them is beneath it. */
const USUAL = `${PLANS}/usual`
const ONE = `${USUAL}/:id{[0-9]+}`
const RETURN = `${USUAL}/return`
/** What stands in an address for every country that is not named. */
const ELSEWHERE = "elsewhere"

/** The usual plans of a country, to look at, to make one's own and to change. */
export const usualPlansPages = new Hono<Env>()
  .get(USUAL, allow("see-operations"), (c) => respond(c, list(c)))
  .post(USUAL, allow("plan-visits"), (c) => respond(c, add(c)))
  .post(`${USUAL}/countries`, allow("plan-visits"), (c) => respond(c, own(c)))
  .get(`${USUAL}/new`, allow("plan-visits"), (c) =>
    respond(
      c,
      Effect.flatMap(countryTyped(c.req.query()), (country) => form(c, country, null, typedOf(null), [])),
    ),
  )
  .get(RETURN, allow("plan-visits"), (c) => respond(c, askReturn(c)))
  .post(RETURN, allow("plan-visits"), (c) => respond(c, returnToShipped(c)))
  .get(ONE, allow("plan-visits"), (c) =>
    respond(
      c,
      Effect.flatMap(planHere(c), (plan) => form(c, plan.country, plan, typedOf(plan), [])),
    ),
  )
  .post(ONE, allow("plan-visits"), (c) => respond(c, change(c)))
  .get(`${ONE}/removal`, allow("plan-visits"), (c) => respond(c, askRemoval(c)))
  .post(`${ONE}/removal`, allow("plan-visits"), (c) => respond(c, remove(c)))

const planHere = Effect.fnUntraced(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* orNotFound(yield* usualPlanById(id))
})

const inAddress = (country: string) => (country === "" ? ELSEWHERE : country)

/** The country that an address or a form names; what is none is no page. */
const countryTyped = (typed: Typed) => {
  const code = typed["country"] ?? ELSEWHERE
  return orNotFound(code === ELSEWHERE ? "" : countryCodes().includes(code) ? code : null)
}

const nameOf = (c: Context<Env>, country: string): string =>
  country === ""
    ? c.get("web").words.planning.usual.elsewhere
    : (countriesIn(c.get("person")?.locale ?? "en-GB").get(country) ?? country)

const backTo = (c: Context<Env>, country: string, done: string) =>
  c.redirect(addressWith(USUAL, { country: inAddress(country), done }), 303)

const trailOf = (c: Context<Env>, country: string) => {
  const { plans, usual } = c.get("web").words.planning
  return [
    { href: PLANS, text: plans.title },
    { href: addressWith(USUAL, { country: inAddress(country) }), text: usual.title(nameOf(c, country)) },
  ]
}

/** Those of one name beside each other, what holds for all before what holds for some. */
const byName = (a: UsualPlan, b: UsualPlan) =>
  a.terms.name.localeCompare(b.terms.name) ||
  contractTypes.findIndex((one) => one === a.contractType) - contractTypes.findIndex((one) => one === b.contractType) ||
  drives.findIndex((one) => one === a.drive) - drives.findIndex((one) => one === b.drive)

const list = Effect.fn("operations.usualPlans")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const { usual: text, plans: planWords, activities, contractTypes: types } = words.planning
  const { number } = formatsFor(c)
  const country = yield* countryTyped(c.req.query())
  const { isOwn, plans, countries } = yield* usualPlansOf(country)
  const title = text.title(nameOf(c, country))
  const notice = doneText(text.done, c.req.query("done"))
  const first = [...new Set([...countries, country])]
  const others = [...countriesIn(c.get("person")?.locale ?? "en-GB")].filter(([code]) => !first.includes(code))
  const fields = fieldsOf({ country: inAddress(country) }, [])
  const view: UsualPlansView = {
    page: yield* operationsFrame(c, title, trailOf(c, country), notice === undefined ? {} : { notice }),
    answer: title,
    about: isOwn ? text.own : text.shipped,
    country: inAddress(country),
    choose: [
      fields.select("country", text.country, [
        ...first.map((code): readonly [string, string] => [inAddress(code), nameOf(c, code)]),
        ...others,
      ]),
    ],
    groups: unitKinds
      .map((kind) => ({ kind, its: plans.filter((plan) => plan.kind === kind) }))
      .filter(({ its }) => its.length > 0)
      .map(({ kind, its }) => ({
        id: kind,
        kind: words.kinds[kind],
        plans: its.toSorted(byName).map(({ id, drive, contractType, terms }) => ({
          href: id === null || !mayPlan(c) ? null : `${USUAL}/${id}`,
          name: terms.name,
          activity: activities[terms.activity],
          units: [
            ...(drive === null ? [] : [words.drives[drive]]),
            ...(contractType === null ? [] : [types[contractType]]),
          ].join(", "),
          often: oftenText(c, terms.recurrence),
          tolerance: planWords.days(number(terms.toleranceBefore), number(terms.toleranceAfter)),
          minutes: number(terms.minutes),
        })),
      })),
    mayAct: mayPlan(c),
    isOwn,
    adding: addressWith(`${USUAL}/new`, { country: inAddress(country) }),
    returning: addressWith(RETURN, { country: inAddress(country) }),
  }
  return c.html(render("operations/usual-plans", view, words))
})

const own = Effect.fn("operations.ownUsualPlans")(function* (c: Context<Env>) {
  const country = yield* countryTyped(yield* formTexts(c))
  yield* ownUsualPlans(country)
  return backTo(c, country, "own")
})

const typedOf = (plan: UsualPlan | null): Typed => ({
  ...typedTerms(plan === null ? null : { ...plan.terms, skills: [] }),
  kind: plan?.kind ?? "lift",
  drive: plan?.drive ?? "",
  "contract-type": plan?.contractType ?? "",
})

/** The usual plan that was typed, or all that is wrong with it. */
const planTyped = (c: Context<Env>, typed: Typed): UsualPlan | Wrongs => {
  const read = termsTyped(c, typed)
  const { errors } = c.get("web").words.planning.usual
  const kind = unitKinds.find((one) => one === typed["kind"])
  const wrongs = "name" in read ? neverDueWrongs(c, read, todayOf(c)) : read
  if (kind === undefined || !("name" in read) || wrongs.length > 0)
    return [...(kind === undefined ? [{ field: "kind", text: errors.kind }] : []), ...wrongs]
  const { skills: _, ...terms } = read
  return {
    kind,
    drive: drives.find((one) => one === typed["drive"]) ?? null,
    contractType: contractTypes.find((one) => one === typed["contract-type"]) ?? null,
    terms,
  }
}

const add = Effect.fn("operations.addUsualPlan")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.usual
  const typed = yield* formTexts(c)
  const country = yield* countryTyped(typed)
  const read = planTyped(c, typed)
  if (!("terms" in read)) return yield* form(c, country, null, typed, read)
  return yield* addUsualPlan(country, read).pipe(
    Effect.map((): Response => backTo(c, country, "added")),
    Effect.catchTags({
      UsualPlanTaken: () => form(c, country, null, typed, [{ field: "name", text: errors.taken }]),
      UsualPlanNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const change = Effect.fn("operations.changeUsualPlan")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.usual
  const plan = yield* planHere(c)
  const typed = yield* formTexts(c)
  const read = planTyped(c, typed)
  if (!("terms" in read)) return yield* form(c, plan.country, plan, typed, read)
  return yield* changeUsualPlan(plan.id, read).pipe(
    Effect.map((): Response => backTo(c, plan.country, "changed")),
    Effect.catchTags({
      UsualPlanTaken: () => form(c, plan.country, plan, typed, [{ field: "name", text: errors.taken }]),
      UsualPlanNotFound: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const form = Effect.fn("operations.usualPlan")(function* (
  c: Context<Env>,
  country: string,
  plan: UsualPlanRow | null,
  typed: Typed,
  wrongs: Wrongs,
) {
  const { render, words } = c.get("web")
  const { usual: text, contractTypes: types } = words.planning
  // Of a country whose plans are still those that are shipped there is nothing to change.
  if (plan === null) yield* orNotFound((yield* usualPlansOf(country)).isOwn ? country : null)
  const fields = fieldsOf(typed, wrongs)
  const title = plan === null ? text.add : text.one(plan.terms.name)
  const self = plan === null ? USUAL : `${USUAL}/${plan.id}`
  const failed = wrongs.length > 0
  const view: UsualPlanView = {
    page: yield* operationsFrame(c, title, [...trailOf(c, country), { href: self, text: title }], { failed }),
    name: title,
    about: text.ofCountry(nameOf(c, country)),
    action: self,
    country: inAddress(country),
    form: [
      fields.select(
        "kind",
        text.kind,
        unitKinds.map((one): readonly [string, string] => [one, words.kinds[one]]),
      ),
      fields.select("drive", text.drive, [
        ["", text.any],
        ...drives.map((one): readonly [string, string] => [one, words.drives[one]]),
      ]),
      fields.select("contract-type", text.contractType, [
        ["", text.any],
        ...contractTypes.map((one): readonly [string, string] => [one, types[one]]),
      ]),
      ...termFields(c, typed, wrongs).filter(({ name }) => name !== "skills"),
    ],
    removal: plan === null ? null : `${self}/removal`,
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/usual-plan", view, words), failed ? 422 : 200)
})

/** The page that asks before something is gone. */
const ask = Effect.fnUntraced(function* (
  c: Context<Env>,
  country: string,
  asked: { readonly question: string; readonly about: string; readonly yes: string; readonly action: string },
) {
  const { render, words } = c.get("web")
  const back = addressWith(USUAL, { country: inAddress(country) })
  const trail = [...trailOf(c, country), { href: asked.action, text: asked.question }]
  const page = yield* operationsFrame(c, asked.question, trail, {})
  const view: UsualPlanRemovalView = { page, ...asked, back, country: inAddress(country) }
  return c.html(render("operations/usual-plan-removal", view, words))
})

const askRemoval = Effect.fn("operations.askUsualPlanRemoval")(function* (c: Context<Env>) {
  const { usual: text } = c.get("web").words.planning
  const { id, country, terms } = yield* planHere(c)
  const question = text.removal(terms.name)
  return yield* ask(c, country, {
    question,
    about: text.removalAbout,
    yes: text.remove,
    action: `${USUAL}/${id}/removal`,
  })
})

const remove = Effect.fn("operations.removeUsualPlan")(function* (c: Context<Env>) {
  const country = yield* countryTyped(yield* formTexts(c))
  yield* removeUsualPlan(yield* orNotFound(pathId(c)))
  return backTo(c, country, "removed")
})

const askReturn = Effect.fn("operations.askReturnToShipped")(function* (c: Context<Env>) {
  const { usual: text } = c.get("web").words.planning
  const country = yield* countryTyped(c.req.query())
  const { isOwn } = yield* usualPlansOf(country)
  if (!isOwn) return backTo(c, country, "returned")
  const question = text.returnQuestion(nameOf(c, country))
  return yield* ask(c, country, { question, about: text.returnAbout, yes: text.returnYes, action: RETURN })
})

const returnToShipped = Effect.fn("operations.returnToShipped")(function* (c: Context<Env>) {
  const country = yield* countryTyped(yield* formTexts(c))
  yield* disownUsualPlans(country)
  return backTo(c, country, "returned")
})
