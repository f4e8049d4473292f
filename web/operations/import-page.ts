import { Effect, Stream } from "effect"
import { type Context, Hono } from "hono"
import { type Import, importProgress, IMPORTS_CHANGED, rejectedRows, rejectedRowsCsv } from "#equipment"
import { share } from "../components/progress.ts"
import type { Fact } from "../components/view.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { follow, type LivePart } from "../http/live.ts"
import { pathId } from "../http/path-id.ts"
import { accountNames, operationsFrame } from "./operations-frame.ts"
import type { ImportProgress, ImportRemarks, ImportView } from "./operations-view.ts"

const ADDRESS = "/operations/imports"
const SHOWN = 100

/** One import: how far it has come, what came of it, and the rows that it refused. */
export const importPages = new Hono<Env>()
  .get(`${ADDRESS}/:id{[0-9]+}`, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.map(importView(c), (view) => c.html(c.get("web").render("operations/import", view, c.get("web").words))),
    ),
  )
  .get("/live/imports/:id", allow("see-operations"), (c) =>
    follow(
      c,
      ({ ids }) => ids === null || ids.includes(pathId(c) ?? 0),
      Effect.map(importView(c), (view) => importParts(c, view)),
      { topic: IMPORTS_CHANGED, ofEveryAccount: true },
    ),
  )
  .get(`${ADDRESS}/:id{[0-9]+}/rejected.csv`, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const id = yield* orNotFound(pathId(c))
        const csv = yield* rejectedRowsCsv(id).pipe(
          Effect.catchTag("ImportNotFound", () => Effect.fail(new PageNotFound())),
        )
        const body = yield* Stream.toReadableStreamEffect(Stream.encodeText(csv))
        return c.body(body, 200, {
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": `attachment; filename="rejected-rows-${id}.csv"`,
          "Cache-Control": "no-store",
        })
      }),
    ),
  )

const importParts = (c: Context<Env>, view: ImportView): ReadonlyArray<LivePart> => {
  const { render, words } = c.get("web")
  return [
    { id: "import-progress", html: render("operations/_import", view.now, words) },
    { id: "import-remarks", html: render("operations/_remarks", view.refused, words) },
    { id: "import-facts", html: render("operations/_facts", { facts: view.facts }, words) },
  ]
}

const importView = Effect.fn("operations.import")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const id = yield* orNotFound(pathId(c))
  const { now, rejected, nameOf } = yield* Effect.all(
    { now: importProgress(id), rejected: rejectedRows(id, SHOWN), nameOf: accountNames },
    { concurrency: "unbounded" },
  ).pipe(Effect.catchTag("ImportNotFound", () => Effect.fail(new PageNotFound())))
  const self = `${ADDRESS}/${id}`
  const crumbs = [
    { href: ADDRESS, text: words.operations.imports.title },
    { href: self, text: now.fileName },
  ]
  const view: ImportView = {
    page: yield* operationsFrame(c, words.operations.import.title(now.fileName), crumbs, {
      live: `/live/imports/${id}`,
    }),
    file: now.fileName,
    now: progressOf(c, now, self),
    facts: factsOf(c, now, nameOf(now.accountId)),
    refused: refusedOf(c, now, rejected),
  }
  return view
})

const answerOf = (c: Context<Env>, now: Import, done: number | null): string => {
  const words = c.get("web").words.operations.import
  const { number } = formatsFor(c)
  if (now.status === "waiting") return words.waiting
  if (now.status === "failed") return words.failed
  if (now.status === "finished") return words.finished(now.rowsRead, number(now.rowsRead))
  return done === null ? words.reading : words.running(number(Math.floor(done * 100)))
}

