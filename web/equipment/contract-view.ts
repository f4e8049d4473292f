import type { LayoutView } from "../layout/layout-view.ts"
import type { ContractRow } from "./place-view.ts"

/** Several customers have a contract of one number (`equipment/contract-choice`); staff who look at all choose one. */
export interface ContractChoiceView {
  readonly page: LayoutView
  /** "2 customers have a contract C-1182." */
  readonly answer: string
  /** The links are named after the customers. */
  readonly choices: ReadonlyArray<ContractRow>
}
