import {
  causesOf,
  componentsOf,
  conditions,
  type Findings,
  LONGEST_TEXT,
  plainFindings,
  type ServiceOrder,
  technicianActions,
} from "#maintenance"

type Json = Readonly<Record<string, unknown>>

/** The fields of a body, all of them known; a text says, in a sentence, why it does not hold. No body is an empty object. */
const readFields = (body: string, known: ReadonlyArray<string>): Json | string => {
  let given: unknown
  try {
    given = body.trim() === "" ? {} : JSON.parse(body)
  } catch {
    return "the body is not JSON"
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) return "the body is not a JSON object"
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return given as Json
  const instead = known.length === 0 ? "there are none" : `there are ${known.join(", ")}`
  return `there is no field ${unknown.slice(0, 50)}; ${instead}`
}

/** Why a body that must hold nothing does not; null: it does. */
export const readNothing = (body: string): string | null => {
  const fields = readFields(body, [])
  return typeof fields === "string" ? fields : null
}

const MOST_ID = 2_147_483_647

/** The technician to whom an order is handed. */
export const readAssignment = (body: string): { readonly technicianId: number } | string => {
  const fields = readFields(body, ["technician"])
  if (typeof fields === "string") return fields
  const { technician } = fields
  return typeof technician === "number" && Number.isInteger(technician) && technician > 0 && technician <= MOST_ID
    ? { technicianId: technician }
    : "technician must be the id of one, a whole number"
}

const findings = [
  "conditionOnArrival",
  "conditionOnDeparture",
  "cause",
  "component",
  "action",
  "entrapment",
  "minutes",
  "comment",
]

/** What a technician found and did on an order. */
export const readFindings = (body: string, { kind }: Pick<ServiceOrder, "kind">): Findings | string => {
  const fields = readFields(body, findings)
  if (typeof fields === "string") return fields
  const wrong: Array<string> = []
  const code = <Code extends string>(name: string, codes: ReadonlyArray<Code>): Code | null => {
    const given = fields[name] ?? null
    if (given === null) return null
    const found = codes.find((one) => one === given)
    if (found === undefined) wrong.push(`${name} must be one of ${codes.join(", ")}`)
    return found ?? null
  }
  const { entrapment = false, minutes = null, comment = "" } = fields
  const read: Findings = {
    ...plainFindings(code("conditionOnDeparture", conditions) ?? "in-service"),
    conditionOnArrival: code("conditionOnArrival", conditions),
    cause: code("cause", causesOf(kind)),
    failedComponent: code("component", componentsOf(kind)),
    technicianAction: code("action", technicianActions),
    entrapment: entrapment === true,
    labourMinutes: typeof minutes === "number" ? minutes : null,
    comment: typeof comment === "string" ? comment.trim() : "",
  }
  if (typeof entrapment !== "boolean") wrong.push("entrapment must be true or false")
  if (
    minutes !== null &&
    !(typeof minutes === "number" && Number.isInteger(minutes) && minutes >= 0 && minutes <= 10_000)
  )
    wrong.push("minutes must be a whole number up to 10000")
  if (typeof comment !== "string" || comment.length > LONGEST_TEXT || comment.includes("\0"))
    wrong.push(`comment must be a text of at most ${LONGEST_TEXT} characters`)
  return wrong[0] ?? read
}
