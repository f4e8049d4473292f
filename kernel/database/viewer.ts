import { Context } from "effect"

/**
 * Whose eyes a transaction looks through. Row security shows `all` to the service company and its jobs, `account` to a
 * member of the whole account, `portfolios` to a member of some of its portfolios, and nothing to `nobody`.
 */
export type Viewer =
  | { readonly reach: "nobody" }
  | { readonly reach: "all"; readonly accountId: number | null }
  | { readonly reach: "account"; readonly accountId: number }
  | { readonly reach: "portfolios"; readonly accountId: number; readonly membershipId: number }

/** Every transaction reads it when it begins. Who sets nothing sees nothing. */
export const CurrentViewer = Context.Reference<Viewer>("kernel/CurrentViewer", {
  defaultValue: (): Viewer => ({ reach: "nobody" }),
})

/** The service company's own work: jobs, sign-in, imports. `accountId` narrows what staff look at, not what they may see. */
export const everything: Viewer = { reach: "all", accountId: null }

const whole = (id: number) => {
  if (!Number.isSafeInteger(id)) throw new Error(`Not an id: ${id}`)
  return String(id)
}

/** The opening statements of a transaction, one round trip. The settings end with the transaction. */
export const beginAs = (viewer: Viewer, mode: "read only" | "read write"): string => {
  const settings = [`set local app.reach = '${viewer.reach}'`]
  if (viewer.reach === "account" || viewer.reach === "portfolios") {
    settings.push(`set local app.account_id = '${whole(viewer.accountId)}'`)
  }
  if (viewer.reach === "portfolios") settings.push(`set local app.membership_id = '${whole(viewer.membershipId)}'`)
  return `begin ${mode}; ${settings.join("; ")}`
}
