import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { deletePortfolio, portfolioName, removeFromPortfolio, renamePortfolio } from "#access"
import { portfolioHolding, type PortfolioLine, portfolioLines } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { addressWith, pageNumber, pagesOf, searched } from "../http/lists.ts"
import {
  idsIn,
  nameError,
  PAGE_SIZE,
  picked,
  portfolioAsked,
  type PortfolioAsked,
  PORTFOLIOS,
  readerRows,
  sizeOf,
  told,
} from "./portfolio-parts.ts"
import type { NameForm, PortfolioDeletionView, PortfolioQuestionView, PortfolioView } from "./portfolio-view.ts"
import { setupFrame } from "./setup-frame.ts"

const MOST_READERS = 50
const ONE = `${PORTFOLIOS}/:id`

/** One portfolio: what is in it, who sees it, its name; and taking out and deleting. */
export const portfolioPages = new Hono<Env>()
  .get(ONE, allow("manage-portfolios"), (c) =>
    respond(
      c,
      Effect.flatMap(portfolioAsked(c), (one) => page(c, one, null)),
    ),
  )
  .post(ONE, allow("manage-portfolios"), (c) => respond(c, rename(c)))
  .get(`${ONE}/removals`, allow("manage-portfolios"), (c) => respond(c, askRemoval(c)))
  .post(`${ONE}/removals`, allow("manage-portfolios"), (c) => respond(c, remove(c)))
  .get(`${ONE}/deletion`, allow("manage-portfolios"), (c) => respond(c, askDeletion(c)))
  .post(`${ONE}/deletion`, allow("manage-portfolios"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { accountId, id } = yield* portfolioAsked(c)
        yield* deletePortfolio(actorOf(c), accountId, id)
        return c.redirect(`${PORTFOLIOS}?done=deleted`, 303)
      }).pipe(Effect.catchTags({ PortfolioNotFound: gone, PortfoliosNotAllowed: gone })),
    ),
  )

/** It was deleted, or the right to it ended, between two steps. */
const gone = () => Effect.fail(new PageNotFound())

const rename = Effect.fn("setup.renamePortfolio")(function* (c: Context<Env>) {
  const portfolio = yield* portfolioAsked(c)
  const { accountId, id, address } = portfolio
  const typed = (yield* formTexts(c))["name"] ?? ""
  const name = portfolioName(typed)
  const error = nameError(c, name)
  if (error !== "") return yield* page(c, portfolio, { name: typed, error })
  const { nameTaken } = c.get("web").words.portfolios
  return yield* renamePortfolio(actorOf(c), { accountId, id, name }).pipe(
    Effect.map(() => c.redirect(`${address}?done=renamed`, 303)),
    Effect.catchTags({
      PortfolioNameTaken: () => page(c, portfolio, { name: typed, error: nameTaken }),
      PortfolioNotFound: gone,
      PortfoliosNotAllowed: gone,
    }),
  )
})

/** What was just done, as the redirect to this page tells it. */
const notice = (c: Context<Env>) => {
  const { done } = c.get("web").words.portfolios
  const { number } = formatsFor(c)
  const buildings = told(c.req.query("buildings"))
  const units = told(c.req.query("units"))
  switch (c.req.query("done")) {
    case "made":
      return { notice: done.made }
    case "renamed":
      return { notice: done.renamed }
    case "nothing":
      return { notice: done.nothing }
    case "taken":
      return { notice: done.taken(buildings, number(buildings), units, number(units)) }
    default:
      return {}
  }
}

/** A whole building or a single unit as a form names it: "b12", "u34". */
const valueOf = ({ buildingId, unit }: PortfolioLine) => (unit === null ? `b${buildingId}` : `u${unit.id}`)

const line = (c: Context<Env>, one: PortfolioLine): PortfolioView["lines"][number] => {
  const { words } = c.get("web")
  const { buildingId, building, unit, street, locality, units } = one
  const town = [street, locality].filter(Boolean).join(", ")
  return {
    value: valueOf(one),
    link:
      unit === null
        ? { href: `/equipment/buildings/${buildingId}`, text: building }
        : { href: `/equipment/units/${unit.id}`, text: unit.name },
    kind: unit === null ? words.portfolios.one.whole : unit.number,
    place: unit === null ? town : `${building}, ${town}`,
    units: formatsFor(c).number(units),
  }
}

