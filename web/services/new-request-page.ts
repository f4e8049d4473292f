import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { lineTyped, mySettings, phoneTyped } from "#access"
import { unitDetail, type UnitDetail } from "#equipment"
import { LONGEST_NAME, LONGEST_TEXT, openRequestsOf, type Problem, problemsOf, reportProblem } from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import { unitChoice } from "../equipment/unit-choice.ts"
import { unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { type PhotoForm, readPhotoForm } from "../files/photo-form.ts"
import { photosField } from "../files/photos-view.ts"
import { formKeyOf } from "../http/forms.ts"
import { formatsFor, layoutOf, type PageHead } from "../http/layout.ts"
import { idTyped } from "../http/path-id.ts"
import type { NewRequestView, UnitChoiceView } from "./new-request-view.ts"
import { byOf, insideWords, REPORTING, requestHref, REQUESTS, SERVICES } from "./request-words.ts"

/** Reporting a problem: which unit, then whether somebody is inside and what is wrong. */
export const newRequestPages = new Hono<Env>()
  .get(REPORTING, allow("report-problems"), (c) => {
    const unit = c.req.query("unit") ?? ""
    return respond(c, unit === "" ? whichUnit(c) : freshForm(c, unit))
  })
  .post(REQUESTS, allow("report-problems"), (c) => respond(c, report(c)))

const frame = (c: Context<Env>, more: Partial<PageHead> = {}) => {
  const { words } = c.get("web")
  const text = words.services
  return Effect.promise(() =>
    layoutOf(c, {
      title: text.new.title,
      tab: "services",
      crumbs: [
        { href: "/", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
        { href: SERVICES, text: text.title },
        { href: REPORTING, text: text.new.title },
      ],
      ...more,
    }),
  )
}

const whichUnit = Effect.fn("services.unitChoice")(function* (c: Context<Env>) {
  const { render, words } = c.get("web")
  const view: UnitChoiceView = { page: yield* frame(c), ...(yield* unitChoice(c, words.services.new.more)) }
  return c.html(render("services/unit-choice", view, words))
})

interface Typed {
  readonly key: string
  readonly inside: string
  readonly problem: string
  readonly description: string
  readonly name: string
  readonly phone: string
}

const freshForm = Effect.fn("services.newRequest")(function* (c: Context<Env>, unitId: string) {
  const unit = yield* unitNamed(unitId)
  const { userId } = byOf(c)
  const me = yield* mySettings(userId)
  const typed = {
    ...{ key: crypto.randomUUID(), inside: "", problem: "", description: "" },
    ...{ name: me?.name ?? "", phone: me?.phone ?? "" },
  }
  return yield* formPage(c, unit, typed, [])
})

/** The unit that an id names, when whoever asks may see it. */
const unitNamed = Effect.fnUntraced(function* (typed: string) {
  const id = yield* orNotFound(idTyped(typed))
  return yield* orNotFound(yield* reading(unitDetail(id)))
})

const report = Effect.fn("services.report")(function* (c: Context<Env>) {
  const { errors: text } = c.get("web").words.services.new
  const sent = yield* readPhotoForm(c)
  const form = sent.texts
  const unit = yield* unitNamed(form["unit"] ?? "")
  const typed: Typed = {
    key: form["key"] ?? "",
    inside: form["inside"] ?? "",
    problem: form["problem"] ?? "",
    description: (form["description"] ?? "").replaceAll("\r\n", "\n").trim(),
    name: form["name"] ?? "",
    phone: (form["phone"] ?? "").trim(),
  }
  const key = yield* orNotFound(formKeyOf(typed.key))
  const problem = problemTyped(unit, typed)
  const contactName = lineTyped(typed.name, LONGEST_NAME)
  const contactPhone = typed.phone === "" ? "" : phoneTyped(typed.phone)
  const errors: Array<NewRequestView["errors"][number]> = []
  if (typed.inside !== "yes" && typed.inside !== "no")
    errors.push({ field: "inside", text: insideWords(c, unit.kind).unanswered })
  if (problem === null) errors.push({ field: "problem", text: text.problem })
  if (typed.description.length > LONGEST_TEXT) {
    errors.push({ field: "description", text: text.description(formatsFor(c).number(LONGEST_TEXT)) })
  }
  if (contactName === null) errors.push({ field: "name", text: text.name })
  if (contactPhone === null) errors.push({ field: "phone", text: text.phone })
  // Somebody inside waits for no photo.
  if (sent.refused.length > 0 && typed.inside !== "yes")
    errors.push({ field: "photos", text: c.get("web").words.photos.problem })
  if (problem === null || contactName === null || contactPhone === null || errors.length > 0) {
    return yield* formPage(c, unit, typed, errors, sent)
  }
  const { description } = typed
  return yield* reportProblem(
    byOf(c),
    {
      unitId: unit.id,
      ...{ problem, description, contactName, contactPhone, formKey: key },
      trapped: typed.inside === "yes",
      photos: sent.photos.map(({ picture }) => picture),
    },
    new Date(),
  ).pipe(
    Effect.map((id): Response => c.redirect(`${requestHref(id)}?done=submitted`, 303)),
    Effect.catchTag("UnitNotFound", () => Effect.fail(new PageNotFound())),
  )
})

/** With somebody inside nobody need say what else is wrong. */
const problemTyped = (unit: UnitDetail, typed: Typed): Problem | null =>
  problemsOf(unit.kind).find((one) => one === typed.problem) ??
  (typed.inside === "yes" && typed.problem === "" ? (problemsOf(unit.kind)[0] ?? null) : null)

const formPage = Effect.fn("services.newRequestForm")(function* (
  c: Context<Env>,
  unit: UnitDetail,
  typed: Typed,
  errors: NewRequestView["errors"],
  sent?: PhotoForm,
) {
  const { render, words } = c.get("web")
  const text = words.services
  const format = formatsFor(c, unit.timeZone)
  const now = new Date()
  const open = yield* reading(openRequestsOf(unit.id))
  const failed = errors.length > 0
  const view: NewRequestView = {
    page: yield* frame(c, { failed, scripts: ["photos.js"] }),
    unit: { href: unitHref(unit.id), text: text.new.at(unit.name, unit.building) },
    known:
      open.length === 0
        ? null
        : {
            title: text.new.known(open.length, format.number(open.length)),
            problems: open.map((request) => ({
              link: { href: requestHref(request.id), text: text.problems[request.problem] },
              about: text.new.knownAs(text.states[request.state], format.moment(request.submittedAt, now).text),
              join: `${requestHref(request.id)}/joining`,
            })),
          },
    inside: insideWords(c, unit.kind),
    say: text.new.say(unit.name, unit.building, unit.number),
    form: {
      unit: String(unit.id),
      key: typed.key,
      inside: typed.inside === "yes" || typed.inside === "no" ? typed.inside : "",
      problems: problemsOf(unit.kind).map((value) => ({
        value,
        text: text.problems[value],
        chosen: value === typed.problem,
      })),
      description: typed.description,
      name: typed.name,
      phone: typed.phone,
      photos: yield* photosField(c, sent),
    },
    errors,
  }
  return c.html(render("services/new-request", view, words), failed ? 422 : 200)
})
