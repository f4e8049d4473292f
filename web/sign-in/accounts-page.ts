import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { accountsToEnter } from "#access"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { addressWith, listQuery, pagesOf } from "../http/lists.ts"
import type { AccountsView } from "./accounts-view.ts"

const ADDRESS = "/accounts"
const PAGE_SIZE = 50

/** The accounts that one may look at, to be searched: for those who have more than the menu holds. */
export const accountsPages = new Hono<Env>().get(ADDRESS, allow("own-settings"), (c) => respond(c, accountsPage(c)))

const accountsPage = Effect.fn("signIn.accounts")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.team.accounts
  const person = yield* orNotFound(c.get("person"))
  const { text: wanted, page } = listQuery(c)
  const { accounts, matching } = yield* accountsToEnter(person, {
    text: wanted,
    from: (page - 1) * PAGE_SIZE,
    most: PAGE_SIZE,
  })
  const view: AccountsView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.title,
        crumbs: [
          { href: "/", text: person.account?.name ?? words.layout.allAccounts },
          { href: ADDRESS, text: text.title },
        ],
      }),
    ),
    answer: text.answer(matching, formatsFor(c).number(matching)),
    text: wanted,
    accounts: [
      ...(person.staffRole !== null && page === 1
        ? [{ value: "all", text: text.all, chosen: person.account === null }]
        : []),
      ...accounts.map(({ id, name }) => ({ value: String(id), text: name, chosen: id === person.account?.id })),
    ],
    pages: pagesOf(c, { page, size: PAGE_SIZE, total: matching }, (to) =>
      addressWith(ADDRESS, { text: wanted, page: to }),
    ),
  }
  return c.html(render("sign-in/accounts", view, words))
})
