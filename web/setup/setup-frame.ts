import { Effect } from "effect"
import type { Context } from "hono"
import { may, type Permission } from "#access"
import type { Link } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { layoutOf, type PageHead } from "../http/layout.ts"
import type { LayoutView } from "../layout/layout-view.ts"

const parts = {
  settings: { href: "/setup", permission: "own-settings", ofAccount: false },
  portfolios: { href: "/setup/portfolios", permission: "manage-portfolios", ofAccount: true },
  team: { href: "/setup/team", permission: "see-team", ofAccount: true },
  tokens: { href: "/setup/tokens", permission: "manage-tokens", ofAccount: true },
  log: { href: "/setup/log", permission: "read-audit-log", ofAccount: false },
} as const satisfies Readonly<
  Record<string, { readonly href: string; readonly permission: Permission; readonly ofAccount: boolean }>
>
export type SetupPart = keyof typeof parts

/** The parts of Setup beside each other, for partial `setup/_nav`: those that this person may use in this account. */
export interface SetupNav {
  readonly links: ReadonlyArray<Link & { readonly here: boolean }>
}

/** The frame of a page under Setup: `here` is the page itself, after the part that leads to it. */
export const setupFrame = (
  c: Context<Env>,
  part: SetupPart,
  title: string,
  here: ReadonlyArray<Link> = [],
  more: Partial<PageHead> = {},
): Effect.Effect<{ readonly page: LayoutView; readonly nav: SetupNav }> => {
  const { words } = c.get("web")
  const person = c.get("person")
  // Of portfolios decides who sees all of the account: see accountOf in portfolio-parts.ts.
  const hidden = person?.viewer.reach === "portfolios" ? "portfolios" : null
  const links = (Object.keys(parts) as Array<SetupPart>).flatMap((name) => {
    const { href, permission, ofAccount } = parts[name]
    const shown =
      person !== null && may(person, permission) && (!ofAccount || person.account !== null) && name !== hidden
    return shown ? [{ href, text: words.setup.parts[name], here: name === part }] : []
  })
  const crumbs = [
    { href: "/", text: person?.account?.name ?? words.layout.allAccounts },
    { href: parts[part].href, text: words.setup.parts[part] },
    ...here,
  ]
  return Effect.map(
    Effect.promise(() => layoutOf(c, { title, tab: "setup", crumbs, ...more })),
    (page) => ({ page, nav: { links } }),
  )
}
