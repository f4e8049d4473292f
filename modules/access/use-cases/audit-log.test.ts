import { Effect } from "effect"
import fc from "fast-check"
import postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import type { AuditAction } from "../domain/audit.ts"
import type { AuditFilter, LoggedEntry } from "../persistence/audit-entries.ts"
import { auditLog, exportAuditLog } from "./audit-log.ts"
import { audit } from "./audit.ts"
import { openAccount } from "./open-account.ts"

let modules: Modules
let own: number
let other: number
beforeAll(async () => {
  modules = await testModules()
  own = (await modules.run(openAccount({ name: "Own", country: "GB", timeZone: "UTC" }))).id
  other = (await modules.run(openAccount({ name: "Other", country: "GB", timeZone: "UTC" }))).id
  await modules.run(
    Effect.forEach(written, ({ accountId, person, ...entry }) =>
      audit(
        { userId: null, name: person, viewedBy: person === "Ines" ? "Ruth 100%" : null, place: "192.0.2.1" },
        { accountId: accountId === "own" ? own : accountId === "other" ? other : null, ...entry },
      ),
    ).pipe(transactional, as(everything)),
  )
})
afterAll(() => modules.stop())

const actions: ReadonlyArray<AuditAction> = ["member-invited", "member-removed", "token-made"]
const written = Array.from({ length: 36 }, (_, n) => ({
  accountId: (["own", "other", "nobody's"] as const)[n % 3] ?? "own",
  person: ["Ines", "Pat", ""][n % 4] ?? "Zoë_1",
  action: actions[n % 5] ?? "token-made",
  subject: `person-${n}@x.example`,
  detail: { role: n % 2 === 0 ? "owner" : "viewer" },
}))

const nothing: AuditFilter = { person: "", action: null, from: null, until: null, text: "" }
const log = (viewer: Viewer, filter: Partial<AuditFilter> = {}, most = 100, before: string | null = null) =>
  modules.run(auditLog({ ...nothing, ...filter }, most, before).pipe(as(viewer)))
const ofOwn = (): Viewer => ({ reach: "account", accountId: own })
const subjects = (entries: ReadonlyArray<LoggedEntry>) => entries.map(({ subject }) => subject)
/** The newest first, with the opening of the account at the end. */
const expected = (which: (entry: (typeof written)[number]) => boolean, last: ReadonlyArray<string> = []) => [
  ...written
    .filter(which)
    .map(({ subject }) => subject)
    .toReversed(),
  ...last,
]

test("an account's log holds its own entries, the newest first", async () => {
  expect(subjects(await log(ofOwn()))).toEqual(expected(({ accountId }) => accountId === "own", ["Own"]))
})

test("staff see that of the account they look at, or all and those of none", async () => {
  expect(subjects(await log({ reach: "all", accountId: other }))).toEqual(
    expected(({ accountId }) => accountId === "other", ["Other"]),
  )
  expect(subjects(await log(everything))).toEqual(expected(() => true, ["Other", "Own"]))
  expect(await log({ reach: "nobody" })).toEqual([])
})

test("pages one after the other hold every entry once, whatever their size", async () => {
  const whole = subjects(await log(everything))
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (size) => {
      const pages: Array<string> = []
      let before: string | null = null
      for (;;) {
        const page: ReadonlyArray<LoggedEntry> = await log(everything, {}, size, before)
        pages.push(...subjects(page))
        before = page.at(-1)?.id ?? null
        if (page.length < size) break
      }
      expect(pages).toEqual(whole)
    }),
    { numRuns: 6 },
  )
})

test("it is narrowed by person, also the administrator behind them, by action and by text; signs stand for themselves", async () => {
  expect(subjects(await log(everything, { person: "ines" }))).toEqual(expected(({ person }) => person === "Ines"))
  expect(subjects(await log(everything, { person: "100%" }))).toEqual(expected(({ person }) => person === "Ines"))
  expect(await log(everything, { person: "%" })).toHaveLength(expected(({ person }) => person === "Ines").length)
  expect(subjects(await log(everything, { person: "ZOË_" }))).toEqual(expected(({ person }) => person === "Zoë_1"))
  expect(subjects(await log(everything, { action: "member-removed" }))).toEqual(
    expected(({ action }) => action === "member-removed"),
  )
  expect(subjects(await log(ofOwn(), { text: "PERSON-3@" }))).toEqual(["person-3@x.example"])
  expect(subjects(await log(everything, { text: '"viewer"' }))).toEqual(
    expected(({ detail }) => detail.role === "viewer"),
  )
  expect(await log(everything, { text: "_erson" })).toEqual([])
})

test("it is narrowed by time, from an instant up to, not with, another one", async () => {
  const [newest] = await log(ofOwn())
  const at = newest?.at ?? new Date()
  const later = new Date(at.getTime() + 1)
  expect(subjects(await log(ofOwn(), { from: at, until: later }))).toContain(newest?.subject)
  expect(subjects(await log(ofOwn(), { until: at }))).not.toContain(newest?.subject)
  expect(await log(ofOwn(), { from: later })).toEqual([])
})

test("an export holds what the pages hold", async () => {
  const exported: Array<LoggedEntry> = []
  const write = async (entries: ReadonlyArray<LoggedEntry>) => void exported.push(...entries)
  await modules.run(exportAuditLog({ ...nothing, text: "owner" }, write).pipe(as(ofOwn())))
  expect(exported).toEqual(await log(ofOwn(), { text: "owner" }))
  expect(exported.length).toBeGreaterThan(3)
})

test("nobody changes or removes an entry: the database refuses it to the application's role", async () => {
  const app = postgres(modules.database.appUrl, { max: 1, onnotice: () => {} })
  try {
    for (const statement of [
      "update access.audit_entries set actor = 'somebody else'",
      "delete from access.audit_entries",
      "truncate access.audit_entries",
      "alter table access.audit_entries disable row level security",
      "drop table access.audit_entries",
    ]) {
      const tried = app.begin(async (tx) => {
        await tx`set local app.reach = 'all'`
        await tx.unsafe(statement)
      })
      await expect(tried, statement).rejects.toMatchObject({ code: "42501" })
    }
  } finally {
    await app.end()
  }
  expect(await log(everything)).toHaveLength(written.length + 2)
})

test("an entry is there when its transaction commits, and not otherwise", async () => {
  const entry = { accountId: own, action: "token-made" as const, subject: "Never" }
  const failed = audit({ userId: null, name: "", viewedBy: null, place: "" }, entry).pipe(
    Effect.andThen(Effect.fail("changed my mind")),
    transactional,
    as(everything),
    Effect.flip,
  )
  expect(await modules.run(failed)).toBe("changed my mind")
  expect(await log(everything, { text: "Never" })).toEqual([])
})
