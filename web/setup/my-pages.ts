import { Hono } from "hono"
import type { Env } from "../http/env.ts"
import { emailChangePages } from "./e-mail-change-page.ts"
import { myDetailsPages } from "./my-details-page.ts"
import { myEmailPages } from "./my-email-page.ts"
import { myPasskeysPages } from "./my-passkeys-page.ts"
import { myPasswordPages } from "./my-password-page.ts"
import { myPhonePages } from "./my-phone-page.ts"
import { mySessionsPages } from "./my-sessions-page.ts"
import { mySettingsPage } from "./my-settings-page.ts"
import { myTwoFactorPages } from "./my-two-factor-page.ts"

/** My settings, and the links that are mailed from there. */
export const mySettingsPages = new Hono<Env>()
  .route("/", mySettingsPage)
  .route("/", myDetailsPages)
  .route("/", myEmailPages)
  .route("/", emailChangePages)
  .route("/", myPhonePages)
  .route("/", myPasswordPages)
  .route("/", myTwoFactorPages)
  .route("/", myPasskeysPages)
  .route("/", mySessionsPages)
