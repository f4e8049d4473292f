import type { Choice, Emptiness, Fact, Moment } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { SetupNav } from "./setup-frame.ts"
import type { TermFields } from "./token-term.ts"

export interface TokenRow {
  readonly name: string
  readonly scopes: string
  readonly by: string
  readonly made: Moment
  /** Null: a gateway's, which is good until it is renewed. */
  readonly expires: Moment | null
  readonly ended: boolean
  readonly used: Moment | null
  /** Where it is revoked; null where this person cannot. */
  readonly revocation: string | null
}

/**
 * `setup/tokens`: `GET /setup/tokens`; `POST` there makes one, with `name`, `scope-<scope>` = yes, `until` (a number of days, or
 * "day" with `day`), and `key`, which is the form's own.
 */
export interface TokensView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly answer: string
  readonly tokens: ReadonlyArray<TokenRow>
  readonly none: Emptiness
  readonly form: {
    readonly key: string
    readonly name: string
    readonly scopes: ReadonlyArray<Choice>
    readonly term: TermFields
    readonly errors: ReadonlyArray<{ readonly field: "name" | "scopes" | "until" | "day"; readonly text: string }>
  }
}

/** `setup/token`: the answer that shows a token, once. */
export interface NewTokenView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly name: string
  readonly token: string
  readonly scopes: string
  readonly expires: Moment
  /** How a program asks with it. */
  readonly example: string
}

/** `setup/token-revocation`: `GET /setup/tokens/<id>/revocation`; `POST` there revokes. */
export interface TokenRevocationView {
  readonly page: LayoutView
  readonly nav: SetupNav
  readonly question: string
  readonly facts: ReadonlyArray<Fact>
  readonly action: string
}
