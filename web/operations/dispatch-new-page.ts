import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { lineTyped, phoneTyped } from "#access"
import { unitDetail, type UnitDetail } from "#equipment"
import { activityTypes, hasCar, LONGEST_NAME, openOrder } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { unitChoice } from "../equipment/unit-choice.ts"
import { unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formKeyOf, formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { idTyped } from "../http/path-id.ts"
import { byOf } from "../services/request-words.ts"
import type { DispatchNewView, DispatchUnitView } from "./dispatch-view.ts"
import { DISPATCH, dispatchHref } from "./dispatch-words.ts"
import { operationsFrame } from "./operations-frame.ts"

const NEW = `${DISPATCH}/new`

/** Staff open an order themselves: for which unit, then what is to be done. */
export const dispatchNewPages = new Hono<Env>()
  .get(NEW, allow("dispatch-orders"), (c) => {
    const unit = c.req.query("unit") ?? ""
    return respond(c, unit === "" ? whichUnit(c) : freshForm(c, unit))
  })
  .post(DISPATCH, allow("dispatch-orders"), (c) => respond(c, open(c)))

const frame = (c: Context<Env>, failed = false) => {
  const { dispatch } = c.get("web").words
  const crumbs = [
    { href: DISPATCH, text: dispatch.title },
    { href: NEW, text: dispatch.new.title },
  ]
  return operationsFrame(c, dispatch.new.title, crumbs, { failed })
}

const whichUnit = Effect.fn("operations.orderUnit")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const view: DispatchUnitView = { page: yield* frame(c), ...(yield* unitChoice(c, words.dispatch.new.more)) }
  return c.html(render("operations/dispatch-unit", view, words))
})

type Typed = Omit<DispatchNewView["form"], "unit" | "activities"> & { readonly activity: string }

const unitNamed = Effect.fnUntraced(function* (typed: string) {
  const id = yield* orNotFound(idTyped(typed))
  return yield* orNotFound(yield* reading(unitDetail(id)))
})

const freshForm = Effect.fn("operations.newOrder")(function* (c: Context<Env>, unitId: string) {
  const unit = yield* unitNamed(unitId)
  const typed = { activity: "call-out", title: "", name: "", phone: "", inside: false, key: crypto.randomUUID() }
  return yield* formPage(c, unit, typed, [])
})

const LONGEST_TITLE = 200

const open = Effect.fn("operations.openOrder")(function* (c: Context<Env>) {
  const text = c.get("web").words.dispatch.order.errors
  const form = yield* formTexts(c)
  const unit = yield* unitNamed(form["unit"] ?? "")
  const key = yield* orNotFound(formKeyOf(form["key"]))
  const typed: Typed = {
    activity: form["activity"] ?? "",
    title: (form["title"] ?? "").trim(),
    name: form["name"] ?? "",
    phone: (form["phone"] ?? "").trim(),
    inside: form["inside"] === "yes",
    key,
  }
  const activity = activityTypes.find((one) => one === typed.activity)
  const title = lineTyped(typed.title, LONGEST_TITLE)
  const contactName = typed.name.trim() === "" ? "" : lineTyped(typed.name, LONGEST_NAME)
  const contactPhone = typed.phone === "" ? "" : phoneTyped(typed.phone)
  const errors: Array<DispatchNewView["errors"][number]> = []
  if (activity === undefined) errors.push({ field: "activity", text: text.activity })
  if (title === null) {
    const long = typed.title.length > LONGEST_TITLE
    errors.push({ field: "title", text: long ? text.long(formatsFor(c).number(LONGEST_TITLE)) : text.title })
  }
  if (contactName === null) errors.push({ field: "name", text: text.name })
  if (contactPhone === null) errors.push({ field: "phone", text: text.phone })
  if (activity === undefined || title === null || contactName === null || contactPhone === null) {
    return yield* formPage(c, unit, typed, errors)
  }
  const entrapment = typed.inside && hasCar(unit.kind)
  const work = { unitId: unit.id, activity, title, contactName, contactPhone, entrapment, formKey: key }
  return yield* openOrder(byOf(c), work, new Date()).pipe(
    Effect.map((id): Response => c.redirect(`${dispatchHref(id)}?done=opened`, 303)),
    Effect.catchTag("UnitNotFound", () => Effect.fail(new PageNotFound())),
  )
})

const formPage = Effect.fn("operations.newOrderForm")(function* (
  c: Context<Env>,
  unit: UnitDetail,
  { activity, ...typed }: Typed,
  errors: DispatchNewView["errors"],
) {
  const { render, words } = c.get("web")
  const view: DispatchNewView = {
    page: yield* frame(c, errors.length > 0),
    unit: { href: unitHref(unit.id), text: words.dispatch.new.at(unit.name, unit.building) },
    form: {
      ...typed,
      unit: String(unit.id),
      activities: activityTypes.map((value) => ({
        value,
        text: words.visits.activities[value],
        chosen: value === activity,
      })),
    },
    errors,
  }
  return c.html(render("operations/dispatch-new", view, words), errors.length > 0 ? 422 : 200)
})
