import { Hono } from "hono"
import type { Env } from "../http/env.ts"
import { customersPages } from "./customers-page.ts"
import { gatewaysPages } from "./gateways-page.ts"
import { importPages } from "./import-page.ts"
import { importsPages } from "./imports-page.ts"
import { messagesPages } from "./messages-page.ts"
import { outboxPages } from "./outbox-page.ts"
import { overviewPage } from "./overview-page.ts"
import { previewPages } from "./preview-page.ts"
import { queuesPage } from "./queues-page.ts"
import { requestsPages } from "./requests-page.ts"
import { staffMemberPages } from "./staff-member-page.ts"
import { staffPages } from "./staff-page.ts"

/** Behind the counter: what the service company's staff look after. */
export const operationsPages = new Hono<Env>()
  .route("/", overviewPage)
  .route("/", requestsPages)
  .route("/", messagesPages)
  .route("/", queuesPage)
  .route("/", outboxPages)
  .route("/", customersPages)
  .route("/", gatewaysPages)
  .route("/", staffPages)
  .route("/", staffMemberPages)
  .route("/", importsPages)
  .route("/", previewPages)
  .route("/", importPages)
