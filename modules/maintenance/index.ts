export { type ContractType, contractTypes, type UsualPlan, usualPlans } from "./domain/usual-plans.ts"
export {
  addUsualPlan,
  changeUsualPlan,
  disownUsualPlans,
  ownUsualPlans,
  removeUsualPlan,
} from "./use-cases/keep-usual-plans.ts"
export type { UsualPlanRow } from "./persistence/usual-plans.ts"
export { workNow } from "./queries/work-now.ts"
export { orderImports } from "./use-cases/import-orders.ts"
export {
  type HistoryLine,
  type HistoryOrder,
  type HistoryPlan,
  type HistoryRequest,
  type MaintenanceHistory,
  recordHistory,
} from "./use-cases/record-history.ts"
export { unitCodeShown, unitCodeTyped } from "./domain/unit-code.ts"
export { faultOf, hasCar, type Problem, problemsOf } from "./domain/problem.ts"
export {
  canBeRated,
  isPossible,
  LONGEST_NAME,
  LONGEST_TEXT,
  openStates,
  REOPENING_DAYS,
  type RequestNotSo,
  type RequestState,
  requestStates,
} from "./domain/service-request.ts"
export type { Attachment, AttachedTo, StoredPicture } from "./persistence/attachments.ts"
export type { Announcement } from "./persistence/announcements.ts"
export type { EntryKind, RequestEntry } from "./persistence/request-entries.ts"
export type { ServiceRequest } from "./persistence/service-requests.ts"
export { attachment, attachmentsOf } from "./queries/attachments.ts"
export {
  type AnnouncedWork,
  announcementOf,
  buildingOfResidents,
  passerByContacts,
  progressOfLink,
  residentsPagesOf,
  unitOfCode,
} from "./queries/residents.ts"
export { formSeal } from "./queries/form-seal.ts"
export {
  openRequests,
  openRequestsOf,
  requestCounts,
  requestDetail,
  requestPage,
  threadOf,
} from "./queries/requests.ts"
export { addPhotos } from "./use-cases/add-photos.ts"
export { announceToResidents, endAnnouncement } from "./use-cases/announce-to-residents.ts"
export { PictureFiles } from "./use-cases/drop-orphaned-pictures.ts"
export { endResidentsPage, makeResidentsPage } from "./use-cases/residents-pages.ts"
export { reportByCode } from "./use-cases/report-by-code.ts"
export { renewUnitCode, unitCodes } from "./use-cases/unit-codes.ts"
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
export { isDayAhead, lastDayAhead } from "./domain/days-ahead.ts"
export { standingOf, type VisitStanding, visitStandings } from "./domain/visit.ts"
export {
  type DayCount,
  everyVisit,
  exportVisits,
  lastVisits,
  nextVisits,
  type Visit,
  visitContacts,
  visitCounts,
  type VisitFilter,
  type VisitOrder,
  visitPage,
  type VisitSort,
  visitSorts,
  visitsOn,
} from "./queries/visits.ts"
export { type CheckItem, checklistOf, type CheckName, isOutsideLimits, resultProblem } from "./domain/checklists.ts"
export {
  type Cause,
  causesOf,
  type CheckResult,
  type Component,
  componentsOf,
  type Findings,
  type Part,
  plainFindings,
  type TechnicianAction,
  technicianActions,
} from "./domain/findings.ts"
export {
  type ActivityType,
  activityTypes,
  type Condition,
  conditions,
  isOrderStepPossible,
  openOrderStates,
  type OrderNotSo,
  type OrderSource,
  type OrderState,
  orderStates,
  type OrderStep,
  earliestArrival,
  forgottenBefore,
  type TimedOrder,
  type TimesProblem,
} from "./domain/service-order.ts"
export type { OrderEntry, OrderEntryKind } from "./persistence/order-entries.ts"
export type { ServiceOrder } from "./persistence/service-orders.ts"
export { entriesOf, followUpsOf, orderDetail, requestsOfOrder } from "./queries/orders.ts"
export { arrive } from "./use-cases/arrive.ts"
export { cancelOrder } from "./use-cases/cancel-order.ts"
export { type Doer, ORDERS_CHANGED, type Told } from "./use-cases/change-order.ts"
export { closeOrder } from "./use-cases/close-order.ts"
export { correctOrderTimes, TimesImpossible } from "./use-cases/correct-order-times.ts"
export { dispatchOrder, TechnicianNotFound } from "./use-cases/dispatch-order.ts"
export { finishOrder } from "./use-cases/finish-order.ts"
export { followUpOrder } from "./use-cases/follow-up-order.ts"
export { openOrder, type Work } from "./use-cases/open-order.ts"
export { orderRequest } from "./use-cases/order-request.ts"
export { type PlannedTime, scheduleOrder } from "./use-cases/schedule-order.ts"
export { startTravel } from "./use-cases/start-travel.ts"
export { unassignOrder } from "./use-cases/unassign-order.ts"
export { type Day, layOutDay, type WhereIs } from "./domain/technician-day.ts"
export type { Position } from "./domain/planning/travel.ts"
export {
  ordersOfDay,
  requestsOfOrders,
  technicianOfUser,
  techniciansToLookAt,
  type WorkingTechnician,
} from "./queries/technician-day.ts"
export { type MoveWish, type OpenWish } from "./persistence/move-wishes.ts"
export { moveWishesOf, openMoveWishes } from "./queries/move-wishes.ts"
export { answerMoveWish } from "./use-cases/answer-move-wish.ts"
export { askToMoveVisit } from "./use-cases/ask-to-move-visit.ts"
export { moveVisit, type SeenPlace } from "./use-cases/move-visit.ts"
export { markMissed } from "./use-cases/mark-missed.ts"
export { FirmWeeks, planVisits } from "./use-cases/plan-visits.ts"
export { requestPlan } from "./use-cases/request-plan.ts"
export { nameVisitContact } from "./use-cases/name-visit-contact.ts"
export { schedules as maintenanceSchedules, subscriptions as maintenanceSubscriptions } from "./jobs.ts"
export { needStates, type NeedState, type ServiceNeed } from "./persistence/service-needs.ts"
export { dismissNeed, NeedNotOpen, orderNeed } from "./use-cases/service-needs.ts"
export {
  intervalUnits,
  isEverDue,
  lastFirstDue,
  planActivities,
  type PlanRecurrence,
  planRule,
  type PlanTerms,
} from "./domain/service-plan.ts"
export { countryOf, holidayRegion, isRegion } from "./domain/regions.ts"
export { type Skill, skills, skillsFor } from "./domain/skills.ts"
export { territoryHolds, territoryLine } from "./domain/territory.ts"
export { starterCountries } from "./domain/starter-holidays.ts"
export type { ServicePlan } from "./persistence/service-plans.ts"
export type { TechnicianRow } from "./persistence/technicians.ts"
export {
  holidaysOf,
  planById,
  planCounts,
  planNames,
  planPage,
  plansOfUnit,
  usualPlanById,
  usualPlansOf,
} from "./queries/plans.ts"
export { addHoliday, loadHolidays, removeHoliday, setWorkingWeek } from "./use-cases/keep-holidays.ts"
export { changePlan, type FirstDue, pausePlans, setPlans, setUsualPlans } from "./use-cases/keep-plans.ts"
export {
  addAbsence,
  addTechnician,
  changeTechnician,
  type KeptTechnician,
  removeAbsence,
  technicianById,
  technicians,
} from "./use-cases/keep-technician.ts"
export {
  calendarBuildings,
  calendarExtent,
  type CalendarExtent,
  type CalendarScope,
  type CalendarVisit,
  eachCalendarVisit,
} from "./queries/calendar.ts"
export { type ResponseClock, responseClock } from "./domain/response-clock.ts"
export { type Candidate, candidatesFor, type TechnicianNow } from "./domain/suggest-technician.ts"
export {
  type BoardOrder,
  needDetail,
  openNeeds,
  openOrders,
  requestsToDecide,
  technicianSituation,
  type WaitingRequest,
  waitingSince,
} from "./queries/dispatch.ts"
export {
  type TimelineCursor,
  timelineOf,
  timelineRanks,
  type TimelineRequest,
  type TimelineSet,
  type TimelineSign,
  type TimelineVisit,
} from "./queries/timeline.ts"
export type { Explanation } from "./domain/planning/explain-visit.ts"
export type { ConflictReason, UnplacedReason } from "./domain/planning/plan-visits.ts"
export type { PlannedVisit } from "./persistence/planning-board.ts"
export type { PlanningRun } from "./persistence/planning-runs.ts"
export { visitExplanation } from "./queries/explain-visit.ts"
export {
  plannedVisit,
  planningProblems,
  planningRuns,
  technicianLoads,
  technicianWeek,
  visitsOnDays,
} from "./queries/planning-board.ts"
export { PLANNING_CHANGED } from "./use-cases/planner.ts"
export type { NoticedSign, SignState } from "./persistence/early-signs.ts"
export { openSigns, signDetail, signOfOrder, type SignOutcome, signsOfUnit } from "./queries/early-signs.ts"
export { dismissSign, noticeEarlySigns, orderSign, settleSignWith, SignNotOpen } from "./use-cases/early-signs.ts"
