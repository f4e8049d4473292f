import type { Context } from "hono"
import {
  causesOf,
  type CheckItem,
  checklistOf,
  type CheckResult,
  componentsOf,
  type Condition,
  conditions,
  type Findings,
  LONGEST_NAME,
  LONGEST_TEXT,
  type Part,
  resultProblem,
  type ServiceOrder,
  technicianActions,
} from "#maintenance"
import type { Choice } from "../components/view.ts"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import type { CheckView, PartRow, Problem, ReportView } from "./day-view.ts"
import { orderHref } from "./day-words.ts"

/** The texts of a report's form, by the names of its fields. */
export type Texts = Readonly<Record<string, string>>

const PART_ROWS = ["1", "2", "3"] as const
const MOST_MINUTES = 1440
const results = ["done", "defect", "not-possible"] as const
const PNG = /^data:image\/png;base64,([\w+/=]+)$/

const typed = (texts: Texts, name: string) => (texts[name] ?? "").replaceAll("\r\n", "\n").trim()
const oneOf = <const Value extends string>(values: ReadonlyArray<Value>, text: string): Value | null =>
  values.find((value) => value === text) ?? null

/** "-3,5" and "-3.5" alike; null: no number. */
const decimal = (text: string): number | null =>
  /^-?\d{1,6}([.,]\d{1,3})?$/.test(text) ? Number(text.replace(",", ".")) : null
const whole = (text: string, most: number): number | null =>
  /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : null

/** A checklist must be gone through where it is what somebody comes for; on other work it may be left. */
const isNeeded = ({ activity }: Pick<ServiceOrder, "activity">) =>
  activity === "maintenance" || activity === "inspection"

/** What a report says, and what is wrong with it. */
export interface ReadReport {
  readonly findings: Findings
  /** A PNG as drawn; null: nobody signed. */
  readonly signature: Buffer | null
  readonly problems: ReadonlyArray<Problem>
}

/** Reads a report; `at` is when the work was finished, from which the working time follows where none is given. */
export const readReport = (c: Context<Env>, order: ServiceOrder, texts: Texts, at: Date): ReadReport => {
  const { problems: text, ...labels } = c.get("web").words.work.order
  const { number } = formatsFor(c)
  const problems: Array<Problem> = []
  const say = (field: string, problem: string) => void problems.push({ field, text: problem })

  const departure = oneOf(conditions, typed(texts, "departure"))
  if (departure === null) say("departure", text.departure)
  const checklist = readChecklist(c, order, texts, say)
  const parts = readParts(texts, (place) => say(`part-${place}`, text.part(place)))
  const labour = typed(texts, "labour")
  const labourMinutes = labour === "" ? minutesBetween(order.arrivedAt, at) : whole(labour, MOST_MINUTES)
  if (labour !== "" && labourMinutes === null) say("labour", text.labour)
  const bounded = (name: string, label: string, most: number) => {
    const value = typed(texts, name)
    if (value.length > most) say(name, text.long(label, number(most)))
    return value
  }
  const comment = bounded("comment", labels.comment, LONGEST_TEXT)
  const followUp = bounded("follow-up", labels.followUp, LONGEST_TEXT)
  const signedBy = bounded("signed-by", labels.signedBy, LONGEST_NAME)
  const drawn = typed(texts, "signature")
  const picture = PNG.exec(drawn)?.[1]
  if (drawn !== "" && picture === undefined) say("signature", text.signature)
  return {
    findings: {
      conditionOnArrival: oneOf(conditions, typed(texts, "arrival")),
      conditionOnDeparture: departure ?? "in-service",
      cause: oneOf(causesOf(order.kind), typed(texts, "cause")),
      failedComponent: oneOf(componentsOf(order.kind), typed(texts, "component")),
      technicianAction: oneOf(technicianActions, typed(texts, "did")),
      entrapment: typed(texts, "trapped") === "yes",
      checklist,
      parts,
      labourMinutes,
      comment,
      signedBy: signedBy === "" ? null : signedBy,
      followUp,
    },
    signature: picture === undefined ? null : Buffer.from(picture, "base64"),
    problems,
  }
}

const minutesBetween = (from: Date | null, to: Date): number | null =>
  from === null ? null : Math.min(MOST_MINUTES, Math.max(1, Math.round((to.getTime() - from.getTime()) / 60_000)))

