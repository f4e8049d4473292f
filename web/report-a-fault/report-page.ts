import { Effect, Schema } from "effect"
import { type Context, Hono } from "hono"
import { countTry, Email, limitedPlace, phoneTyped } from "#access"
import {
  formSeal,
  LONGEST_TEXT,
  type Problem,
  problemsOf,
  reportByCode,
  type ServiceRequest,
  unitCodeTyped,
  unitOfCode,
} from "#maintenance"
import type { UnitDetail } from "#equipment"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { addressText } from "../equipment/address-text.ts"
import { shownState } from "../equipment/unit-words.ts"
import { type PhotoForm, readPhotoForm } from "../files/photo-form.ts"
import { photosField } from "../files/photos-view.ts"
import { allow } from "../http/access.ts"
import { type PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import { toldToResidents } from "../residents/told.ts"
import { insideWords } from "../services/request-words.ts"
import { newFormToken, readFormToken } from "./form-token.ts"
import type { CodeView, ReportView } from "./report-view.ts"

export const CODE_ENTRY = "/f"
export const reportByCodeHref = (code: string) => `${CODE_ENTRY}/${code}`

/** So many reports are taken of one unit, and from one place, in so many minutes; of somebody inside, so many more from a place. */
const limits = { unit: { most: 30, minutes: 60 }, place: { most: 20, minutes: 15 }, inside: { most: 40, minutes: 15 } }

/** Reporting by the code on the label, by whoever stands before it. */
export const reportAFaultPages = new Hono<Env>()
  .get(CODE_ENTRY, allow("anyone"), async (c) => {
    const typed = c.req.query("code")?.trim() ?? ""
    const code = unitCodeTyped(typed)
    if (code !== null) return c.redirect(reportByCodeHref(code), 303)
    return respond(c, codePage(c, typed, typed === "" ? 200 : 422))
  })
  .get(`${CODE_ENTRY}/:code`, allow("anyone"), (c) => respond(c, openForm(c)))
  .post(`${CODE_ENTRY}/:code`, allow("anyone"), (c) => respond(c, report(c)))

const codePage = Effect.fn("reportAFault.code")(function* (c: Context<Env>, typed: string, status: 200 | 404 | 422) {
  const { render, words } = c.get("web")
  const text = words.reportAFault.enter
  const failed = status !== 200
  const view: CodeView = {
    page: yield* Effect.promise(() => layoutOf(c, { title: text.title, failed })),
    code: typed.slice(0, 40),
    errors: failed ? [{ field: "code", text: text.worthless }] : [],
  }
  return c.html(render("report-a-fault/code", view, words), status)
})

type Found = NonNullable<Effect.Success<ReturnType<typeof unitOfCode>>>
interface Typed {
  readonly inside: string
  readonly problem: string
  readonly description: string
  readonly contact: string
}
const nothingTyped: Typed = { inside: "", problem: "", description: "", contact: "" }

/** What the address's code leads to, or what answers when it leads nowhere. */
const withUnit = <A>(c: Context<Env>, go: (code: string, found: Found) => Effect.Effect<Response, PageNotFound, A>) =>
  Effect.gen(function* () {
    const typed = c.req.param("code") ?? ""
    // No search engine leads to a form or a link that is for whoever stands there.
    c.header("X-Robots-Tag", "noindex")
    const code = unitCodeTyped(typed)
    const found = code === null ? null : yield* unitOfCode(code)
    return code === null || found === null ? yield* codePage(c, typed, 404) : yield* go(code, found)
  })

const openForm = (c: Context<Env>) =>
  withUnit(
    c,
    Effect.fnUntraced(function* (code, found) {
      const token = newFormToken(yield* formSeal, code, new Date())
      return yield* reportPage(c, code, found, { token, typed: nothingTyped, errors: [] })
    }),
  )

const secondsToWait = (...tries: Parameters<typeof countTry>[0]) =>
  countTry(tries, new Date()).pipe(
    as(everything),
    Effect.as(0),
    Effect.catchTag("TooManyTries", ({ retryAfterSeconds }) => Effect.succeed(retryAfterSeconds)),
  )

/** Counts one more report from here and of this unit. Returns the seconds to wait when there were too many, else 0. */
const counted = (c: Context<Env>, code: string) =>
  secondsToWait(
    { subject: `report by code ${code}`, ...limits.unit },
    { subject: `report from ${limitedPlace(placeOf(c))}`, ...limits.place },
  )

/** The same where there were too many and somebody is inside: nobody else's reports may keep that from being told. */
const countedInside = (c: Context<Env>) =>
  secondsToWait({ subject: `report of somebody inside from ${limitedPlace(placeOf(c))}`, ...limits.inside })

/** A telephone number or an address as it is kept, "" for neither, null for what is none. */
const contactTyped = (text: string): string | null => {
  if (text === "") return ""
  return text.includes("@") && Schema.is(Email)(text) ? text : phoneTyped(text)
}

const report = (c: Context<Env>) =>
  withUnit(
    c,
    Effect.fnUntraced(function* (code, found) {
      const { words } = c.get("web")
      const text = words.reportAFault.errors
      const crowded = yield* counted(c, code)
      const sent = yield* readPhotoForm(c, crowded === 0)
      const form = sent.texts
      const key = yield* formSeal
      const now = new Date()
      const typed: Typed = {
        inside: form["inside"] ?? "",
        problem: form["problem"] ?? "",
        description: (form["description"] ?? "").replaceAll("\r\n", "\n").trim(),
        contact: (form["contact"] ?? "").trim(),
      }
      const { unit, open } = found
      const same = open.find((request) => sameValue(request) === typed.problem) ?? null
      const trapped = typed.inside === "yes"
      const seconds = crowded > 0 && trapped ? yield* countedInside(c) : crowded
      const token = readFormToken(key, code, form["form"] ?? "", now)
      const problem = same?.problem ?? problemTyped(unit, typed)
      const contact = contactTyped(typed.contact)
      const errors: Array<ReportView["errors"][number]> = []
      const wrong = (field: ReportView["errors"][number]["field"], problemText: string) =>
        errors.push({ field, text: problemText })
      if (typed.inside !== "yes" && typed.inside !== "no") wrong("inside", insideWords(c, unit.kind).unanswered)
      if (problem === null) wrong("problem", words.services.new.errors.problem)
      if (typed.description.length > LONGEST_TEXT)
        wrong("description", text.description(formatsFor(c).number(LONGEST_TEXT)))
      if (contact === null) wrong("contact", text.contact)
      // Somebody inside waits for no photo.
      if (sent.refused.length > 0 && !trapped) wrong("photos", words.photos.problem)
      if (seconds > 0) wrong("send", text.tooMany(formatsFor(c).duration(seconds)))
      else if (token === null || token.age === "too-old") wrong("send", text.old)
      // It came at once, or with what nobody sees filled in: from a program, or from a browser that fills in too much.
      else if (token.age === "too-young" || (form["website"] ?? "") !== "") wrong("send", text.again)
      if (problem === null || contact === null || token === null || errors.length > 0) {
        const fresh = token === null || token.age === "too-old"
        return yield* reportPage(c, code, found, {
          token: fresh ? newFormToken(key, code, now) : (form["form"] ?? ""),
          typed,
          errors,
          sent,
          waitSeconds: seconds,
        })
      }
      const { link, formKey } = token
      const photos = sent.photos.map(({ picture }) => picture)
      return yield* reportByCode(
        code,
        {
          ...{ problem, description: typed.description, trapped, photos, formKey, contact },
          ...{ same: same?.id ?? null, token: link, name: words.reportAFault.passerBy },
        },
        now,
      ).pipe(
        Effect.map((): Response => c.redirect(`/r/${link}?done=sent`, 303)),
        // Revoked in this very moment.
        Effect.catchTag("UnitCodeWorthless", () => codePage(c, code, 404)),
      )
    }),
  )

/** The choice of what is known already. */
const sameValue = ({ id }: Pick<ServiceRequest, "id">) => `same-${id}`

/** With somebody inside nobody need say what else is wrong. */
const problemTyped = (unit: UnitDetail, typed: Typed): Problem | null =>
  problemsOf(unit.kind).find((one) => one === typed.problem) ??
  (typed.inside === "yes" && typed.problem === "" ? (problemsOf(unit.kind)[0] ?? null) : null)

const reportPage = Effect.fn("reportAFault.report")(function* (
  c: Context<Env>,
  code: string,
  { unit, open, announcement }: Found,
  given: {
    readonly token: string
    readonly typed: Typed
    readonly errors: ReportView["errors"]
    readonly sent?: PhotoForm
    readonly waitSeconds?: number
  },
) {
  const { render, words } = c.get("web")
  const text = words.reportAFault
  const { typed, errors } = given
  const failed = errors.length > 0
  const now = new Date()
  const format = formatsFor(c, unit.timeZone)
  const knownAs = ({ problem, state, submittedAt }: ServiceRequest) =>
    text.knownAs(
      words.services.problems[problem],
      format.moment(submittedAt, now).text,
      text.knownStates[state === "accepted" ? "accepted" : "submitted"],
    )
  const view: ReportView = {
    page: yield* Effect.promise(() => layoutOf(c, { title: text.title(unit.name), failed, scripts: ["photos.js"] })),
    action: reportByCodeHref(code),
    unit: unit.name,
    place: text.at(unit.building, addressText(unit)),
    number: text.number(unit.number),
    state: shownState(unit.state),
    how: howItIs(c, unit, { open, isAnnounced: announcement !== null }, now),
    announcement: announcement === null ? null : toldToResidents(c, unit.timeZone, announcement, now),
    inside: insideWords(c, unit.kind),
    say: words.services.new.say(unit.name, unit.building, unit.number),
    form: {
      token: given.token,
      inside: typed.inside === "yes" || typed.inside === "no" ? typed.inside : "",
      problems: [
        ...open.map((request) => ({ value: sameValue(request), text: knownAs(request) })),
        ...problemsOf(unit.kind).map((value) => ({ value, text: words.services.problems[value] })),
      ].map((choice) => ({ ...choice, chosen: choice.value === typed.problem })),
      description: typed.description,
      contact: typed.contact,
      photos: yield* photosField(c, given.sent),
    },
    errors,
  }
  const tooMany = given.waitSeconds !== undefined && given.waitSeconds > 0
  if (tooMany) c.header("Retry-After", String(given.waitSeconds))
  return c.html(render("report-a-fault/report", view, words), tooMany ? 429 : failed ? 422 : 200)
})

/** How a unit is, in sentences for whoever stands before it. */
const howItIs = (
  c: Context<Env>,
  unit: UnitDetail,
  { open, isAnnounced }: { readonly open: ReadonlyArray<ServiceRequest>; readonly isAnnounced: boolean },
  now: Date,
): ReadonlyArray<string> => {
  const text = c.get("web").words.reportAFault
  const format = formatsFor(c, unit.timeZone)
  const { state, since, expectedBack } = unit
  const isWell = state === "in-service" || state === null
  const work = open.some((request) => request.state === "accepted") ? text.beingWorkedOn : text.reported
  return [
    text.states[shownState(state)],
    isWell || since === null ? "" : text.since(format.moment(since, now).text),
    open.length > 0 ? work : isWell && !isAnnounced ? text.noProblem : "",
    expectedBack === null || isWell ? "" : text.back(format.moment(expectedBack, now).text),
  ].filter((sentence) => sentence !== "")
}
