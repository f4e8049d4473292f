import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  filesStillNeeded,
  type Import,
  importKinds,
  type ImportMap,
  parseImportMap,
  previewImport,
  recentImports,
} from "#equipment"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { errorPage } from "../http/errors.ts"
import { formatsFor } from "../http/layout.ts"
import { MultipartBroken } from "../http/multipart.ts"
import { type ImportForm, readImportForm } from "./import-form.ts"
import { accountChoices, accountNames, hasRole, operationsFrame } from "./operations-frame.ts"
import type { ImportRow, ImportsView } from "./operations-view.ts"
import { shippedMap, shippedMapNames } from "./shipped-maps.ts"
import { noteUpload, removeUpload, sweepUploads, type Upload } from "./uploads.ts"

const ADDRESS = "/operations/imports"
const SHOWN = 50

type Wrong = ImportsView["errors"]
interface Typed {
  readonly account: string
  readonly kind: string
  readonly map: string
  readonly mapText: string
  readonly kept: Upload | null
}
const nothingTyped: Typed = { account: "", kind: "", map: "", mapText: "", kept: null }

/** The imports so far, and the form for a new one: its file goes to disk as it arrives, and then to the preview. */
export const importsPages = new Hono<Env>()
  .get(ADDRESS, allow("see-operations"), (c) =>
    respond(c, importsPage(c, { ...nothingTyped, account: c.req.query("account") ?? "" }, [], 200)),
  )
  .post(ADDRESS, allow("import-data"), async (c) => {
    try {
      const form = await readImportForm(c)
      return await respond(c, take(c, form))
    } catch (error) {
      if (error instanceof MultipartBroken) return errorPage(c, 400)
      throw error
    }
  })

/** The map that was given, as text: a file before what was pasted, and that before a choice. Null when none is. */
const givenMap = async (
  texts: ImportForm["texts"],
): Promise<{ text: string; field: Wrong[number]["field"] } | null> => {
  const pasted = [texts["own-map"], texts["map-text"]].find((text) => text !== undefined && text.trim() !== "")
  if (pasted !== undefined) return { text: pasted, field: "map-text" }
  const name = texts["map"] ?? ""
  return name === "" ? null : { text: (await shippedMap(name)) ?? "", field: "map" }
}

const take = Effect.fn("operations.takeUpload")(function* (c: Context<Env>, { upload, tooLarge, texts }: ImportForm) {
  const { config, words: all } = c.get("web")
  const words = all.operations.imports
  const accounts = yield* accountChoices(texts["account"] ?? "")
  const given = yield* Effect.promise(() => givenMap(texts))
  const errors: Array<Wrong[number]> = []
  if (tooLarge)
    errors.push({ field: "file", text: words.tooLarge(`${formatsFor(c).number(config.uploadMegabytes)} MB`) })
  else if (upload === null) errors.push({ field: "file", text: words.chooseFile })
  if (!accounts.some(({ chosen }) => chosen)) errors.push({ field: "account", text: words.chooseAccount })
  let map = null as ImportMap | null
  if (given !== null && given.text === "") errors.push({ field: "map", text: words.noSuchMap })
  else if (given !== null) {
    map = yield* parseImportMap(given.text).pipe(
      Effect.catchTag("MapInvalid", ({ message }) => {
        errors.push({ field: given.field, text: message })
        return Effect.succeed(null)
      }),
    )
  }
  let kept = upload
  if (upload !== null) {
    const unreadable = yield* previewImport(upload.path, null).pipe(
      Effect.as(null),
      Effect.catchTag("FileUnreadable", ({ message }) => Effect.succeed(message)),
    )
    if (unreadable !== null) {
      errors.push({ field: "file", text: unreadable })
      yield* Effect.promise(() => removeUpload(config, upload.id))
      kept = null
    }
  }
  if (errors.length > 0 || upload === null) {
    if (kept !== null) yield* note(c, kept)
    const typed = {
      account: texts["account"] ?? "",
      kind: texts["kind"] ?? "",
      map: texts["map"] ?? "",
      mapText: texts["own-map"]?.trim() ? texts["own-map"] : (texts["map-text"] ?? ""),
      kept,
    }
    return yield* importsPage(c, typed, errors, tooLarge ? 413 : 422)
  }
  // A map says itself what it is for.
  const kind = map?.kind ?? importKinds.find((one) => one === texts["kind"]) ?? "units"
  yield* note(c, { ...upload, accountId: Number(texts["account"]), kind, map: map?.map ?? null })
  return c.redirect(`${ADDRESS}/preview/${upload.id}`, 303)
})

const note = Effect.fn("operations.noteUpload")(function* (c: Context<Env>, upload: Upload) {
  const { config } = c.get("web")
  const needed = yield* filesStillNeeded
  yield* Effect.promise(async () => {
    await noteUpload(config, upload)
    await sweepUploads(config, needed, new Date())
  })
})

const importRow = (c: Context<Env>, one: Import, account: string, now: Date): ImportRow => {
  const { number, moment } = formatsFor(c)
  const words = c.get("web").words.operations.imports
  const { created, updated, unchanged, rejected } = one
  return {
    href: `${ADDRESS}/${one.id}`,
    file: one.fileName,
    kind: words.kinds[one.kind],
    account,
    when: moment(one.requestedAt, now),
    by: one.requestedBy,
    status: one.status,
    counts:
      one.status === "waiting"
        ? ""
        : words.counts(number(created), number(updated), number(unchanged), number(rejected)),
  }
}

const importsPage = Effect.fn("operations.imports")(function* (
  c: Context<Env>,
  typed: Typed,
  errors: Wrong,
  status: 200 | 413 | 422,
) {
  const { render, words } = c.get("web")
  const text = words.operations.imports
  const now = new Date()
  const { number } = formatsFor(c)
  const mapNames = yield* Effect.promise(shippedMapNames)
  const { imports, nameOf, accounts } = yield* Effect.all(
    { imports: recentImports(SHOWN), nameOf: accountNames, accounts: accountChoices(typed.account) },
    { concurrency: "unbounded" },
  )
  const chosen = accounts.find((account) => account.chosen)
  const opened = c.req.query("opened") === "yes" && chosen !== undefined
  const view: ImportsView = {
    page: yield* operationsFrame(c, text.title, [{ href: ADDRESS, text: text.title }], {
      failed: errors.length > 0,
      ...(opened ? { notice: text.accountOpened(chosen.text) } : {}),
    }),
    answer:
      imports.length < SHOWN ? text.answer(imports.length, number(imports.length)) : text.answerMany(number(SHOWN)),
    imports: imports.map((one) => importRow(c, one, nameOf(one.accountId), now)),
    none: accounts.length > 0 ? text.none : { title: text.none.title, text: text.noAccounts, link: null },
    pages: null,
    mayAct: hasRole(c, "administrator", "dispatcher"),
    noAccounts:
      accounts.length > 0 || errors.length > 0
        ? null
        : {
            title: text.noAccounts,
            text: hasRole(c, "administrator") ? text.needsAccount : text.administratorOpens,
            link: hasRole(c, "administrator") ? { href: "/operations/customers", text: text.openFirst } : null,
          },
    kept: typed.kept === null ? null : { id: typed.kept.id, file: typed.kept.fileName },
    accounts,
    kinds: importKinds.map((kind) => ({ value: kind, text: text.kinds[kind], chosen: kind === typed.kind })),
    maps: mapNames.map((name) => ({ value: name, text: name, chosen: name === typed.map })),
    mapText: typed.mapText,
    errors,
  }
  return c.html(render("operations/imports", view, words), status)
})
