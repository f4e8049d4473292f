import { Schema } from "effect"
import { deceives, saysSomething, singleSpaced } from "./visible.ts"

export const LONGEST_PORTFOLIO_NAME = 100

/** A portfolio's name as it is kept: composed, blanks single and none around it. */
export const portfolioName = (typed: string): string => singleSpaced(typed)

/** What hinders a name from being a portfolio's, after `portfolioName`; null: nothing. Characters are counted as people do. */
export const nameProblem = (name: string): "missing" | "long" | "odd" | null => {
  if (deceives(name)) return "odd"
  if (!saysSomething(name)) return "missing"
  return [...name].length > LONGEST_PORTFOLIO_NAME ? "long" : null
}

/** Whole buildings, units added to them later included, and single units with the buildings they are in. */
export interface PortfolioContents {
  readonly buildingIds: ReadonlyArray<number>
  readonly units: ReadonlyArray<{ readonly id: number; readonly buildingId: number }>
}

/** There is none of this id in the account. */
export class PortfolioNotFound extends Schema.TaggedError<PortfolioNotFound>()("PortfolioNotFound", {
  id: Schema.Number,
}) {}

/** Another portfolio of the account has this name, capitals aside. */
export class PortfolioNameTaken extends Schema.TaggedError<PortfolioNameTaken>()("PortfolioNameTaken", {
  name: Schema.String,
}) {}
