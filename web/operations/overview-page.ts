import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { allAccounts } from "#access"
import { gatewayStates, recentImports } from "#equipment"
import { deadLetters, queues } from "#kernel/bus/operations.ts"
import type { Figure } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { operationsFrame } from "./operations-frame.ts"
import type { OperationsView } from "./operations-view.ts"

export const overviewPage = new Hono<Env>().get("/operations", allow("see-operations"), (c) =>
  respond(
    c,
    Effect.map(overview(c), (view) => c.html(c.get("web").render("operations/overview", view, c.get("web").words))),
  ),
)

const overview = Effect.fn("operations.overview")(function* (c: Context<Env>) {
  const words = c.get("web").words.operations
  const now = new Date()
  const { number, since } = formatsFor(c)
  const { work, letters, accounts, gateways, imports } = yield* Effect.all(
    {
      work: queues(),
      letters: deadLetters(1),
      accounts: allAccounts,
      gateways: gatewayStates(now),
      imports: recentImports(1),
    },
    { concurrency: "unbounded" },
  )
  const failed = work.reduce((sum, queue) => sum + queue.failed, 0)
  const waiting = work.reduce((sum, queue) => sum + queue.ready, 0)
  const silent = gateways.filter((gateway) => gateway.silent).length
  const [letter] = letters
  const [last] = imports
  const { facts, nav } = words
  const figures: ReadonlyArray<Figure> = [
    {
      label: facts.failed,
      value: number(failed),
      unit: "",
      period: letter === undefined ? facts.noneFailed : facts.newest(since(letter.failedAt, now)),
      link: { href: "/operations/messages", text: nav.messages },
    },
    {
      label: facts.waiting,
      value: number(waiting),
      unit: "",
      period: facts.inQueues(work.length, number(work.length)),
      link: { href: "/operations/queues", text: nav.queues },
    },
    {
      label: facts.customers,
      value: number(accounts.length),
      unit: "",
      period: accounts.length === 0 ? facts.noCustomers : facts.withAccount,
      link: { href: "/operations/customers", text: nav.customers },
    },
    {
      label: facts.lastImport,
      value: number(last?.rowsRead ?? 0),
      unit: facts.rows(last?.rowsRead ?? 0),
      period: last === undefined ? facts.noImport : facts.ofImport(last.fileName, words.imports.status[last.status]),
      link:
        last === undefined
          ? { href: "/operations/imports", text: nav.imports }
          : { href: `/operations/imports/${last.id}`, text: facts.lastImport },
    },
    {
      label: facts.gateways,
      value: number(gateways.length),
      unit: "",
      period: gateways.length === 0 ? facts.noGateways : silent > 0 ? facts.silent(number(silent)) : facts.noneSilent,
      link: { href: "/operations/gateways", text: nav.gateways },
    },
  ]
  const view: OperationsView = {
    page: yield* operationsFrame(c, words.title, []),
    answer: failed === 0 ? words.overview.answerCalm : words.overview.answerFailed(failed, number(failed)),
    figures,
  }
  return view
})