const page = Effect.fn("setup.portfolio")(function* (
  c: Context<Env>,
  portfolio: PortfolioAsked,
  form: NameForm | null,
) {
  const { render, words } = c.get("web")
  const text = words.portfolios.one
  const { number } = formatsFor(c)
  const { id, name, address, readers, wholeAccount } = portfolio
  const typed = searched(c.req.query("text"))
  const at = pageNumber(c.req.query("page"))
  const { size, lines } = yield* Effect.all(
    { size: sizeOf(id), lines: reading(portfolioLines(id, typed, { size: PAGE_SIZE, number: at })) },
    { concurrency: "unbounded" },
  )
  const total = lines[0]?.total ?? 0
  const failed = form !== null
  const nothing = typed === "" && at === 1 ? text.empty : { title: text.nothingFound, text: "" }
  const back = typed === "" && at === 1 ? null : { href: address, text: text.reset }
  const view: PortfolioView = {
    ...(yield* setupFrame(c, "portfolios", name, [{ href: address, text: name }], { failed, ...notice(c) })),
    address,
    name,
    answer: text.answer(size.units, number(size.units), size.buildings, number(size.buildings)),
    lines: lines.map((one) => line(c, one)),
    text: typed,
    searchable: typed !== "" || total > PAGE_SIZE,
    empty: lines.length > 0 ? null : { ...nothing, link: back },
    pageNumber: String(at),
    pages: pagesOf(c, { page: at, size: PAGE_SIZE, total }, (to) => addressWith(address, { text: typed, page: to })),
    removeAll:
      total <= lines.length && typed === ""
        ? null
        : {
            href: addressWith(`${address}/removals`, { text: typed }),
            text: typed === "" ? text.removeEverything(total, number(total)) : text.removeAll(total, number(total)),
          },
    readers: readerRows(readers.slice(0, MOST_READERS)),
    moreReaders:
      readers.length > MOST_READERS
        ? text.moreReaders(readers.length - MOST_READERS, number(readers.length - MOST_READERS))
        : "",
    readersWhole: wholeAccount === 0 ? "" : text.readersWhole(wholeAccount, number(wholeAccount)),
    form: form ?? { name, error: "" },
  }
  return c.html(render("setup/portfolio", view, words), failed ? 422 : 200)
})

const remove = Effect.fn("setup.removeFromPortfolio")(
  function* (c: Context<Env>) {
    const { accountId, id, address } = yield* portfolioAsked(c)
    const form = yield* formTexts(c)
    const text = searched(form["text"])
    const values = picked(form)
    const from = { text, page: pageNumber(form["page"]) }
    if (form["all"] !== "yes" && values.length === 0) {
      return c.redirect(addressWith(address, { ...from, done: "nothing" }), 303)
    }
    const named = (kind: string) =>
      idsIn(values.flatMap((value) => (value.startsWith(kind) ? [value.slice(kind.length)] : [])))
    const contents =
      form["all"] === "yes"
        ? yield* reading(portfolioHolding(id, text))
        : { buildingIds: named("b"), units: named("u").map((unit) => ({ id: unit, buildingId: 0 })) }
    const taken = yield* removeFromPortfolio(actorOf(c), { accountId, id, ...contents })
    const receipt = { done: "taken", ...taken }
    return c.redirect(addressWith(address, form["all"] === "yes" ? receipt : { ...from, ...receipt }), 303)
  },
  Effect.catchTags({ PortfolioNotFound: gone, PortfoliosNotAllowed: gone }),
)

const askRemoval = Effect.fn("setup.askRemoval")(function* (c: Context<Env>) {
  const { id, name, address, readers } = yield* portfolioAsked(c)
  const { render, words } = c.get("web")
  const text = words.portfolios.removing
  const { number } = formatsFor(c)
  const typed = searched(c.req.query("text"))
  const [first] = yield* reading(portfolioLines(id, typed, { size: 1, number: 1 }))
  const back = addressWith(address, { text: typed })
  if (first === undefined) return c.redirect(back, 303)
  const members = readers.filter(({ userId }) => userId !== null).length
  const crumbs = [
    { href: address, text: name },
    { href: c.req.path, text: text.title },
  ]
  const view: PortfolioQuestionView = {
    ...(yield* setupFrame(c, "portfolios", text.title, crumbs)),
    question: text.sure(first.total, number(first.total)),
    about: [text.about(name, typed), text.seenBy(members, number(members))],
    action: `${address}/removals`,
    fields: [
      { name: "all", value: "yes" },
      { name: "text", value: typed },
    ],
    yes: text.yes,
    no: { href: back, text: text.no },
  }
  return c.html(render("setup/portfolio-question", view, words))
})

const askDeletion = Effect.fn("setup.askDeletion")(function* (c: Context<Env>) {
  const { id, name, address, readers } = yield* portfolioAsked(c)
  const { render, words } = c.get("web")
  const text = words.portfolios.deleting
  const { number } = formatsFor(c)
  const { units, buildings } = yield* sizeOf(id)
  const what = text.what(units, number(units), buildings, number(buildings))
  const crumbs = [
    { href: address, text: name },
    { href: c.req.path, text: text.title },
  ]
  const view: PortfolioDeletionView = {
    ...(yield* setupFrame(c, "portfolios", text.title, crumbs)),
    question: text.sure(name),
    about: readers.length === 0 ? text.nobody : text.about(readers.length, number(readers.length), what),
    action: `${address}/deletion`,
    back: address,
    alone: readerRows(readers.filter(({ hasNoOther }) => hasNoOther)),
    others: readerRows(readers.filter(({ hasNoOther }) => !hasNoOther)),
  }
  return c.html(render("setup/portfolio-deletion", view, words))
})
