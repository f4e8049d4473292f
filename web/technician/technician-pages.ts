import { Hono } from "hono"
import type { Env } from "../http/env.ts"
import { dayPages } from "./day-page.ts"
import { orderPages } from "./order-page.ts"
import { stepPages } from "./steps.ts"
import { unsentPage } from "./unsent-page.ts"

/** A technician's day on a phone, which also goes on without a connection. */
export const technicianPages = new Hono<Env>()
  .route("/", dayPages)
  .route("/", orderPages)
  .route("/", stepPages)
  .route("/", unsentPage)
