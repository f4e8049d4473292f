import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { allAccounts } from "#access"
import {
  columnTargets,
  columnUses,
  constantFields,
  constantOf,
  importOfFile,
  type ImportKind,
  type ImportPreview,
  agreedHoursText,
  type MapDraft,
  requestImportOnce,
  unitKinds,
  unitStates,
  withoutAbsent,
} from "#equipment"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import {
  chosen,
  fileOptions,
  type Hindrance,
  optionsOf,
  parseDraft,
  readByDraft,
  type Reading,
} from "./mapping-form.ts"
import { hasRole, operationsFrame } from "./operations-frame.ts"
import type { MappingColumn, MappingField, MappingView, PreviewRow } from "./operations-view.ts"
import { findUpload, noteUpload, type Upload } from "./uploads.ts"

const ADDRESS = "/operations/imports"
const MOST_PROBLEMS = 20

/** After the upload and before the import: what each column is, and what would be read. Nothing is written here. */
export const previewPages = new Hono<Env>()
  .get(`${ADDRESS}/preview/:upload`, allow("see-operations"), (c) =>
    respond(
      c,
      Effect.gen(function* () {
        const upload = yield* uploadOf(c)
        const started = yield* importOfFile(upload.path)
        if (started !== null) return c.redirect(`${ADDRESS}/${started}`, 303)
        return yield* mappingPage(c, upload, yield* read(c, upload, upload.map as MapDraft | null), [], {})
      }),
    ),
  )
  .post(`${ADDRESS}/preview/:upload`, allow("import-data"), (c) => respond(c, decide(c)))

/** An upload with the account that its units are for. */
interface Ready extends Upload {
  readonly account: { readonly id: number; readonly name: string; readonly country: string; readonly timeZone: string }
}

const uploadOf = Effect.fn("operations.uploadOf")(function* (c: Context<Env>) {
  const upload = yield* orNotFound(
    yield* Effect.promise(() => findUpload(c.get("web").config, c.req.param("upload") ?? "")),
  )
  const account = yield* orNotFound((yield* allAccounts).find(({ id }) => id === upload.accountId) ?? null)
  const ready: Ready = { ...upload, account }
  return ready
})

/** A file that could be read when it came and cannot be now is gone. */
const read = (c: Context<Env>, upload: Ready, draft: MapDraft | null) =>
  readByDraft(upload.path, upload.kind, draft, upload.account, c.get("web").words).pipe(
    Effect.catchTag("FileUnreadable", () => Effect.fail(new PageNotFound())),
  )

const sameJson = (a: string, b: string) => {
  try {
    return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))
  } catch {
    return a === b
  }
}

const decide = Effect.fn("operations.decideImport")(function* (c: Context<Env>) {
  const { words, config } = c.get("web")
  const upload = yield* uploadOf(c)
  const started = yield* importOfFile(upload.path)
  if (started !== null) return c.redirect(`${ADDRESS}/${started}`, 303)
  const form = yield* formTexts(c)
  const shown = parseDraft(form["base"] ?? "", words)
  const before = yield* read(c, upload, "fields" in shown ? shown : (upload.map as MapDraft | null))
  const typed = form["map"] ?? ""
  const edited = typed.trim() === "" || sameJson(typed, form["base"] ?? "") ? before.draft : parseDraft(typed, words)
  if (!("fields" in edited)) return yield* mappingPage(c, upload, before, [edited], form)

  const now = chosen(upload.kind, edited, before.preview.header, form, words)
  if (now.hindrances.length > 0) return yield* mappingPage(c, upload, before, now.hindrances, form)
  const after = yield* read(
    c,
    upload,
    form["do"] === "absent" ? withoutAbsent(now.draft, before.preview.header) : now.draft,
  )
  if (form["do"] !== "start") {
    yield* Effect.promise(() => noteUpload(config, { ...upload, map: after.draft }))
    return c.redirect(`${ADDRESS}/preview/${upload.id}`, 303)
  }
  if (after.map === null) return yield* mappingPage(c, upload, after, [], {}, 422)
  const importId = yield* requestImportOnce({
    accountId: upload.account.id,
    fileName: upload.fileName,
    filePath: upload.path,
    ...after.map,
    requestedBy: c.get("person")?.name ?? "",
  })
  return c.redirect(`${ADDRESS}/${importId}`, 303)
})

