import { Effect } from "effect"
import type { Context } from "hono"
import { allAccounts, type StaffRole } from "#access"
import type { Choice, Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { layoutOf, type PageHead } from "../http/layout.ts"

/** The frame of a page under Operations: `here` is the page itself, after the parts that lead to it. */
export const operationsFrame = (
  c: Context<Env>,
  title: string,
  here: ReadonlyArray<Link>,
  more: Partial<PageHead> = {},
) => {
  const { words } = c.get("web")
  const crumbs = [
    { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
    { href: "/operations", text: words.operations.title },
    ...here,
  ]
  return Effect.promise(() => layoutOf(c, { title, tab: "operations", crumbs, ...more }))
}

export const hasRole = (c: Context<Env>, ...roles: ReadonlyArray<StaffRole>): boolean => {
  const role = c.get("person")?.staffRole ?? null
  return role !== null && roles.includes(role)
}

/** Names of all accounts by id, "" for one that is no more. */
export const accountNames = Effect.map(allAccounts, (accounts) => {
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return (id: number) => names.get(id) ?? ""
})

/** All accounts to choose from, by name. */
export const accountChoices = (
  chosen: string,
): Effect.Effect<ReadonlyArray<Choice>, never, Effect.Services<typeof allAccounts>> =>
  Effect.map(allAccounts, (accounts) =>
    accounts.map(({ id, name }) => ({ value: String(id), text: name, chosen: String(id) === chosen })),
  )
