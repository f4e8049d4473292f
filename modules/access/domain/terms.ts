import { Schema } from "effect"
import type { CustomerRole } from "./person.ts"

/** In what role somebody is in an account, how much of it they see, and for how long. */
export interface Terms {
  readonly role: CustomerRole
  readonly portfolioIds: ReadonlyArray<number> | "whole account"
  /** From this moment on they are no member any more; null: for good. */
  readonly until: Date | null
}

const reasons = ["owners-see-all", "guests-only-read", "no-portfolio", "over-already"] as const

/** No membership can be like that. */
export class TermsImpossible extends Schema.TaggedError<TermsImpossible>()("TermsImpossible", {
  why: Schema.Literals(reasons),
}) {}

/** Why nobody can be a member on these terms, or null when somebody can. */
export const termsProblem = ({ role, portfolioIds, until }: Terms, now: Date): TermsImpossible["why"] | null => {
  if (role === "owner" && portfolioIds !== "whole account") return "owners-see-all"
  if (until !== null && role !== "viewer") return "guests-only-read"
  if (portfolioIds !== "whole account" && portfolioIds.length === 0) return "no-portfolio"
  return until !== null && until <= now ? "over-already" : null
}

/** Whether both say the same. */
export const sameTerms = (one: Terms, other: Terms): boolean => {
  const reach = ({ portfolioIds }: Terms) =>
    portfolioIds === "whole account" ? portfolioIds : portfolioIds.toSorted((a, b) => a - b).join(" ")
  return one.role === other.role && reach(one) === reach(other) && one.until?.getTime() === other.until?.getTime()
}

/** For the audit log. */
export const termsInWords = ({ role, portfolioIds, until }: Terms) => ({
  role,
  portfolios: portfolioIds === "whole account" ? portfolioIds : portfolioIds.map(String),
  until: until?.toISOString() ?? null,
})
