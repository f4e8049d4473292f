import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { addTechnician, countryOf, skills, type TechnicianRow, technicians } from "#maintenance"
import { dayAt } from "#kernel/time.ts"
import { allow } from "../http/access.ts"
import { respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor } from "../http/layout.ts"
import { operationsFrame } from "./operations-frame.ts"
import { summaryOf, type Typed, type Wrongs } from "./planning-fields.ts"
import { mayPlan, mondayOf, weekAddress } from "./planning-page.ts"
import type { TechniciansView } from "./planning-view.ts"
import { technicianFields, technicianTyped, typedOf } from "./technician-form.ts"

/** All technicians; one of them is beneath it. */
export const TECHNICIANS = "/operations/technicians"

/** The technicians, and the form that adds one. */
export const techniciansPages = new Hono<Env>()
  .get(TECHNICIANS, allow("see-operations"), (c) => respond(c, page(c, typedOf(null), [])))
  .post(TECHNICIANS, allow("plan-visits"), (c) => respond(c, add(c)))

const add = Effect.fn("operations.addTechnician")(function* (c: Context<Env>) {
  const { errors } = c.get("web").words.planning.technicians
  const typed = yield* formTexts(c)
  const read = yield* technicianTyped(c, typed)
  if (!("name" in read)) return yield* page(c, typed, read)
  return yield* addTechnician(read).pipe(
    Effect.map((id): Response => c.redirect(`${TECHNICIANS}/${id}?done=added`, 303)),
    Effect.catchTag("UserTaken", () => page(c, typed, [{ field: "user", text: errors.user }])),
  )
})

const page = Effect.fn("operations.technicians")(function* (c: Context<Env>, typed: Typed, wrongs: Wrongs) {
  const { render, words } = c.get("web")
  const { technicians: text, skills: skillWords } = words.planning
  const { number, duration, dayMonth, list } = formatsFor(c)
  const now = new Date()
  const today = dayAt(now, c.get("person")?.timeZone ?? "UTC")
  const all = yield* technicians(now)
  const working = all.filter(({ leftOn }) => leftOn === null || leftOn > today)
  const absenceOf = ({ absences, leftOn }: TechnicianRow) => {
    if (leftOn !== null) return text.left(dayMonth(leftOn))
    const next = absences.find(({ to }) => to >= today)
    return next === undefined ? "" : words.planning.visit.between(dayMonth(next.from), dayMonth(next.to))
  }
  const failed = wrongs.length > 0
  const view: TechniciansView = {
    page: yield* operationsFrame(c, text.title, [{ href: TECHNICIANS, text: text.title }], { failed }),
    answer: text.answer(working.length, number(working.length)),
    technicians: all.map((one) => ({
      href: `${TECHNICIANS}/${one.id}`,
      ...{ name: one.name, base: one.base, absence: absenceOf(one) },
      skills: skills.every((skill) => one.skills.includes(skill))
        ? text.allSkills
        : list(skills.filter((skill) => one.skills.includes(skill)).map((skill) => skillWords[skill])),
      territory: one.territory.length === 0 ? text.anywhere(countryOf(one.region)) : one.territory.join("; "),
      hours: duration(one.hours.reduce((sum, { from, to }) => sum + to - from, 0) * 60),
      week: weekAddress(one.id, mondayOf(today)),
      weekLabel: text.weekOf(one.name),
    })),
    form: mayPlan(c) ? yield* technicianFields(c, typed, wrongs) : null,
    problems: summaryOf(wrongs),
  }
  return c.html(render("operations/technicians", view, words), failed ? 422 : 200)
})
