import type { Effect } from "effect"
import type { Context } from "hono"
import { customerRoles, teamChoices, type Terms, type TermsImpossible } from "#access"
import { addDays, dayAt, isDay, startOfDay } from "#kernel/time.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { Words } from "../words/words.ts"
import type { TermsForm } from "./team-view.ts"

/** As many portfolios as are offered at a time. */
const MOST_OFFERED = 20
const LONGEST = 300
/** The last day that may be named: the calendar's own end is no day to reckon with. */
const LAST_DAY = "2999-12-31"

/** What was chosen in the form about somebody's access, as the texts of it. */
export interface TypedTerms {
  readonly role: string
  /** "account", "portfolios" or "". */
  readonly reach: string
  readonly portfolioIds: ReadonlyArray<number>
  /** A day, or whatever was typed. */
  readonly until: string
  /** What portfolios are looked for. */
  readonly find: string
}

/** Reads the form, or the address that its Find button leads to. */
export const typedTerms = (texts: Readonly<Record<string, string>>): TypedTerms => ({
  role: texts["role"] ?? "",
  reach: texts["reach"] ?? "",
  portfolioIds: Object.keys(texts).flatMap((name) => {
    const id = Number(/^portfolio-([1-9]\d{0,9})$/.exec(name)?.[1])
    return id <= 2_147_483_647 ? [id] : []
  }),
  until: (texts["until"] ?? "").trim().slice(0, LONGEST),
  find: (texts["find"] ?? "").trim().slice(0, LONGEST),
})

/** The form of somebody's present terms. */
export const termsTyped = ({ role, portfolioIds, until }: Terms, timeZone: string): TypedTerms => ({
  role,
  reach: portfolioIds === "whole account" ? "account" : "portfolios",
  portfolioIds: portfolioIds === "whole account" ? [] : portfolioIds,
  until: until === null ? "" : lastDayOf(until, timeZone),
  find: "",
})

/** The day with which access ends that is over at that instant. */
export const lastDayOf = (until: Date, timeZone: string): string => dayAt(new Date(until.getTime() - 1), timeZone)

type Wrong = TermsForm["errors"]

/** The terms that were chosen, or what is wrong with each field. */
export const termsOf = (
  { role, reach, portfolioIds, until }: TypedTerms,
  timeZone: string,
  words: Words,
): { readonly terms: Terms } | { readonly errors: Wrong } => {
  const text = words.team.form.errors
  const known = customerRoles.find((one) => one === role)
  const end =
    until === "" ? null : isDay(until) && until <= LAST_DAY ? startOfDay(addDays(until, 1), timeZone) : undefined
  const errors: Array<Wrong[number]> = []
  if (known === undefined) errors.push({ field: "role", text: text.role })
  if (reach !== "account" && reach !== "portfolios") errors.push({ field: "reach", text: text.reach })
  if (end === undefined) errors.push({ field: "until", text: text.until })
  if (known === undefined || end === undefined || errors.length > 0) return { errors }
  return { terms: { role: known, portfolioIds: reach === "account" ? "whole account" : portfolioIds, until: end } }
}

const fieldOf = {
  "owners-see-all": "reach",
  "guests-only-read": "until",
  "no-portfolio": "reach",
  "over-already": "until",
} as const satisfies Readonly<Record<TermsImpossible["why"], Wrong[number]["field"]>>

/** Where the form says that nobody can be a member on these terms. */
export const impossible = ({ why }: TermsImpossible, words: Words): Wrong => [
  { field: fieldOf[why], text: words.team.form.errors[why] },
]

/** The account's clock and the portfolios that the form offers, the chosen ones first. */
export const choicesFor = (accountId: number, { find, portfolioIds }: Pick<TypedTerms, "find" | "portfolioIds">) =>
  teamChoices(accountId, { text: find, chosen: portfolioIds, most: MOST_OFFERED })

/** The form as it is shown: `action` is the page itself, which its Find button asks for again. */
export const termsForm = (
  c: Context<Env>,
  typed: TypedTerms,
  choices: Effect.Success<ReturnType<typeof choicesFor>>,
  action: string,
  errors: Wrong,
): TermsForm => {
  const { form } = c.get("web").words.team
  const { number } = formatsFor(c)
  const chosen = new Set(typed.portfolioIds)
  const { portfolios, portfoliosInAll } = choices
  return {
    roles: customerRoles.map((role) => ({ value: role, text: form.roles[role], chosen: role === typed.role })),
    reach: typed.reach,
    portfolios: portfolios.map(({ id, name }) => ({ value: String(id), text: name, chosen: chosen.has(id) })),
    search:
      portfoliosInAll > MOST_OFFERED
        ? { text: typed.find, action, shown: form.more(number(portfolios.length), number(portfoliosInAll)) }
        : null,
    // A browser's field for days shows nothing else.
    until: isDay(typed.until) ? typed.until : "",
    errors,
  }
}
