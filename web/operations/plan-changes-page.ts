import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { countryCodes, type SiteFilter, sites, type UnitKind, unitKinds } from "#equipment"
import {
  type ContractType,
  contractTypes,
  pausePlans,
  planCounts,
  type PlanTerms,
  setPlans,
  setUsualPlans,
} from "#maintenance"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith, searched } from "../http/lists.ts"
import { idTyped } from "../http/path-id.ts"
import { accountChoices, operationsFrame } from "./operations-frame.ts"
import { firstDueWrongs, neverDueWrongs, termFields, termsTyped, todayOf, typedTerms } from "./plan-form.ts"
import { fieldsOf, summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import type { PlanChangesView } from "./planning-view.ts"
import { PLANS } from "./plans-page.ts"

const CHANGES = `${PLANS}/changes`
const ways = ["usual", "set", "pause", "resume"] as const
type Way = (typeof ways)[number]

/** Setting, pausing and resuming the plans of many units: first what it would do, then doing it. */
export const planChangesPages = new Hono<Env>()
  .get(CHANGES, allow("plan-visits"), (c) => respond(c, preview(c, c.req.query())))
  .post(CHANGES, allow("plan-visits"), (c) =>
    respond(
      c,
      Effect.flatMap(formTexts(c), (typed) => change(c, typed)),
    ),
  )

/** Which units are meant, or what is wrong with it: what nobody can read must not stand for all of them. */
const filterOf = (c: Context<Env>, typed: Typed): SiteFilter | Wrongs => {
  const { changes } = c.get("web").words.planning.plans
  const given = (field: string) => (typed[field] ?? "").trim()
  const accountId = idTyped(given("account"))
  const kind = unitKinds.find((one): one is UnitKind => one === given("kind")) ?? null
  const country = countryCodes().find((code) => code === given("country").toUpperCase()) ?? null
  const wrongs: Wrongs = [
    ...(accountId === null && given("account") !== "" ? [{ field: "account", text: changes.chooseCustomer }] : []),
    ...(kind === null && given("kind") !== "" ? [{ field: "kind", text: changes.chooseKind }] : []),
    ...(country === null && given("country") !== "" ? [{ field: "country", text: changes.wrongCountry }] : []),
  ]
  return wrongs.length > 0 ? wrongs : { accountId, kind, country, text: searched(typed["text"]) }
}

/** Several things may be wrong with what was typed, and then it is nothing else. */
const isWrong = <A>(read: A | Wrongs): read is Wrongs => Array.isArray(read)

interface Wanted {
  readonly way: Way
  readonly filter: SiteFilter
  /** Only where the way needs them. */
  readonly terms: PlanTerms | null
  /** For which contracts the usual plans are; null: for any. */
  readonly contractType: ContractType | null
  readonly first: { readonly startsOn: string; readonly spread: boolean }
  readonly name: string
}

const wantedOf = (c: Context<Env>, typed: Typed): Wanted | Wrongs => {
  const { plans: text } = c.get("web").words.planning
  const way = ways.find((one) => one === typed["way"])
  const filter = filterOf(c, typed)
  const wrongUnits = isWrong(filter) ? filter : []
  if (way === undefined) return [...wrongUnits, { field: "way", text: text.changes.chooseWay }]
  const terms = way === "set" ? termsTyped(c, typed) : null
  const startsOn = typed["starts-on"] ?? ""
  const adds = way === "set" || way === "usual"
  const wrongs: Wrongs = [
    ...wrongUnits,
    ...(adds ? firstDueWrongs(c, startsOn) : []),
    ...(terms !== null && isWrong(terms) ? terms : []),
  ]
  if (wrongs.length > 0 || isWrong(filter) || (terms !== null && isWrong(terms))) return wrongs
  const never = terms === null ? [] : neverDueWrongs(c, terms, startsOn)
  if (never.length > 0) return never
  const first = { startsOn, spread: typed["spread-yes"] === "yes" }
  const contractType = contractTypes.find((one) => one === typed["contract-type"]) ?? null
  return { way, filter, terms, contractType, first, name: (typed["name"] ?? "").trim() }
}

const planFilter = Effect.fnUntraced(function* ({ filter, name }: Wanted, paused: boolean) {
  const found = yield* sites(filter)
  return { accountId: null, unitIds: found.map(({ unitId }) => unitId), name, paused }
})

const change = Effect.fn("operations.changePlans")(function* (c: Context<Env>, typed: Typed) {
  const wanted = wantedOf(c, typed)
  if (!("way" in wanted)) return yield* page(c, typed, wanted, null)
  const { way, filter, terms, contractType, first } = wanted
  const now = new Date()
  if (way === "pause" || way === "resume") {
    const plans = yield* pausePlans(yield* planFilter(wanted, way === "resume"), way === "pause", now)
    return c.redirect(addressWith(PLANS, { done: way === "pause" ? "paused" : "resumed", plans }), 303)
  }
  const { added, changed } =
    terms === null ? yield* setUsualPlans(filter, contractType, first, now) : yield* setPlans(filter, terms, first, now)
  return c.redirect(addressWith(PLANS, { done: "set", added, changed }), 303)
})

/** What it would do, in a sentence; null when there is nothing to do it to. */
const wouldDo = Effect.fnUntraced(function* (c: Context<Env>, wanted: Wanted) {
  const { would } = c.get("web").words.planning.plans.changes
  const { number } = formatsFor(c)
  const { way, filter, terms } = wanted
  if (way === "pause" || way === "resume") {
    const { plans, units } = yield* planCounts(yield* planFilter(wanted, way === "resume"))
    return plans === 0 ? null : would[way](number(plans), number(units))
  }
  const found = yield* sites(filter)
  if (found.length === 0) return null
  if (terms === null) return would.usual(number(found.length))
  const unitIds = found.map(({ unitId }) => unitId)
  const there = yield* planCounts({ accountId: null, unitIds, name: terms.name, paused: null })
  return would.set(number(found.length), number(there.units))
})

const preview = Effect.fn("operations.planChanges")(function* (c: Context<Env>, given: Typed) {
  const { changes } = c.get("web").words.planning.plans
  if (given["asked"] === undefined) {
    return yield* page(c, { ...typedTerms(null), "starts-on": todayOf(c), "spread-yes": "yes", ...given }, [], null)
  }
  const wanted = wantedOf(c, given)
  if (!("way" in wanted)) return yield* page(c, given, wanted, null)
  const would = yield* wouldDo(c, wanted)
  if (would === null) return yield* page(c, given, [{ field: "text", text: changes.noUnits }], null)
  return yield* page(c, given, [], would)
})

const page = Effect.fn("operations.planChangesPage")(function* (
  c: Context<Env>,
  typed: Typed,
  wrongs: Wrongs,
  would: string | null,
) {
  const { render, words } = c.get("web")
  const { plans: text } = words.planning
  const { changes } = text
  const accounts = yield* accountChoices(typed["account"] ?? "")
  const fields = fieldsOf(typed, wrongs)
  const failed = wrongs.length > 0
  const view: PlanChangesView = {
    page: yield* operationsFrame(
      c,
      changes.title,
      [
        { href: PLANS, text: text.title },
        { href: CHANGES, text: changes.title },
      ],
      { failed },
    ),
    units: [
      fields.select("account", text.customer, [
        ["", text.all],
        ...accounts.map((one): readonly [string, string] => [one.value, one.text]),
      ]),
      fields.select("kind", changes.kind, [
        ["", text.all],
        ...unitKinds.map((kind): readonly [string, string] => [kind, words.kinds[kind]]),
      ]),
      fields.text("country", changes.country),
      fields.text("text", text.text),
    ],
    ways: [
      fields.radios(
        "way",
        changes.what,
        ways.map((way): readonly [string, string] => [way, changes.ways[way]]),
      ),
      fields.select(
        "contract-type",
        changes.contractType,
        [
          ["", words.planning.usual.any],
          ...contractTypes.map((one): readonly [string, string] => [one, words.planning.contractTypes[one]]),
        ],
        changes.contractTypeHint,
      ),
    ],
    terms: [
      fields.date("starts-on", text.form.startsOn),
      fields.checks("spread", text.form.spreadTitle, [["yes", text.form.spread]]),
      ...termFields(c, typed, wrongs),
    ],
    would: would === null ? null : { text: would, kept: Object.entries(typed).filter(([name]) => name !== "asked") },
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/plan-changes", view, words), failed ? 422 : 200)
})
