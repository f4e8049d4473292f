import { type Context, Hono } from "hono"
import { bodyLimit } from "hono/body-limit"
import { csrf } from "hono/csrf"
import { apiRoutes } from "./api/api-routes.ts"
import { workRoutes } from "./api/work-routes.ts"
import { designPages } from "./design/design-page.ts"
import { availabilityCsv } from "./equipment/availability-csv.ts"
import { intervalPages } from "./equipment/availability-interval-page.ts"
import { availabilityPages } from "./equipment/availability-page.ts"
import { contractPages } from "./equipment/contract-page.ts"
import { equipmentCsv } from "./equipment/equipment-csv.ts"
import { equipmentPages } from "./equipment/equipment-page.ts"
import { placePages } from "./equipment/place-page.ts"
import { unitPages } from "./equipment/unit-page.ts"
import { filePages } from "./files/file-pages.ts"
import { takesPhotos } from "./files/photo-form.ts"
import { homePages } from "./home/home-page.ts"
import { packPages } from "./http/compression.ts"
import type { Env } from "./http/env.ts"
import { errorPage, pageNotFound } from "./http/errors.ts"
import { packFiles } from "./http/file-compression.ts"
import { boundaryOf } from "./http/multipart.ts"
import { healthRoutes } from "./http/health.ts"
import { request, securityHeaders } from "./http/requests.ts"
import { session } from "./http/session.ts"
import { laterPages } from "./later-pages.ts"
import { operationsPages } from "./operations/operations-pages.ts"
import { labelPages } from "./report-a-fault/labels-page.ts"
import { progressPages } from "./report-a-fault/progress-page.ts"
import { reportAFaultPages } from "./report-a-fault/report-page.ts"
import { announcementPages } from "./residents/announcement-page.ts"
import { residentsLinkPages } from "./residents/links-page.ts"
import { residentsPages } from "./residents/residents-page.ts"
import { newRequestPages } from "./services/new-request-page.ts"
import { requestPages } from "./services/request-page.ts"
import { requestStepPages } from "./services/request-steps.ts"
import { requestsPages } from "./services/requests-page.ts"
import { calendarFeed } from "./services/calendar-feed.ts"
import { calendarsPages } from "./services/calendars-page.ts"
import { timelinePages } from "./services/timeline-page.ts"
import { visitPages } from "./services/visit-page.ts"
import { visitStepPages } from "./services/visit-steps.ts"
import { visitsCsv } from "./services/visits-csv.ts"
import { visitsPages } from "./services/visits-page.ts"
import { logPages } from "./setup/log-page.ts"
import { portfolioAdditionsPages } from "./setup/portfolio-additions-page.ts"
import { portfolioPages } from "./setup/portfolio-page.ts"
import { portfoliosPages } from "./setup/portfolios-page.ts"
import { mySettingsPages } from "./setup/my-pages.ts"
import { tokensPages } from "./setup/tokens-page.ts"
import { teamInvitationPages } from "./setup/team-invitation-page.ts"
import { teamMemberPages } from "./setup/team-member-page.ts"
import { teamPages } from "./setup/team-page.ts"
import { accountsPages } from "./sign-in/accounts-page.ts"
import { firstAdministratorPages } from "./sign-in/first-administrator-page.ts"
import { invitationPages } from "./sign-in/invitation-page.ts"
import { newPasswordPages } from "./sign-in/new-password-pages.ts"
import { passkeyRoutes } from "./sign-in/passkey-routes.ts"
import { secondFactorPages } from "./sign-in/second-factor-page.ts"
import { signInPages } from "./sign-in/sign-in-page.ts"
import { singleSignOnRoutes } from "./sign-in/single-sign-on-routes.ts"
import { viewingRoutes } from "./sign-in/viewing-routes.ts"
import { technicianPages } from "./technician/technician-pages.ts"
import { telemetryRoutes } from "./telemetry/telemetry-routes.ts"
import type { Web } from "./web.ts"

const FORM_BYTES = 1024 * 1024

