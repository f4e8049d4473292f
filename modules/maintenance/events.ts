import { Schema } from "effect"
import { defineEvent } from "#kernel/bus/event.ts"

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
  later,
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
