export { hasCar, type Problem, problemsOf } from "./domain/problem.ts"
export {
  canBeRated,
  isPossible,
  REOPENING_DAYS,
  type RequestNotSo,
  type RequestState,
  requestStates,
} from "./domain/service-request.ts"
export type { EntryKind, RequestEntry } from "./persistence/request-entries.ts"
export type { ServiceRequest } from "./persistence/service-requests.ts"
export {
  openRequests,
  openRequestsOf,
  requestCounts,
  requestDetail,
  requestPage,
  threadOf,
} from "./queries/requests.ts"
export { acceptRequest } from "./use-cases/accept-request.ts"
export { type By, REQUESTS_CHANGED } from "./use-cases/change-request.ts"
export { closeRequest } from "./use-cases/close-request.ts"
export { completeRequest } from "./use-cases/complete-request.ts"
export { joinRequest } from "./use-cases/join-request.ts"
export { rateRequest } from "./use-cases/rate-request.ts"
export { rejectRequest } from "./use-cases/reject-request.ts"
export { reopenRequest } from "./use-cases/reopen-request.ts"
export { reportProblem } from "./use-cases/report-problem.ts"
export { writeMessage } from "./use-cases/write-message.ts"
