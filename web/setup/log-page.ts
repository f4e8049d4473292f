import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { allAccounts, auditActions, auditLog, exportAuditLog, type LoggedEntry } from "#access"
import { as } from "#kernel/database/database.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { withParts } from "../http/lists.ts"
import { csvLine, csvResponse } from "../http/streams.ts"
import { type LogQuery, readLogQuery } from "./log-query.ts"
import type { LogRow, LogView } from "./log-view.ts"
import { detailWords } from "./log-words.ts"
import { setupFrame } from "./setup-frame.ts"

const ADDRESS = "/setup/log"
const PAGE_SIZE = 50

const queryOf = (c: Context<Env>) => readLogQuery(new URL(c.req.url).searchParams, c.get("person")?.timeZone ?? "UTC")

/** The names of all accounts by their ids, where more than one is looked at. */
const namesOf = (c: Context<Env>) =>
  c.get("person")?.account == null
    ? Effect.map(allAccounts, (accounts) => new Map(accounts.map(({ id, name }) => [id, name])))
    : Effect.succeed(new Map<number, string>())

/** Who did what: an account's own log, or all of them for staff who look at no account. */
export const logPages = new Hono<Env>()
  .get(ADDRESS, allow("read-audit-log"), (c) => respond(c, logPage(c)))
  .get(`${ADDRESS}.csv`, allow("read-audit-log"), (c) => {
    const { runtime, words, log } = c.get("web")
    const viewer = c.get("person")?.viewer ?? { reach: "nobody" as const }
    const { filter } = queryOf(c)
    return csvResponse(c, "audit-log.csv", async (write) => {
      await write(csvLine(Object.values(words.tokens.log.csv)))
      const names = await runtime.runPromise(namesOf(c))
      await runtime
        .runPromise(
          exportAuditLog(filter, (entries) =>
            write(entries.map((entry) => csvLine(cells(c, entry, names))).join("")),
          ).pipe(as(viewer)),
        )
        .catch((error: unknown) => {
          if (!c.req.raw.signal.aborted) log.error("export ended early", { error: error as Error })
          throw error
        })
    })
  })

const accountOf = (c: Context<Env>, { accountId }: LoggedEntry, names: ReadonlyMap<number, string>): string =>
  accountId === null
    ? c.get("web").words.tokens.log.noAccount
    : (names.get(accountId) ?? c.get("person")?.account?.name ?? "")

const cells = (c: Context<Env>, entry: LoggedEntry, names: ReadonlyMap<number, string>): ReadonlyArray<string> => {
  const { words } = c.get("web")
  const text = words.tokens.log
  return [
    entry.at.toISOString(),
    entry.actor === "" ? text.portal : entry.actor,
    entry.viewedBy ?? "",
    text.actions[entry.action],
    entry.subject,
    detailWords(entry.detail, formatsFor(c), words).join("; "),
    entry.place,
    accountOf(c, entry, names),
  ]
}

const row = (c: Context<Env>, entry: LoggedEntry, names: ReadonlyMap<number, string>): LogRow => {
  const { words } = c.get("web")
  const text = words.tokens.log
  const format = formatsFor(c)
  return {
    when: { iso: entry.at.toISOString(), text: format.toTheSecond(entry.at) },
    who: entry.actor === "" ? text.portal : entry.actor,
    viewedBy: entry.viewedBy === null ? "" : text.viewedBy(entry.viewedBy),
    action: text.actions[entry.action],
    subject: entry.subject,
    details: detailWords(entry.detail, format, words),
    place: entry.place,
    account: accountOf(c, entry, names),
  }
}

const pagesOf = (c: Context<Env>, { before }: LogQuery, shown: ReadonlyArray<LoggedEntry>, more: boolean) => {
  if (before === null && !more) return null
  const url = new URL(c.req.url)
  const last = shown.at(-1)
  return {
    text: c.get("web").words.tokens.log.shown(shown.length, formatsFor(c).number(shown.length)),
    first: before === null ? null : withParts(url, ADDRESS, { before: null }),
    previous: null,
    next: more && last !== undefined ? withParts(url, ADDRESS, { before: last.id }) : null,
    last: null,
  }
}

const logPage = Effect.fn("setup.log")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.tokens.log
  const query = queryOf(c)
  const { filter, from, to } = query
  const account = c.get("person")?.account ?? null
  const { entries, names } = yield* Effect.all(
    { entries: auditLog(filter, PAGE_SIZE + 1, query.before), names: namesOf(c) },
    { concurrency: "unbounded" },
  )
  const shown = entries.slice(0, PAGE_SIZE)
  const view: LogView = {
    ...(yield* setupFrame(c, "log", text.title)),
    answer: account === null ? text.answerAll : text.answer(account.name),
    csv: withParts(new URL(c.req.url), `${ADDRESS}.csv`, { before: null }),
    person: filter.person,
    actions: [
      { value: "", text: text.anyAction, chosen: filter.action === null },
      ...auditActions.map((action) => ({
        value: action,
        text: text.actions[action],
        chosen: action === filter.action,
      })),
    ],
    from,
    to,
    text: filter.text,
    filtered: filter.person !== "" || filter.action !== null || from !== "" || to !== "" || filter.text !== "",
    entries: shown.map((entry) => row(c, entry, names)),
    ofAll: account === null,
    none: text.none,
    pages: pagesOf(c, query, shown, entries.length > shown.length),
  }
  return c.html(render("setup/log", view, words))
})
