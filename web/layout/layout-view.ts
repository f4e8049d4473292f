import type { Link } from "../components/view.ts"

export type Tab = "home" | "equipment" | "services" | "reports" | "documents" | "setup" | "operations"

export interface AccountChoice {
  readonly id: string
  readonly name: string
}

export interface Assets {
  readonly css: string
  /** In order: htmx, its live extension, our own. */
  readonly scripts: ReadonlyArray<string>
  readonly icon: string
  readonly manifest: string
}

/**
 * What stands around every page. `user: null` gives the public variant (sign-in, errors): no tabs, no search, no account.
 *
 * Live part: `live` (the small word that says whether the page follows the fleet). Changes are read out in `announce`.
 */
export interface LayoutView {
  /** Of the language and locale, for `<html lang>`: "en-GB". */
  readonly locale: string
  /** Of this page, without the company's name. */
  readonly title: string
  /** A form came back with errors: the title then starts with "Error:". */
  readonly failed: boolean
  readonly tab: Tab | null
  /** Staff also see Operations. */
  readonly staff: boolean
  /** Of the staff, those who also see what is theirs alone. */
  readonly administrator: boolean
  /** Through whose eyes an administrator looks: "You see what Ines Ferreira sees, …"; null: through nobody's. */
  readonly viewing: string | null
  readonly company: {
    readonly name: string
    readonly address: string | null
    readonly emergencyPhone: Link | null
  }
  readonly user: { readonly id: string; readonly name: string } | null
  /** The account looked at; null for staff who look at all customers. */
  readonly account: AccountChoice | null
  /** Accounts this person may switch to, the present one included. For staff `{ id: "all" }` may be one. */
  readonly accounts: ReadonlyArray<AccountChoice>
  /** Where the other accounts are found, when there are more than the menu holds. */
  readonly allAccounts: string | null
  /** From the account down to this page; the last one is this page. Empty on Home. */
  readonly crumbs: ReadonlyArray<Link>
  /** In place of the crumbs: "Tuesday 10 November, 09:12". */
  readonly today: string | null
  /** What the search field holds. */
  readonly searched: string
  /** Above the page: the demo notice, an outage of live data, what was just done. */
  readonly banners: ReadonlyArray<string>
  /** The address of this page's stream of changes, or null. */
  readonly live: string | null
  readonly assets: Assets
}
