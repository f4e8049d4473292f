import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { contractsNumbered, type ContractUnits } from "#equipment"
import { reading } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { follow } from "../http/live.ts"
import { timelineHref } from "../services/visit-words.ts"
import { contractOf } from "./contract-link.ts"
import type { ContractChoiceView } from "./contract-view.ts"
import { anyUnit, type Place, placeBody, placeParts } from "./place-body.ts"
import { contractFacts } from "./place-facts.ts"
import type { PlaceView } from "./place-view.ts"

export const contractPages = new Hono<Env>()
  .get("/equipment/contracts/:number", allow("look-around"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const { render, words } = c.get("web")
        const contracts = yield* contractsOf(c)
        const [contract] = contracts
        return contract !== undefined && contracts.length === 1
          ? c.html(render("equipment/place", yield* contractView(c, contract), words))
          : c.html(render("equipment/contract-choice", yield* choiceView(c, contracts), words))
      }),
    ),
  )
  .get("/live/contracts/:number", allow("look-around"), (c) =>
    follow(
      c,
      () => true,
      Effect.gen(function* () {
        const contracts = yield* contractsOf(c)
        const only = yield* orNotFound(contracts.length === 1 ? (contracts[0] ?? null) : null)
        return placeParts(c, yield* contractView(c, only))
      }),
    ),
  )

const MOST_CHARACTERS = 200

const numberOf = (c: Context<Env>) => c.req.param("number") ?? ""

const accountName = (c: Context<Env>, id: number) =>
  c.get("person")?.accounts.find((account) => account.id === id)?.name ?? ""

/** The contracts of this number that the viewer may see. Staff, who look at all accounts, may name one of them: `account=7`. */
const contractsOf = Effect.fn("contractsOf")(function* (c: Context<Env>) {
  const number = numberOf(c)
  const found = number.length > MOST_CHARACTERS ? [] : yield* contractsNumbered(number).pipe(reading)
  const asked = c.req.query("account")
  const chosen = found.filter(({ accountId }) => asked === undefined || String(accountId) === asked)
  return yield* orNotFound(chosen.length === 0 ? null : chosen)
})

const contractView = Effect.fn("contractView")(function* (c: Context<Env>, contract: ContractUnits) {
  const { words, shared } = c.get("web")
  const { href } = contractOf(c, numberOf(c), contract.accountId)
  const { title, body } = yield* shared(c, `contract ${href}`, (now) =>
    placeBody(c, placeOf(c, contract), now).pipe(reading),
  )
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href, text: title },
      ],
      live: href.replace("/equipment/", "/live/"),
    }),
  )
  const view: PlaceView = { page, ...body, residents: [] }
  return view
})

const placeOf = (c: Context<Env>, { accountId, units, buildings, timeZone }: ContractUnits): Place => {
  const { words } = c.get("web")
  const number = numberOf(c)
  const everywhere = c.get("person")?.account == null
  const named = { contract: number, ...(everywhere ? { account: String(accountId) } : {}) }
  const list = new URLSearchParams(named)
  return {
    set: { contractNumber: number, accountId },
    filter: { ...anyUnit, contract: number, account: accountId },
    list: `/equipment?${list.toString()}`,
    visits: named,
    timeline: timelineHref(contractOf(c, number, accountId).href),
    name: words.place.contract(number),
    timeZone,
    facts: (groups) =>
      contractFacts(c, number, everywhere ? accountName(c, accountId) : null, groups, { units, buildings }),
    contracts: null,
  }
}

/** Several customers have a contract of this number: whose is meant? */
const choiceView = Effect.fn("contractChoice")(function* (c: Context<Env>, contracts: ReadonlyArray<ContractUnits>) {
  const { words } = c.get("web")
  const number = numberOf(c)
  const { number: figure } = formatsFor(c)
  const title = words.place.contract(number)
  const page = yield* Effect.promise(() =>
    layoutOf(c, {
      title,
      tab: "equipment",
      crumbs: [
        { href: "/equipment", text: words.layout.allAccounts },
        { href: contractOf(c, number, null).href, text: title },
      ],
    }),
  )
  const view: ContractChoiceView = {
    page,
    answer: words.place.contractOfSeveral(number, figure(contracts.length)),
    choices: contracts.map(({ accountId, units }) => ({
      contract: { href: contractOf(c, number, accountId).href, text: accountName(c, accountId) },
      units: words.place.unitCount(units, figure(units)),
    })),
  }
  return view
})
