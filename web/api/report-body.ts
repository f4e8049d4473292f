import { lineTyped, phoneTyped } from "#access"
import type { UnitKind } from "#equipment"
import { LONGEST_NAME, LONGEST_TEXT, type Problem, problemsOf } from "#maintenance"
import { formKeyOf } from "../http/forms.ts"

/** What a program reports of a unit. */
export interface ReportBody {
  readonly key: string
  readonly problem: Problem
  readonly description: string
  readonly trapped: boolean
  readonly contactName: string
  readonly contactPhone: string
}

const fields = ["key", "problem", "description", "trapped", "contactName", "contactPhone"]

/** Reads the body of a report of a unit of that kind; a text says, in a sentence, why it does not hold. */
export const readReport = (body: string, kind: UnitKind): ReportBody | string => {
  let given: unknown
  try {
    given = JSON.parse(body)
  } catch {
    return "the body is not JSON"
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) return "the body is not a JSON object"
  const typed = given as Readonly<Record<string, unknown>>
  const unknown = Object.keys(typed).find((name) => !fields.includes(name))
  if (unknown !== undefined) return `there is no field ${unknown.slice(0, 50)}; there are ${fields.join(", ")}`
  const { key, problem, description = "", trapped = false, contactName, contactPhone = "" } = typed
  const formKey = formKeyOf(key)
  if (formKey === null) return "key must be a UUID in small letters, a new one for each report"
  const known = problemsOf(kind)
  const named = known.find((one) => one === problem)
  if (named === undefined) return `problem must be one of ${known.join(", ")}`
  if (typeof trapped !== "boolean") return "trapped must be true or false"
  if (typeof description !== "string" || description.length > LONGEST_TEXT || description.includes("\0"))
    return `description must be a text of at most ${LONGEST_TEXT} characters`
  const name = typeof contactName === "string" ? lineTyped(contactName, LONGEST_NAME) : null
  if (name === null) return `contactName must be a name of at most ${LONGEST_NAME} characters`
  const phone = contactPhone === "" ? "" : typeof contactPhone === "string" ? phoneTyped(contactPhone) : null
  if (phone === null) return "contactPhone must be a number such as +442079460199"
  return {
    key: formKey,
    problem: named,
    description: description.trim(),
    trapped,
    contactName: name,
    contactPhone: phone,
  }
}
