import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { addToPortfolio } from "#access"
import {
  addressesToAdd,
  buildingsToAdd,
  type Chosen,
  contentsToAdd,
  contractsToAdd,
  type PortfolioWay,
  portfolioWays,
  unitsToAdd,
} from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { addressText } from "../equipment/address-text.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith, pageNumber, pagesOf, searched } from "../http/lists.ts"
import { idsIn, PAGE_SIZE, picked, portfolioAsked, type PortfolioAsked, PORTFOLIOS, told } from "./portfolio-parts.ts"
import type { OfferedRow, PortfolioAdditionsView, PortfolioQuestionView } from "./portfolio-view.ts"
import { setupFrame } from "./setup-frame.ts"

const ADDITIONS = `${PORTFOLIOS}/:id/additions`

/** Finding what is to be in a portfolio, and adding it: some, a page, or all that matches. */
export const portfolioAdditionsPages = new Hono<Env>()
  .get(ADDITIONS, allow("manage-portfolios"), (c) =>
    respond(
      c,
      Effect.flatMap(portfolioAsked(c), (one) =>
        picker(c, one, asked(c.req.query("by"), c.req.query("text"), c.req.query("page")), ""),
      ),
    ),
  )
  .post(ADDITIONS, allow("manage-portfolios"), (c) => respond(c, addSome(c)))
  .get(`${ADDITIONS}/all`, allow("manage-portfolios"), (c) => respond(c, askForAll(c)))
  .post(`${ADDITIONS}/all`, allow("manage-portfolios"), (c) => respond(c, addAll(c)))

interface Asked {
  readonly by: PortfolioWay
  readonly text: string
  readonly page: number
}

const asked = (by: string | undefined, text: string | undefined, page: string | undefined): Asked => ({
  by: portfolioWays.find((way) => way === by) ?? "unit",
  text: searched(text),
  page: pageNumber(page),
})

const gone = () => Effect.fail(new PageNotFound())

const add = Effect.fn("setup.addToPortfolio")(
  function* (c: Context<Env>, portfolio: PortfolioAsked, search: Asked, chosen: Chosen) {
    const { accountId, id, address } = portfolio
    const contents = yield* reading(contentsToAdd(search.by, chosen))
    const { buildings, units } = yield* addToPortfolio(actorOf(c), { accountId, id, ...contents })
    const had = contents.buildingIds.length + contents.units.length - buildings - units
    return c.redirect(addressWith(`${address}/additions`, { ...search, done: "added", buildings, units, had }), 303)
  },
  Effect.catchTags({ PortfolioNotFound: gone, PortfoliosNotAllowed: gone }),
)

const addSome = Effect.fn("setup.addSome")(function* (c: Context<Env>) {
  const portfolio = yield* portfolioAsked(c)
  const form = yield* formTexts(c)
  const search = asked(form["by"], form["text"], form["page"])
  const values = picked(form, form["do"] === "page" ? "shown" : "pick")
  if (values.length === 0) {
    return yield* picker(c, portfolio, search, c.get("web").words.portfolios.adding.nothingTicked)
  }
  return yield* add(c, portfolio, search, search.by === "contract" ? { numbers: values } : { ids: idsIn(values) })
})

const addAll = Effect.fn("setup.addAll")(function* (c: Context<Env>) {
  const portfolio = yield* portfolioAsked(c)
  const form = yield* formTexts(c)
  const search = asked(form["by"], form["text"], undefined)
  return yield* add(c, portfolio, search, { text: search.text })
})

interface Found {
  readonly total: number
  readonly rows: ReadonlyArray<OfferedRow>
}