const readChecklist = (
  c: Context<Env>,
  order: ServiceOrder,
  texts: Texts,
  say: (field: string, problem: string) => void,
): ReadonlyArray<CheckResult> => {
  const { checks, order: words } = c.get("web").words.work
  return checklistOf(order.activity, order.kind).flatMap((item) => {
    const name = checks[item.item]
    const field = `check-${item.item}`
    const value = decimal(typed(texts, `value-${item.item}`))
    const because = typed(texts, `because-${item.item}`).slice(0, LONGEST_NAME)
    // A value that was measured says that it was done.
    const result = oneOf(results, typed(texts, field)) ?? (value === null ? null : "done")
    if (result === null) {
      if (isNeeded(order)) say(field, words.problems.result(name))
      return []
    }
    const read: CheckResult = {
      item: item.item,
      result,
      ...(item.kind === "measured" && value !== null && result !== "not-possible" ? { value } : {}),
      ...(because !== "" && result === "not-possible" ? { because } : {}),
    }
    const problem = resultProblem(item, read)
    if (problem !== null) say(field, words.problems[problem](name))
    return [read]
  })
}

const readParts = (texts: Texts, say: (place: string) => void): ReadonlyArray<Part> =>
  PART_ROWS.flatMap((place) => {
    const [name, number, quantity] = ["name", "number", "quantity"].map((part) => typed(texts, `part-${part}-${place}`))
    if (name === "" && number === "" && quantity === "") return []
    const count = quantity === "" ? 1 : whole(quantity ?? "", 999)
    if (name === undefined || name === "" || name.length > LONGEST_NAME || count === null) {
      say(place)
      return []
    }
    return [{ name, number: (number ?? "").slice(0, LONGEST_NAME), quantity: count }]
  })

const choices = <Value extends string>(
  values: ReadonlyArray<Value>,
  words: Readonly<Record<string, string>>,
  chosen: string,
): ReadonlyArray<Choice> => values.map((value) => ({ value, text: words[value] ?? value, chosen: value === chosen }))

/** The form of a report, with what was typed into it before. */
export const reportView = (
  c: Context<Env>,
  order: ServiceOrder,
  {
    key,
    texts,
    errors,
  }: { readonly key: string; readonly texts: Texts | null; readonly errors: ReadonlyArray<Problem> },
): ReportView => {
  const { work, faults } = c.get("web").words
  const values = texts ?? {}
  const text = (name: string) => typed(values, name)
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.text ?? ""
  const conditionChoices = (name: string): ReadonlyArray<Choice> =>
    choices<Condition>(conditions, work.conditions, text(name))
  return {
    action: `${orderHref(order.id)}/report`,
    key,
    answered: texts !== null,
    arrival: conditionChoices("arrival"),
    departure: conditionChoices("departure"),
    checks: checklistOf(order.activity, order.kind).map((item) =>
      checkView(c, item, values, errorOf(`check-${item.item}`)),
    ),
    isAnyCheckNeeded: isNeeded(order),
    causes: choices(causesOf(order.kind), { ...faults, ...work.otherCauses }, text("cause")),
    components: choices(componentsOf(order.kind), work.components, text("component")),
    actions: choices(technicianActions, work.actions, text("did")),
    trapped: texts === null ? order.entrapment : text("trapped") === "yes",
    asksTrapped: order.activity === "call-out",
    parts: PART_ROWS.map((place): PartRow => ({
      place,
      name: text(`part-name-${place}`),
      number: text(`part-number-${place}`),
      quantity: text(`part-quantity-${place}`),
      error: errorOf(`part-${place}`),
    })),
    labour: text("labour"),
    labourHint: work.order.labourHint(
      order.arrivedAt === null ? "" : formatsFor(c, order.timeZone).time(order.arrivedAt),
    ),
    comment: text("comment"),
    followUp: text("follow-up"),
    signedBy: text("signed-by"),
    signature: text("signature"),
  }
}

const checkView = (c: Context<Env>, item: CheckItem, texts: Texts, error: string): CheckView => {
  const { checks, results: words, order } = c.get("web").words.work
  const { decimal: figure } = formatsFor(c)
  const limit = (value: number | null) => (value === null ? null : figure(value, Number.isInteger(value) ? 0 : 1))
  return {
    item: item.item,
    name: checks[item.item],
    results: choices(results, words, typed(texts, `check-${item.item}`)),
    measured:
      item.kind === "measured"
        ? {
            label: order.value(item.measure),
            limits: order.limits(limit(item.least), limit(item.most)),
            value: typed(texts, `value-${item.item}`),
            keyboard: (item.least ?? 0) < 0 ? "text" : "decimal",
          }
        : null,
    because: typed(texts, `because-${item.item}`),
    error,
  }
}
