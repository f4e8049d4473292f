import { Effect } from "effect"
import { type BroughtImport, normaliseSearch, type NumberedUnit, unitsCalled } from "#equipment"
import { Live } from "#kernel/bus/live.ts"
import { dayAt } from "#kernel/time.ts"
import { type DayOrTime, type ImportedOrder, orderFields, orderRowReader } from "../domain/imported-order.ts"
import { decodeOrdersMap, type OrdersMap } from "../domain/orders-map.ts"
import * as ImportedOrders from "../persistence/imported-orders.ts"
import { ORDERS_CHANGED } from "./change-order.ts"

/** Of an order that does not say how long it is planned to take, minutes. */
const USUAL_MINUTES = 60
const IMPORTED_BY = "Import"

const titles = {
  maintenance: "Maintenance",
  "call-out": "Call-out",
  repair: "Repair",
  inspection: "Inspection",
  modernisation: "Modernisation",
} as const satisfies Readonly<Record<ImportedOrder["activity"], string>>

const dayOf = (time: DayOrTime | null, timeZone: string): string | null => {
  if (time === null) return null
  return "day" in time ? time.day : dayAt(new Date(time.at), timeZone)
}
const isoOf = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const orderRow = (
  order: ImportedOrder,
  unit: NumberedUnit,
  technicianId: number | null,
  now: Date,
): ImportedOrders.OrderRow => {
  const { planned, arrived, finished, reported, due } = order
  const plannedAt = planned !== null && "at" in planned ? planned.at : null
  const came = arrived ?? finished
  const title = order.title === "" ? titles[order.activity] : order.title
  const first = [reported, plannedAt, came].filter((at) => at !== null).toSorted((a, b) => a - b)[0]
  return {
    building_id: unit.buildingId,
    unit_id: unit.id,
    unit_name: unit.name,
    unit_number: unit.number,
    unit_kind: unit.kind,
    building_name: unit.building,
    time_zone: unit.timeZone,
    activity_type: order.activity,
    state: order.state,
    title,
    due_on: dayOf(due, unit.timeZone),
    planned_on:
      dayOf(planned, unit.timeZone) ??
      dayOf(came === null ? null : { at: came }, unit.timeZone) ??
      dayOf(due, unit.timeZone),
    planned_start: isoOf(plannedAt),
    planned_minutes: USUAL_MINUTES,
    technician_id: technicianId,
    technician: order.technician,
    arrived_at: isoOf(arrived),
    finished_at: isoOf(finished),
    closed_at: order.state === "closed" ? isoOf(finished) : null,
    reason: order.reason,
    condition_on_arrival: order.conditionOnArrival,
    condition_on_departure: order.conditionOnDeparture,
    cause: order.cause,
    failed_component: order.component,
    technician_action: order.action,
    entrapment: order.entrapment,
    comment: order.comment,
    labour_minutes: order.labourMinutes,
    import_key: order.key,
    search_text: normaliseSearch(
      [unit.name, unit.number, unit.building, title, order.technician ?? "", order.comment].join(" "),
    ),
    // When it was asked for, as far as the file tells; never after now.
    created_at: new Date(Math.min(first ?? now.getTime(), now.getTime())).toISOString(),
  }
}

/** How files of orders and visits are imported: what Equipment's machinery asks for, to be brought to it. */
export const orderImports: BroughtImport<ImportedOrder, OrdersMap> = {
  name: "orders",
  targets: orderFields,
  constants: ["activity", "state"],
  joinable: ["number", "unit", "title", "planned", "arrived", "finished", "reported", "comment", "technician"],
  required: ["unit", "activity"],
  marks: ["activity", "finished"],
  usualNames: [
    [
      "number",
      ["number", "orderno", "ordernumber", "order", "workorder", "workorderno", "jobno", "jobnumber", "ticket"],
    ],
    [
      "unit",
      ["unit", "equipmentnumber", "equipment", "unitnumber", "unitno", "lift", "liftnumber", "elevator", "asset"],
    ],
    ["activity", ["activity", "activitytype", "type", "ordertype", "jobtype", "kind"]],
    ["state", ["state", "status"]],
    ["title", ["title", "subject", "summary", "description", "problem"]],
    ["reported", ["reported", "reportedat", "calledat", "called", "created", "createdat", "opened"]],
    ["due", ["due", "dueon", "duedate"]],
    ["planned", ["planned", "plannedstart", "scheduled", "scheduledfor", "date", "workorderplannedstartdate"]],
    ["arrived", ["arrived", "arrivedat", "arrival", "start", "started", "actualarrivaldatetime"]],
    ["finished", ["finished", "finishedat", "completed", "completedat", "end", "ended", "finisheddatetime"]],
    ["technician", ["technician", "engineer", "mechanic", "doneby", "assignedto"]],
    ["conditionOnArrival", ["conditiononarrival", "equipmentconditiononarrival", "found"]],
    ["conditionOnDeparture", ["conditionondeparture", "equipmentconditionondeparture", "left"]],
    ["cause", ["cause", "causecode", "faultcode", "fault"]],
    ["component", ["component", "failedcomponent", "failedcomponentcode", "part"]],
    ["action", ["action", "technicianaction", "technicianactioncode", "actioncode"]],
    ["entrapment", ["entrapment", "trapped", "passengertrapped"]],
    ["labourMinutes", ["labourminutes", "minutes", "labour", "laborminutes"]],
    ["comment", ["comment", "comments", "report", "notes", "remarks", "remark"]],
    ["reason", ["reason", "cancelreason", "cancellationreason"]],
  ],
  decode: decodeOrdersMap,
  rowReader: orderRowReader,
  writer: (accountId) => {
    const lineOf = new Map<string, number>()
    return Effect.fn("Maintenance.writeOrders")(function* (rows) {
      const now = new Date()
      yield* ImportedOrders.lockImport(accountId)
      const asked = [...new Set(rows.map(({ unit }) => unit))]
      const units = new Map((yield* unitsCalled(accountId, asked)).map((unit) => [unit.number, unit]))
      const names = new Set(rows.flatMap(({ technician }) => (technician === null ? [] : [technician.toLowerCase()])))
      const technicians = yield* ImportedOrders.techniciansNamed([...names])
      const refused = new Map<(typeof rows)[number], string>()
      const written: Array<ImportedOrders.OrderRow> = []
      for (const row of rows) {
        const unit = units.get(row.unit)
        const first = lineOf.get(row.key)
        if (unit === undefined) refused.set(row, `no unit ${row.unit}`)
        else if (first !== undefined) refused.set(row, `the same order stands on line ${first} already`)
        else {
          lineOf.set(row.key, row.line)
          written.push(orderRow(row, unit, technicians.get((row.technician ?? "").toLowerCase()) ?? null, now))
        }
      }
      const { created, updated } = yield* ImportedOrders.write(accountId, written, IMPORTED_BY, now)
      if (created + updated > 0)
        yield* Live.use((live) => live.announce({ topic: ORDERS_CHANGED, accountId, ids: null }))
      return { created, updated, unchanged: written.length - created - updated, refused }
    })
  },
}
