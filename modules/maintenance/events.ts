import { Schema } from "effect"
import { defineEvent } from "#kernel/bus/event.ts"
import { activityTypes, conditions, orderSources } from "./domain/service-order.ts"

const request = { requestId: Schema.Int, accountId: Schema.Int, buildingId: Schema.Int, unitId: Schema.Int }
const later = { unheard: "Orders follow requests, Notifications tells people and Reporting counts: they come later." }

export const RequestSubmitted = defineEvent(
  "maintenance.request-submitted.v1",
  "Somebody reported that something is wrong with a unit.",
  { ...request, problem: Schema.String, fault: Schema.NullOr(Schema.String), trapped: Schema.Boolean },
  later,
)

export const RequestJoined = defineEvent(
  "maintenance.request-joined.v1",
  "Somebody else noticed what an open request is about.",
  { ...request, userId: Schema.Int },
  later,
)

export const RequestJoinedByPasserBy = defineEvent(
  "maintenance.request-joined-by-passer-by.v1",
  "Somebody without an account, by the code on the unit, noticed what an open request is about.",
  request,
  later,
)

export const RequestAccepted = defineEvent(
  "maintenance.request-accepted.v1",
  "The service company will see to a request.",
  request,
  later,
)

export const RequestRejected = defineEvent(
  "maintenance.request-rejected.v1",
  "The service company will do nothing about a request, and said why.",
  { ...request, reason: Schema.String },
  later,
)

export const RequestCompleted = defineEvent(
  "maintenance.request-completed.v1",
  "What a request asked for is done.",
  request,
)

export const RequestClosed = defineEvent(
  "maintenance.request-closed.v1",
  "The customer is content with what was done about a request.",
  request,
  later,
)

export const RequestReopened = defineEvent(
  "maintenance.request-reopened.v1",
  "The customer says that a completed request is not done: it waits anew.",
  { ...request, text: Schema.String },
  later,
)

export const RequestRated = defineEvent(
  "maintenance.request-rated.v1",
  "The customer said how content they are with a completed request, from 1 (not at all) to 5.",
  { ...request, rating: Schema.Int },
  later,
)

export const RequestMessageWritten = defineEvent(
  "maintenance.request-message-written.v1",
  "Somebody wrote into the thread of a request.",
  { ...request, byStaff: Schema.Boolean },
  later,
)

const order = {
  orderId: Schema.Int,
  accountId: Schema.Int,
  buildingId: Schema.Int,
  unitId: Schema.Int,
  activity: Schema.Literals(activityTypes),
  planId: Schema.NullOr(Schema.Int),
  dueOn: Schema.NullOr(Schema.String),
}
const told = { unheard: "Notifications tells people, Reporting counts and Billing charges: they come later." }

export const OrderOpened = defineEvent(
  "maintenance.order-opened.v1",
  "There is something to do on a unit: a service order was made of a request, a need, or by staff.",
  { ...order, source: Schema.Literals(orderSources) },
  told,
)

export const OrderScheduled = defineEvent(
  "maintenance.order-scheduled.v1",
  "The day of a service order was set, with its time if one was told.",
  { ...order, plannedOn: Schema.String, plannedStart: Schema.NullOr(Schema.String) },
  told,
)

export const OrderDispatched = defineEvent(
  "maintenance.order-dispatched.v1",
  "A service order was handed to a technician, perhaps after another one.",
  { ...order, technicianId: Schema.Int, before: Schema.NullOr(Schema.Int) },
  told,
)

export const OrderUnassigned = defineEvent(
  "maintenance.order-unassigned.v1",
  "A service order was taken from its technician and waits for another one.",
  { ...order, technicianId: Schema.NullOr(Schema.Int) },
  told,
)

export const OrderTravelStarted = defineEvent(
  "maintenance.order-travel-started.v1",
  "A technician is on the way to a unit.",
  { ...order, at: Schema.String },
  told,
)

export const OrderArrived = defineEvent(
  "maintenance.order-arrived.v1",
  "A technician has come to a unit and is at work.",
  { ...order, at: Schema.String },
  told,
)

export const OrderFinished = defineEvent(
  "maintenance.order-finished.v1",
  "A technician has finished the work on a unit, and said how it was left.",
  { ...order, at: Schema.String, conditionOnDeparture: Schema.Literals(conditions) },
)

export const OrderFollowUpNeeded = defineEvent(
  "maintenance.order-follow-up-needed.v1",
  "A finished service order leaves something to do, with which another one goes on.",
  { ...order, followUpId: Schema.Int },
  told,
)

export const OrderTimesCorrected = defineEvent(
  "maintenance.order-times-corrected.v1",
  "The time of arrival or of finishing of a service order was wrong and is another one now.",
  { ...order, arrivedAt: Schema.String, finishedAt: Schema.NullOr(Schema.String) },
  told,
)

export const OrderClosed = defineEvent(
  "maintenance.order-closed.v1",
  "Nothing more comes of a finished service order.",
  order,
  told,
)

export const OrderCancelled = defineEvent(
  "maintenance.order-cancelled.v1",
  "A service order will not be done, for a reason.",
  { ...order, reason: Schema.String },
  told,
)

const visit = { orderId: Schema.Int, accountId: Schema.Int, buildingId: Schema.Int, unitId: Schema.Int }

export const PlanningRequested = defineEvent(
  "maintenance.planning-requested.v1",
  "Somebody, or the night, wants the planner to run.",
  { runId: Schema.Int },
)

export const VisitsPlanned = defineEvent(
  "maintenance.visits-planned.v1",
  "The planner came to its end: so many visits are planned, new, elsewhere than before, taken back, and without a place.",
  {
    runId: Schema.Int,
    ...{ visits: Schema.Int, added: Schema.Int, moved: Schema.Int, withdrawn: Schema.Int, unplaced: Schema.Int },
  },
  told,
)

export const VisitMoved = defineEvent(
  "maintenance.visit-moved.v1",
  "A visit is on another day or with another technician than before: moved by hand, or by the planner after its day was told.",
  {
    ...visit,
    from: Schema.NullOr(Schema.String),
    to: Schema.String,
    technicianId: Schema.NullOr(Schema.Int),
    byHand: Schema.Boolean,
  },
  told,
)

export const VisitMissed = defineEvent(
  "maintenance.visit-missed.v1",
  "The tolerance of a visit closed and nobody had come.",
  { ...visit, dueOn: Schema.String },
  told,
)

export const VisitMoveAsked = defineEvent(
  "maintenance.visit-move-asked.v1",
  "A customer asks to have a visit on another day.",
  { ...visit, wishedOn: Schema.String },
  told,
)

export const VisitMoveDeclined = defineEvent(
  "maintenance.visit-move-declined.v1",
  "The service company does not move a visit to the day that its customer wished for, and may have said why.",
  { ...visit, wishedOn: Schema.String, word: Schema.String },
  told,
)

export const SignNoticed = defineEvent(
  "maintenance.sign-noticed.v1",
  "A connected unit shows what units show before they fail: its doors reopen more and more, or a fault comes again and again.",
  {
    signId: Schema.Int,
    accountId: Schema.Int,
    buildingId: Schema.Int,
    unitId: Schema.Int,
    sign: Schema.Literals(["door-reopenings", "repeated-fault"]),
    fault: Schema.NullOr(Schema.String),
  },
  told,
)
