import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { allAccounts, lineTyped, openAccount } from "#access"
import { fleetSizes } from "#equipment"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { timeZones, timeZoneTyped } from "../words/time-zones.ts"
import { hasRole, operationsFrame } from "./operations-frame.ts"
import type { CustomersView } from "./operations-view.ts"
import { countriesIn } from "./places.ts"

const ADDRESS = "/operations/customers"
const LONGEST_NAME = 200

interface Typed {
  readonly name: string
  readonly country: string
  readonly timeZone: string
}
type Wrong = NonNullable<CustomersView["form"]>["errors"]

const nothingTyped: Typed = { name: "", country: "", timeZone: "" }

/** The customers' accounts, and the form that opens one. */
export const customersPages = new Hono<Env>()
  .get(ADDRESS, allow("see-operations"), (c) => respond(c, customersPage(c, nothingTyped, [])))
  .post(ADDRESS, allow("open-accounts"), (c) => respond(c, open(c)))

const languageOf = (c: Context<Env>) => c.get("person")?.locale ?? "en-GB"

const open = Effect.fn("operations.openAccount")(function* (c: Context<Env>) {
  const words = c.get("web").words.operations.customers
  const form = yield* formTexts(c)
  const typed: Typed = {
    name: (form["name"] ?? "").trim(),
    country: form["country"] ?? "",
    timeZone: (form["time-zone"] ?? "").trim(),
  }
  const name = lineTyped(typed.name, LONGEST_NAME)
  const timeZone = timeZoneTyped(typed.timeZone)
  const errors: Array<Wrong[number]> = []
  if (name === null) errors.push({ field: "name", text: words.nameMissing })
  if (!countriesIn(languageOf(c)).has(typed.country)) errors.push({ field: "country", text: words.countryMissing })
  if (timeZone === null) errors.push({ field: "time-zone", text: words.timeZoneMissing })
  if (name === null || timeZone === null || errors.length > 0) return yield* customersPage(c, typed, errors)
  return yield* openAccount({ name, country: typed.country, timeZone }, actorOf(c)).pipe(
    Effect.map(({ id }) => c.redirect(`/operations/imports?account=${id}&opened=yes`, 303)),
    Effect.catchTag("AccountNameTaken", () => customersPage(c, typed, [{ field: "name", text: words.nameTaken }])),
  )
})

const customersPage = Effect.fn("operations.customers")(function* (c: Context<Env>, typed: Typed, errors: Wrong) {
  const { render, words } = c.get("web")
  const text = words.operations.customers
  const { number } = formatsFor(c)
  const countries = countriesIn(languageOf(c))
  const { accounts, sizes } = yield* Effect.all(
    { accounts: allAccounts, sizes: fleetSizes },
    { concurrency: "unbounded" },
  )
  const failed = errors.length > 0
  const view: CustomersView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], { failed }),
    answer: text.answer(accounts.length, number(accounts.length)),
    customers: accounts.map(({ id, name, country, timeZone }) => ({
      name,
      country: countries.get(country) ?? country,
      timeZone,
      buildings: number(sizes.get(id)?.buildings ?? 0),
      units: number(sizes.get(id)?.units ?? 0),
    })),
    none: text.none,
    form: hasRole(c, "administrator")
      ? {
          name: typed.name,
          countries: [...countries].map(([value, name]) => ({ value, text: name, chosen: value === typed.country })),
          timeZone: typed.timeZone,
          timeZones,
          errors,
        }
      : null,
  }
  return c.html(render("operations/customers", view, words), failed ? 422 : 200)
})
