import { Hono } from "hono"
import type { Env } from "../http/env.ts"
import { customersPages } from "./customers-page.ts"
import { dispatchNewPages } from "./dispatch-new-page.ts"
import { dispatchOrderPages } from "./dispatch-order-page.ts"
import { dispatchPages } from "./dispatch-page.ts"
import { dispatchStepPages } from "./dispatch-steps.ts"
import { gatewaysPages } from "./gateways-page.ts"
import { holidaysPages } from "./holidays-page.ts"
import { importPages } from "./import-page.ts"
import { importsPages } from "./imports-page.ts"
import { messagesPages } from "./messages-page.ts"
import { outboxPages } from "./outbox-page.ts"
import { overviewPage } from "./overview-page.ts"
import { planChangesPages } from "./plan-changes-page.ts"
import { planPages } from "./plan-page.ts"
import { planningPages } from "./planning-page.ts"
import { planningVisitPages } from "./planning-visit-page.ts"
import { planningWeekPages } from "./planning-week-page.ts"
import { plansPages } from "./plans-page.ts"
import { previewPages } from "./preview-page.ts"
import { queuesPage } from "./queues-page.ts"
import { requestsPages } from "./requests-page.ts"
import { signsPages } from "./signs-page.ts"
import { staffMemberPages } from "./staff-member-page.ts"
import { staffPages } from "./staff-page.ts"
import { staffTokensPages } from "./staff-tokens-page.ts"
import { technicianPages } from "./technician-page.ts"
import { techniciansPages } from "./technicians-page.ts"
import { usualPlansPages } from "./usual-plans-page.ts"

/** Behind the counter: what the service company's staff look after. */
export const operationsPages = new Hono<Env>()
  .route("/", overviewPage)
  .route("/", dispatchPages)
  .route("/", dispatchNewPages)
  .route("/", dispatchOrderPages)
  .route("/", dispatchStepPages)
  .route("/", requestsPages)
  .route("/", signsPages)
  .route("/", messagesPages)
  .route("/", queuesPage)
  .route("/", outboxPages)
  .route("/", customersPages)
  .route("/", gatewaysPages)
  .route("/", staffPages)
  .route("/", staffMemberPages)
  .route("/", staffTokensPages)
  .route("/", importsPages)
  .route("/", previewPages)
  .route("/", importPages)
  .route("/", planningPages)
  .route("/", planningWeekPages)
  .route("/", planningVisitPages)
  .route("/", techniciansPages)
  .route("/", technicianPages)
  .route("/", holidaysPages)
  .route("/", plansPages)
  .route("/", planChangesPages)
  .route("/", usualPlansPages)
  .route("/", planPages)