type Typed = Readonly<Record<string, string>>

const columnsOf = (
  c: Context<Env>,
  kind: ImportKind,
  { draft, preview }: Reading,
  typed: Typed,
): ReadonlyArray<MappingColumn> => {
  const words = c.get("web").words.operations.mapping
  const format = formatsFor(c)
  const uses = columnUses(draft, preview.header)
  return preview.header.map((column, i) => {
    const [first = "", ...others] = uses[i] ?? []
    const name = `column-${i}`
    const choice = typed[name] ?? first
    return {
      name,
      column,
      samples: preview.samples[i] ?? [],
      also: others.length === 0 ? "" : words.also(format.list(others.map((target) => words.fields[target] ?? target))),
      choices: columnTargets(kind).map((target) => ({
        value: target,
        text: words.fields[target] ?? target,
        chosen: target === choice,
      })),
    }
  })
}

const constantsOf = (
  c: Context<Env>,
  kind: ImportKind,
  { draft }: Reading,
  typed: Typed,
): ReadonlyArray<MappingField> => {
  const { kinds, states, operations } = c.get("web").words
  const words = operations.mapping
  return constantFields(kind).map((field) => {
    const name = `constant-${field}`
    const value = typed[name] ?? constantOf(draft, field)
    const choice = (one: string, text: string) => ({ value: one, text, chosen: one === value })
    const oneOf = (texts: Readonly<Record<string, string>>) => [
      choice("", words.byColumn),
      ...Object.entries(texts).map(([one, text]) => choice(one, text)),
    ]
    const choices: Readonly<Record<string, MappingField["choices"]>> =
      kind === "orders"
        ? { activity: oneOf(words.orders.activities), state: oneOf(words.orders.states) }
        : {
            kind: [choice("", words.byColumn), ...unitKinds.map((one) => choice(one, kinds[one]))],
            state: [choice("", words.byColumn), ...unitStates.map((one) => choice(one, states.upper[one]))],
          }
    return {
      name,
      label: words.fields[field] ?? field,
      hint: words.hints[field] ?? "",
      value,
      choices: choices[field] ?? null,
    }
  })
}

const fileFieldsOf = (
  c: Context<Env>,
  kind: ImportKind,
  { draft }: Reading,
  typed: Typed,
): ReadonlyArray<MappingField> => {
  const words = c.get("web").words.operations.mapping
  const texts = { delimiter: words.delimiters, encoding: words.encodings, decimal: words.decimals }
  return fileOptions(kind).map((option) => {
    const given = typed[option] ?? draft[option]
    const value = typeof given === "string" ? given : (optionsOf(option)[0] ?? "")
    return {
      name: option,
      label: words[option],
      hint: "",
      value,
      choices: optionsOf(option).map((one) => ({ value: one, text: texts[option][one] ?? one, chosen: one === value })),
    }
  })
}

type PreviewedRow = ImportPreview["rows"][number]

const previewRow = (c: Context<Env>, heads: number, { line, read: row, remarks }: PreviewedRow): PreviewRow => {
  const { number } = formatsFor(c)
  const cells = row === null ? Array<string>(heads).fill("") : previewCells(c, row)
  return { line: number(line), cells, remark: remarks.join(". "), refused: row === null }
}