/** A page of what can be added, whatever it is found by. */
const offered = Effect.fn("setup.offered")(function* (c: Context<Env>, portfolioId: number, { by, text, page }: Asked) {
  const words = c.get("web").words.portfolios.adding
  const { number } = formatsFor(c)
  const question = { portfolioId, text, size: PAGE_SIZE, page }
  const isIn = (unitsIn: number, units: number) =>
    unitsIn === 0
      ? { isIn: words.notIn, done: false }
      : unitsIn < units
        ? { isIn: words.partly(number(unitsIn), number(units)), done: false }
        : { isIn: words.inIt, done: true }
  const found = <Row extends { readonly total: number }>(
    rows: ReadonlyArray<Row>,
    row: (one: Row) => OfferedRow,
  ): Found => ({ total: rows[0]?.total ?? 0, rows: rows.map(row) })
  switch (by) {
    case "unit":
      return found(yield* unitsToAdd(question), (one) => ({
        value: String(one.id),
        name: one.name,
        more: one.number,
        adds: `${one.building}, ${one.street}`,
        ...isIn(one.unitsIn, one.units),
      }))
    case "building":
      return found(yield* buildingsToAdd(question), (one) => ({
        value: String(one.id),
        name: one.name,
        more: addressText(one),
        adds: words.unitsOf(one.units, number(one.units)),
        ...(one.isIn ? { isIn: words.inWhole, done: true } : { ...isIn(one.unitsIn, one.units), done: false }),
      }))
    case "address":
      return found(yield* addressesToAdd(question), (one) => ({
        value: String(one.id),
        name: one.street,
        more: addressText({ ...one, street: "" }),
        adds: words.atAddress(one.buildings, number(one.buildings), one.single, number(one.single)),
        ...isIn(one.unitsIn, one.units),
        done: false,
      }))
    case "contract":
      return found(yield* contractsToAdd(question), (one) => ({
        value: one.number,
        name: one.number,
        more: "",
        adds: words.of(one.buildings, number(one.buildings), one.units, number(one.units)),
        ...isIn(one.unitsIn, one.units),
      }))
  }
}, reading)

const receipt = (c: Context<Env>) => {
  const { number } = formatsFor(c)
  if (c.req.query("done") !== "added") return {}
  const [buildings, units, had] = [c.req.query("buildings"), c.req.query("units"), c.req.query("had")].map(told)
  if (buildings === undefined || units === undefined || had === undefined) return {}
  const { added } = c.get("web").words.portfolios.done
  return { notice: added(buildings, number(buildings), units, number(units), had, number(had)) }
}

const picker = Effect.fn("setup.portfolioAdditions")(function* (
  c: Context<Env>,
  { id, name, address }: PortfolioAsked,
  search: Asked,
  error: string,
) {
  const { render, words } = c.get("web")
  const text = words.portfolios.adding
  const { number } = formatsFor(c)
  const here = `${address}/additions`
  const { total, rows } = yield* offered(c, id, search)
  const crumbs = [
    { href: address, text: name },
    { href: here, text: text.title },
  ]
  const failed = error !== ""
  const { by, text: typed, page } = search
  const view: PortfolioAdditionsView = {
    ...(yield* setupFrame(c, "portfolios", text.heading(name), crumbs, { failed, ...receipt(c) })),
    address: here,
    back: { href: address, text: text.back(name) },
    heading: text.heading(name),
    way: by,
    ways: portfolioWays.map((way) => ({
      href: addressWith(here, { by: way, text: typed }),
      text: text.ways[way],
      here: way === by,
    })),
    text: typed,
    found: rows.length === 0 && page > 1 ? text.noSuchPage : text.all(total, number(total), by, typed),
    rows,
    pageNumber: String(page),
    pages: pagesOf(c, { page, size: PAGE_SIZE, total }, (to) => addressWith(here, { by, text: typed, page: to })),
    addAll:
      total > PAGE_SIZE
        ? { href: addressWith(`${here}/all`, { by, text: typed }), text: text.everything(number(total)) }
        : null,
    error,
  }
  return c.html(render("setup/portfolio-additions", view, words), failed ? 422 : 200)
})

const askForAll = Effect.fn("setup.askForAll")(function* (c: Context<Env>) {
  const { id, name, address } = yield* portfolioAsked(c)
  const { render, words } = c.get("web")
  const text = words.portfolios.adding
  const search = asked(c.req.query("by"), c.req.query("text"), undefined)
  const { by, text: typed } = search
  const { total } = yield* offered(c, id, search)
  const back = addressWith(`${address}/additions`, { by, text: typed })
  if (total === 0) return c.redirect(back, 303)
  const crumbs = [
    { href: address, text: name },
    { href: back, text: text.title },
  ]
  const view: PortfolioQuestionView = {
    ...(yield* setupFrame(c, "portfolios", text.heading(name), crumbs)),
    question: text.sure(total, formatsFor(c).number(total), by),
    about: [text.sureAbout(name, typed), text.explains[by]],
    action: `${address}/additions/all`,
    fields: [
      { name: "by", value: by },
      { name: "text", value: typed },
    ],
    yes: text.yes,
    no: { href: back, text: text.no },
  }
  return c.html(render("setup/portfolio-question", view, words))
})