/** What happens to a request, in this order. */
export const createApp = (web: Web): Hono<Env> => {
  const app = new Hono<Env>()
  app.use(request(web))
  app.use(securityHeaders)
  app.use(noStore)
  app.route("/assets", web.assets.route)
  app.route("/", healthRoutes)
  app.route("/", telemetryRoutes)
  app.route("/", apiRoutes)
  app.route("/", workRoutes)

  app.use(csrf({ origin: (origin, c) => isOwnOrigin(origin, c as Context<Env>) }))
  app.use(onlyOwnPages)
  app.use(ownChanges)
  app.use(packFiles)
  app.use(packPages)
  app.use(session)
  app.use(noNul)
  app.use(limitForms)

  app.route("/", signInPages)
  app.route("/", secondFactorPages)
  app.route("/", passkeyRoutes)
  app.route("/", singleSignOnRoutes)
  app.route("/", newPasswordPages)
  app.route("/", invitationPages)
  app.route("/", accountsPages)
  app.route("/", viewingRoutes)
  app.route("/", firstAdministratorPages)
  app.route("/", homePages)
  app.route("/", equipmentPages)
  app.route("/", equipmentCsv)
  app.route("/", unitPages)
  app.route("/", availabilityPages)
  app.route("/", availabilityCsv)
  app.route("/", intervalPages)
  app.route("/", placePages)
  app.route("/", contractPages)
  app.route("/", visitsPages)
  app.route("/", visitsCsv)
  app.route("/", visitPages)
  app.route("/", visitStepPages)
  app.route("/", calendarsPages)
  app.route("/", calendarFeed)
  app.route("/", timelinePages)
  app.route("/", requestsPages)
  app.route("/", newRequestPages)
  app.route("/", requestPages)
  app.route("/", requestStepPages)
  app.route("/", filePages)
  app.route("/", reportAFaultPages)
  app.route("/", progressPages)
  app.route("/", labelPages)
  app.route("/", announcementPages)
  app.route("/", residentsLinkPages)
  app.route("/", residentsPages)
  app.route("/", laterPages)
  app.route("/", mySettingsPages)
  app.route("/", portfoliosPages)
  app.route("/", portfolioPages)
  app.route("/", portfolioAdditionsPages)
  app.route("/", tokensPages)
  app.route("/", logPages)
  app.route("/", teamPages)
  app.route("/", teamInvitationPages)
  app.route("/", teamMemberPages)
  app.route("/", operationsPages)
  app.route("/", technicianPages)
  if (web.config.environment === "development") app.route("/", designPages)

  app.notFound((c) => pageNotFound(c))
  app.onError(async (error, c) => {
    const status = "status" in error && typeof error.status === "number" ? error.status : 500
    if (status < 500) return errorPage(c, status as 403)
    web.log.error("request failed", { requestId: c.get("requestId"), path: c.req.path, error })
    return errorPage(c, isUnavailable(error) ? 503 : 500, { reference: c.get("requestId") })
  })
  return app
}

/** A form may come from our own pages alone, whatever name or proxy they were reached by. */
const isOwnOrigin = (origin: string, c: Context<Env>): boolean => {
  const { publicAddress } = c.get("web").config
  if (publicAddress !== null) return origin === publicAddress
  try {
    return new URL(origin).host === c.req.header("host")
  } catch {
    return false
  }
}

/**
 * The library looks at forms alone; whatever else is posted must say, too, that it comes from a page of ours. Browsers always
 * do, and what is no browser asks with a token of its own, elsewhere.
 */
const onlyOwnPages = async (c: Context<Env>, next: () => Promise<void>) => {
  if (c.req.method === "GET" || c.req.method === "HEAD") return next()
  const origin = c.req.header("origin")
  const isOwn = origin === undefined ? c.req.header("sec-fetch-site") === "same-origin" : isOwnOrigin(origin, c)
  return isOwn ? next() : errorPage(c, 403)
}

/** Whoever has changed something sees it on the next page, before the news of it has gone round. */
const ownChanges = async (c: Context<Env>, next: () => Promise<void>) => {
  await next()
  if (c.req.method !== "GET" && c.req.method !== "HEAD") c.get("web").shared.forget()
}

/** Pages are somebody's own: no cache on the way keeps them, and the back button asks again. */
const noStore = async (c: Context<Env>, next: () => Promise<void>) => {
  await next()
  const { headers } = c.res
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "private, no-cache")
}

/** The database holds no NUL, and nobody types one. */
const noNul = async (c: Context<Env>, next: () => Promise<void>) =>
  c.req.url.includes("%00") ? errorPage(c, 400) : next()

const isMultipart = (c: Context<Env>) => boundaryOf(c.req.header("content-type")) !== null

const tooLarge = (c: Context) => errorPage(c as Context<Env>, 413)

const smallBody = bodyLimit({ maxSize: FORM_BYTES, onError: tooLarge })
/** Forms that bring a file to import or photos have limits of their own, told where the forms are. */
const limitForms = async (c: Context<Env>, next: () => Promise<void>) =>
  c.req.path === "/operations/imports" || (takesPhotos(c.req.path) && isMultipart(c)) ? next() : smallBody(c, next)

/** The database is away for a moment: nothing is wrong with the request. */
const isUnavailable = (error: Error) => {
  const code = (error as { code?: string }).code ?? ""
  return unavailable.has(code)
}

const unavailable: ReadonlySet<string> = new Set([
  ...["CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT"],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"],
  // Too many connections; not open for connections; ended by its operator, by a crash, while starting.
  ...["53300", "55000", "57P01", "57P02", "57P03"],
])
