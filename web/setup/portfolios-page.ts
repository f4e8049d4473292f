import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { makePortfolio, portfolioName, portfoliosOf } from "#access"
import { portfolioSizes } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { accountOf, nameError, PORTFOLIOS } from "./portfolio-parts.ts"
import type { NameForm, PortfoliosView } from "./portfolio-view.ts"
import { setupFrame } from "./setup-frame.ts"

/** The portfolios of the account, and the form that makes one. */
export const portfoliosPages = new Hono<Env>()
  .get(PORTFOLIOS, allow("manage-portfolios"), (c) => respond(c, portfoliosPage(c, { name: "", error: "" })))
  .post(PORTFOLIOS, allow("manage-portfolios"), (c) => respond(c, make(c)))

const make = Effect.fn("setup.makePortfolio")(function* (c: Context<Env>) {
  const account = yield* accountOf(c)
  const typed = (yield* formTexts(c))["name"] ?? ""
  const name = portfolioName(typed)
  const error = nameError(c, name)
  if (error !== "") return yield* portfoliosPage(c, { name: typed, error })
  const { nameTaken } = c.get("web").words.portfolios
  return yield* makePortfolio({ accountId: account.id, name, buildingIds: [], units: [] }, actorOf(c)).pipe(
    Effect.map(({ id }) => c.redirect(`${PORTFOLIOS}/${id}?done=made`, 303)),
    Effect.catchTags({
      PortfolioNameTaken: () => portfoliosPage(c, { name: typed, error: nameTaken }),
      PortfoliosNotAllowed: () => Effect.fail(new PageNotFound()),
    }),
  )
})

const portfoliosPage = Effect.fn("setup.portfolios")(function* (c: Context<Env>, form: NameForm) {
  const account = yield* accountOf(c)
  const { render, words } = c.get("web")
  const text = words.portfolios
  const { number } = formatsFor(c)
  const portfolios = yield* portfoliosOf(account.id)
  const sizes = yield* reading(portfolioSizes(portfolios.map(({ id }) => id)))
  const failed = form.error !== ""
  const notice = c.req.query("done") === "deleted" ? { notice: text.removed } : {}
  const view: PortfoliosView = {
    ...(yield* setupFrame(c, "portfolios", text.title, [], { failed, ...notice })),
    answer: text.answer(portfolios.length, number(portfolios.length)),
    portfolios: portfolios.map(({ id, name, members, invitations }) => ({
      link: { href: `${PORTFOLIOS}/${id}`, text: name },
      buildings: number(sizes.get(id)?.buildings ?? 0),
      units: number(sizes.get(id)?.units ?? 0),
      seenBy: text.seenBy(members, number(members), invitations, number(invitations)),
    })),
    none: text.none,
    form,
  }
  return c.html(render("setup/portfolios", view, words), failed ? 422 : 200)
})
