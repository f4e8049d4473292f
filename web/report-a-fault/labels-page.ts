import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { buildingDetail, unitDetail, unitPage } from "#equipment"
import { renewUnitCode, unitCodeShown, unitCodes } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { anyUnit } from "../equipment/place-body.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { actorOf } from "../http/actor.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf, type PageHead } from "../http/layout.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import { type Labelled, labelOf } from "./label.ts"
import type { LabelsView, RenewalView } from "./labels-view.ts"
import { labelsPdf, pdfWrites } from "./labels-pdf.ts"

const MOST = 48
const LABELS = "/equipment/labels"
const labelHref = (unitId: number) => `${unitHref(unitId)}/label`

/** Labels with the code, to print: of one unit, of a building, or of some units. */
export const labelPages = new Hono<Env>()
  .get(LABELS, allow("inform-residents"), (c) => respond(c, sheet(c)))
  .get(`${LABELS}.pdf`, allow("inform-residents"), (c) => respond(c, sheetPdf(c)))
  .get("/equipment/units/:id/label", allow("inform-residents"), (c) => respond(c, oneLabel(c)))
  .get("/equipment/units/:id/label.svg", allow("inform-residents"), (c) => respond(c, labelSvg(c)))
  .get("/equipment/units/:id/label/renewal", allow("inform-residents"), (c) => respond(c, renewalPage(c)))
  .post("/equipment/units/:id/label/renewal", allow("inform-residents"), (c) => respond(c, renew(c)))

interface LabelledUnit extends Labelled {
  readonly accountId: number
  readonly buildingId: number
}

/** The labels of some units, as files hold them. */
const labelsOf = Effect.fn("labels.of")(function* (c: Context<Env>, units: ReadonlyArray<LabelledUnit>) {
  const codes = yield* unitCodes(units, new Date())
  const company = yield* Effect.promise(() => c.get("web").company())
  return units.flatMap((unit) => {
    const code = codes.get(unit.id)
    return code === undefined ? [] : [labelOf(c, unit, code, company?.emergencyPhone ?? null)]
  })
})

/** The labels of some units, as a page shows them: each is a picture of its own. */
const picturesOf = Effect.fn("labels.pictures")(function* (c: Context<Env>, units: ReadonlyArray<LabelledUnit>) {
  const text = c.get("web").words.reportAFault.label
  const codes = yield* unitCodes(units, new Date())
  return units.map(({ id, name, building }) => ({
    src: `${labelHref(id)}.svg`,
    text: text.picture(`${name}, ${building}`, unitCodeShown(codes.get(id) ?? "")),
  }))
})

/** Whether the PDF of these labels writes less than the page. */
const leavesOut = (units: ReadonlyArray<Labelled>) =>
  units.some(({ name, building, number }) => !pdfWrites(name + building + number))

/** The units that the address asks for: a building's, those of them that are chosen, or any that are named. */
const askedFor = Effect.fn("labels.askedFor")(function* (c: Context<Env>) {
  const chosen = new Set((c.req.queries("unit") ?? []).flatMap((text) => idTyped(text) ?? []))
  const buildingId = idTyped(c.req.query("building") ?? "")
  if (buildingId !== null) {
    const building = yield* orNotFound(yield* reading(buildingDetail(buildingId)))
    const filter = { ...anyUnit, building: buildingId }
    const order = { by: "name", descending: false } as const
    const units = yield* reading(unitPage(filter, order, { size: 500, number: 1 }, new Date()))
    const wanted = chosen.size === 0 ? units : units.filter(({ id }) => chosen.has(id))
    return { building, units, wanted }
  }
  const found = yield* reading(Effect.all([...chosen].slice(0, MOST).map(unitDetail), { concurrency: "unbounded" }))
  const units = found.filter((unit) => unit !== null)
  if (units.length === 0 || units.length < Math.min(chosen.size, MOST)) return yield* new PageNotFound()
  return { building: null, units, wanted: units }
})