/** What a row is read as, in the order of `previewHeads`. */
const previewCells = (c: Context<Env>, row: NonNullable<PreviewedRow["read"]>): ReadonlyArray<string> => {
  const { kinds, drives, states, operations } = c.get("web").words
  const { number, decimal } = formatsFor(c)
  if ("shown" in row) return row.shown
  if ("state" in row) {
    const time = (at: number | null) => (at === null ? operations.mapping.open : new Date(at).toISOString())
    const its = row.class === null ? "" : operations.mapping.classes[row.class]
    return [row.unit, time(row.from), time(row.to), states.upper[row.state], its, row.reason ?? ""]
  }
  if ("of" in row) {
    const whose = "building" in row.of ? [row.of.building, ""] : ["", row.of.contract]
    return [...whose, ...[row.hours, row.peakHours].map((hours) => (hours === null ? "" : agreedHoursText(hours)))]
  }
  const { unit, building, address } = row
  const town = [address.postalCode, address.locality].filter((text) => text !== null && text !== "").join(" ")
  return [
    unit.equipmentNumber,
    unit.name,
    [kinds[unit.kind], ...(unit.drive == null ? [] : [drives[unit.drive]])].join(", "),
    building.name,
    [address.street, town, address.region].filter((text) => text !== null && text !== "").join(", "),
    unit.ratedLoadKg == null ? "" : `${number(unit.ratedLoadKg)} kg`,
    unit.ratedSpeedMps == null ? "" : `${decimal(unit.ratedSpeedMps, 2)} m/s`,
    (unit.floors ?? []).join(" "),
  ]
}

const previewHeads = (c: Context<Env>, kind: ImportKind): ReadonlyArray<string> => {
  const { heads, fields } = c.get("web").words.operations.mapping
  if (kind !== "units") return columnTargets(kind).map((field) => fields[field] ?? field)
  const { equipmentNumber, name, building, address, load, speed, floors } = heads
  return [equipmentNumber, name, heads.kind, building, address, load, speed, floors]
}

/** `typed`: a form that does not hold, shown as it came. */
const mappingPage = Effect.fn("operations.mapping")(function* (
  c: Context<Env>,
  upload: Ready,
  reading: Reading,
  wrong: ReadonlyArray<Hindrance>,
  typed: Typed,
  status: 200 | 422 = wrong.length > 0 ? 422 : 200,
) {
  const { render, words } = c.get("web")
  const text = words.operations.mapping
  const { number } = formatsFor(c)
  const { preview, draft } = reading
  const address = `${ADDRESS}/preview/${upload.id}`
  const crumbs = [
    { href: ADDRESS, text: words.operations.imports.title },
    { href: address, text: upload.fileName },
  ]
  const fits = reading.map !== null
  const remarked = preview.rows.filter(({ remarks }) => remarks.length > 0).length
  const problems = preview.problems.slice(0, MOST_PROBLEMS)
  const heads = previewHeads(c, upload.kind)
  const view: MappingView = {
    page: yield* operationsFrame(c, text.title, crumbs, { failed: status === 422 }),
    action: address,
    answer: text.answer(number(preview.header.length), upload.fileName),
    account: upload.account.name,
    mayAct: hasRole(c, "administrator", "dispatcher"),
    columns: columnsOf(c, upload.kind, reading, typed),
    constants: constantsOf(c, upload.kind, reading, typed),
    file: fileFieldsOf(c, upload.kind, reading, typed),
    base: JSON.stringify(draft),
    map: typed["map"] ?? JSON.stringify(draft, null, 2),
    previewHeads: heads,
    preview: fits ? preview.rows.map((row) => previewRow(c, heads.length, row)) : [],
    previewSummary: !fits ? text.notYet : remarked === 0 ? text.noProblems : text.problems(remarked, number(remarked)),
    problemSummary: fits
      ? text.lookedAt(preview.problems.length, number(preview.problems.length), number(preview.rowsLookedAt))
      : "",
    problems: problems.map(({ line, reason, rejected, rowText }) => ({
      line: number(line),
      reason,
      refused: rejected,
      row: rowText.slice(0, 300),
    })),
    moreProblems:
      preview.problems.length > problems.length
        ? text.moreProblems(number(preview.problems.length - problems.length))
        : "",
    errors: [...wrong, ...reading.hindrances],
    hasAbsent: preview.mapProblems.length > 0,
  }
  return c.html(render("operations/mapping", view, words), status)
})