const progressOf = (c: Context<Env>, now: Import, self: string): ImportProgress => {
  const words = c.get("web").words.operations.import
  const { number, bytes } = formatsFor(c)
  const done = share(now.bytesRead, now.bytesTotal, now.status === "finished")
  const { counts } = words
  const figures = [
    [counts.read, now.rowsRead],
    [counts.created[now.kind], now.created],
    [counts.updated, now.updated],
    [counts.unchanged, now.unchanged],
    [counts.rejected, now.rejected],
    ...(now.kind === "units" ? [[counts.empty, now.leftEmpty] as const] : []),
  ] as const
  return {
    status: now.status,
    answer: answerOf(c, now, done),
    progress: {
      share: done,
      text: now.bytesTotal === 0 ? words.waiting : words.progress(bytes(now.bytesRead), bytes(now.bytesTotal)),
    },
    figures: figures.map(([label, value]) => ({ label, value: number(value), unit: "", period: "", link: null })),
    failure: now.failure ?? "",
    rejected: now.rejected === 0 ? null : { href: `${self}/rejected.csv`, text: words.rejected },
    units: now.status === "finished" ? { href: "/equipment", text: words.seeUnits } : null,
    self,
  }
}

const refusedOf = (
  c: Context<Env>,
  now: Import,
  rejected: ReadonlyArray<{ readonly line: number; readonly reason: string; readonly rowText: string }>,
): ImportRemarks => {
  const { number } = formatsFor(c)
  const more = now.rejected - rejected.length
  return {
    remarks: rejected.map(({ line, reason, rowText }) => ({ line: number(line), reason, row: rowText.slice(0, 300) })),
    moreRemarks: more > 0 ? c.get("web").words.operations.import.more(number(more)) : "",
  }
}

const factsOf = (c: Context<Env>, now: Import, account: string): ReadonlyArray<Fact> => {
  const words = c.get("web").words.operations.import
  const { dateTime, duration, bytes, number, list } = formatsFor(c)
  const fact = (label: string, value: string | null): ReadonlyArray<Fact> =>
    value === null ? [] : [{ label, value, href: null }]
  const { startedAt, finishedAt } = now
  const emptied = Object.entries(now.leftEmptyByColumn).sort(([, a], [, b]) => b - a)
  return [
    ...fact(words.account, account),
    ...fact(words.holds, c.get("web").words.operations.imports.kinds[now.kind]),
    ...fact(words.by, now.requestedBy),
    ...fact(words.size, now.bytesTotal === 0 ? null : bytes(now.bytesTotal)),
    ...fact(words.started, startedAt === null ? null : dateTime(startedAt)),
    ...fact(
      words.took,
      startedAt === null || finishedAt === null ? null : duration((finishedAt.getTime() - startedAt.getTime()) / 1000),
    ),
    ...fact(
      words.counts.empty,
      emptied.length === 0 ? null : list(emptied.map(([column, count]) => `${column} ${number(count)}`)),
    ),
    ...(now.findings === null ? [] : findingFacts(c, now.findings)),
  ]
}

/** What an import of states found out about its file. */
const findingFacts = (c: Context<Env>, found: NonNullable<Import["findings"]>): ReadonlyArray<Fact> => {
  const words = c.get("web").words.operations.import.findings
  const { number, list } = formatsFor(c)
  const fact = (label: string, value: string | null): ReadonlyArray<Fact> =>
    value === null ? [] : [{ label, value, href: null }]
  const withUnknown = (all: number, unknown: number) =>
    unknown === 0 ? number(all) : words.ofUnknown(number(all), number(unknown))
  const { unknownUnits, unknownNumbers } = found
  const named = unknownUnits > unknownNumbers.length ? [...unknownNumbers, "…"] : unknownNumbers
  return [
    ...fact(words.units, number(found.units)),
    ...fact(words.intervals, number(found.intervals)),
    ...fact(words.overlaps, withUnknown(found.overlaps, found.overlapsUnknown)),
    ...fact(words.open, withUnknown(found.open, found.openUnknown)),
    ...fact(words.openConnected, found.openConnected === 0 ? null : number(found.openConnected)),
    ...fact(
      words.unknown,
      unknownUnits === 0 ? null : words.unknownUnits(number(unknownUnits), number(found.unknownRows), list(named)),
    ),
  ]
}