const sheet = Effect.fn("labels.sheet")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const { building, units, wanted } = yield* askedFor(c)
  const { number } = formatsFor(c)
  const labels = yield* picturesOf(c, wanted.slice(0, MOST))
  const search = new URL(c.req.url).search
  const shown = new Set(wanted.map(({ id }) => id))
  return yield* labelsPage(c, {
    head: {
      title: words.reportAFault.label.title,
      crumbs: building === null ? [] : [{ href: buildingHref(building.id), text: building.name }],
    },
    files: [{ href: `${LABELS}.pdf${search}`, text: words.reportAFault.label.pdf }],
    labels,
    leavesOut: leavesOut(wanted),
    more: wanted.length > MOST ? words.reportAFault.label.most(number(MOST), number(wanted.length)) : "",
    choice:
      building === null || units.length < 2
        ? null
        : {
            building: String(building.id),
            units: units.map(({ id, name }) => ({ value: String(id), text: name, chosen: shown.has(id) })),
          },
    renewal: null,
  })
})

const labelsPage = Effect.fn("labels.page")(function* (
  c: Context<Env>,
  { head, ...rest }: Omit<LabelsView, "page" | "css" | "heading"> & { readonly head: PageHead },
) {
  const { render, words, assets } = c.get("web")
  const text = words.reportAFault.label
  const crumbs = [{ href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts }]
  const view: LabelsView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        ...head,
        tab: "equipment",
        crumbs: [...crumbs, ...(head.crumbs ?? []), { href: c.req.path, text: text.title }],
      }),
    ),
    css: assets.href("paper.css"),
    heading: text.answer(rest.labels.length, formatsFor(c).number(rest.labels.length)),
    ...rest,
  }
  return c.html(render("report-a-fault/labels", view, words))
})

const sheetPdf = Effect.fn("labels.pdf")(function* (c: Context<Env>) {
  const { wanted } = yield* askedFor(c)
  const labels = yield* labelsOf(c, wanted.slice(0, MOST))
  const pdf = yield* Effect.promise(() => labelsPdf(labels, c.get("web").words.reportAFault.label.title))
  c.header("Content-Type", "application/pdf")
  c.header("Content-Disposition", 'inline; filename="labels.pdf"')
  return c.body(new Uint8Array(pdf))
})

const unitAsked = Effect.fn("labels.unit")(function* (c: Context<Env>) {
  return yield* orNotFound(yield* reading(unitDetail(yield* orNotFound(pathId(c)))))
})

const oneLabel = Effect.fn("labels.one")(function* (c: Context<Env>) {
  const { words } = c.get("web")
  const text = words.reportAFault.label
  const unit = yield* unitAsked(c)
  return yield* labelsPage(c, {
    head: {
      title: text.one(unit.name),
      crumbs: [
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
      ],
      ...(c.req.query("done") === "renewed" ? { notice: text.done } : {}),
    },
    files: [
      { href: `${labelHref(unit.id)}.svg`, text: text.svg },
      { href: `${LABELS}.pdf?unit=${unit.id}`, text: text.pdf },
    ],
    labels: yield* picturesOf(c, [unit]),
    leavesOut: leavesOut([unit]),
    more: "",
    choice: null,
    renewal: `${labelHref(unit.id)}/renewal`,
  })
})

const labelSvg = Effect.fn("labels.svg")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const unit = yield* unitAsked(c)
  const label = yield* orNotFound((yield* labelsOf(c, [unit]))[0] ?? null)
  c.header("Content-Type", "image/svg+xml")
  c.header("Content-Disposition", `inline; filename="label-${unit.id}.svg"`)
  return c.body(render("report-a-fault/_label", label, words))
})

const renewalPage = Effect.fn("labels.renewal")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const text = words.reportAFault.label
  const unit = yield* unitAsked(c)
  const code = yield* orNotFound((yield* unitCodes([unit], new Date())).get(unit.id) ?? null)
  const back = labelHref(unit.id)
  const view: RenewalView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.renewal.title,
        tab: "equipment",
        crumbs: [
          { href: unitHref(unit.id), text: unit.name },
          { href: back, text: text.title },
          { href: `${back}/renewal`, text: text.renew },
        ],
      }),
    ),
    ...{ unit: unit.name, action: `${back}/renewal`, back, code },
  }
  return c.html(render("report-a-fault/renewal", view, words))
})

const renew = Effect.fn("labels.renew")(function* (c: Context<Env>) {
  const unit = yield* unitAsked(c)
  const { code = "" } = yield* formTexts(c)
  return yield* renewUnitCode(actorOf(c), unit.id, code, new Date()).pipe(
    // Sent twice, it has its new code by now.
    Effect.catchTag("UnitCodeNotFound", () => Effect.void),
    Effect.map((): Response => c.redirect(`${labelHref(unit.id)}?done=renewed`, 303)),
  )
})
