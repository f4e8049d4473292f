import type { Context } from "hono"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { contractHref } from "./unit-words.ts"

/** The way to a contract. For those who look at all accounts the address names the account too, when it is given. */
export const contractOf = (c: Context<Env>, number: string, accountId: number | null): Link => {
  const named = accountId !== null && c.get("person")?.account == null
  return { href: contractHref(number) + (named ? `?account=${accountId}` : ""), text: number }
}
