import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { unitDetail, type UnitDetail } from "#equipment"
import {
  type Announcement,
  announcementOf,
  announceToResidents,
  endAnnouncement,
  unitCodeShown,
  unitCodes,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Fact } from "../components/view.ts"
import { addressText } from "../equipment/address-text.ts"
import { buildingHref, unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formatsFor, layoutOf, type PageHead } from "../http/layout.ts"
import { pathId } from "../http/path-id.ts"
import { CODE_ENTRY, reportByCodeHref } from "../report-a-fault/report-page.ts"
import { byOf } from "../services/request-words.ts"
import { qrCode } from "../setup/qr.ts"
import { localShown, localTyped } from "./local-time.ts"
import type { AnnouncementView, NoticeView } from "./residents-view.ts"

const LONGEST = 500
const announcementHref = (unitId: number) => `${unitHref(unitId)}/announcement`

/** What residents are told of a unit, and the notice of it to hang up. */
export const announcementPages = new Hono<Env>()
  .get("/equipment/units/:id/announcement", allow("inform-residents"), (c) => respond(c, freshForm(c)))
  .post("/equipment/units/:id/announcement", allow("inform-residents"), (c) => respond(c, save(c)))
  .post("/equipment/units/:id/announcement/end", allow("inform-residents"), (c) => respond(c, end(c)))
  .get("/equipment/units/:id/notice", allow("inform-residents"), (c) => respond(c, noticePage(c)))

const asked = Effect.fn("residents.unit")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  const { found, told } = yield* Effect.all(
    { found: unitDetail(id), told: announcementOf(id) },
    { concurrency: "unbounded" },
  ).pipe(reading)
  return { unit: yield* orNotFound(found), told }
})

const frame = (c: Context<Env>, unit: UnitDetail, more: PageHead) =>
  Effect.promise(() =>
    layoutOf(c, {
      tab: "equipment",
      ...more,
      crumbs: [
        { href: buildingHref(unit.buildingId), text: unit.building },
        { href: unitHref(unit.id), text: unit.name },
        { href: c.req.path, text: more.title },
      ],
    }),
  )

interface Typed {
  readonly reason: string
  readonly alternative: string
  readonly since: string
  readonly until: string
  readonly next: string
}

const freshForm = Effect.fn("residents.announcement")(function* (c: Context<Env>) {
  const { unit, told } = yield* asked(c)
  const shown = (time: Date | null) => (time === null ? "" : localShown(time, unit.timeZone))
  const typed: Typed = {
    reason: told?.reason ?? "",
    alternative: told?.alternative ?? "",
    since: shown(told?.since ?? unit.since ?? new Date()),
    until: shown(told?.until ?? unit.expectedBack),
    next: shown(told?.nextUpdateAt ?? null),
  }
  return yield* formPage(c, unit, told, typed, [])
})

const save = Effect.fn("residents.announce")(function* (c: Context<Env>) {
  const { errors: text } = c.get("web").words.residents.announcement
  const { number } = formatsFor(c)
  const { unit, told } = yield* asked(c)
  const form = yield* formTexts(c)
  const textOf = (name: string) => (form[name] ?? "").replaceAll("\r\n", "\n").trim()
  const [reason, alternative] = [textOf("reason"), textOf("alternative")]
  const typed = { reason, alternative, since: textOf("since"), until: textOf("until"), next: textOf("next") }
  const time = (name: "since" | "until" | "next") => localTyped(typed[name], unit.timeZone)
  const [since, until, nextUpdateAt] = [time("since"), time("until"), time("next")]
  const errors: Array<AnnouncementView["errors"][number]> = []
  if (reason === "" || reason.length > LONGEST) errors.push({ field: "reason", text: text.reason(number(LONGEST)) })
  if (alternative.length > LONGEST) errors.push({ field: "alternative", text: text.alternative(number(LONGEST)) })
  if (since === null) errors.push({ field: "since", text: text.since })
  if ((typed.until !== "" && until === null) || (until !== null && since !== null && until < since))
    errors.push({ field: "until", text: text.until })
  if (typed.next !== "" && nextUpdateAt === null) errors.push({ field: "next", text: text.next })
  if (since === null || errors.length > 0) return yield* formPage(c, unit, told, typed, errors)
  const times = { since, until, nextUpdateAt, writtenAt: new Date() }
  return yield* announceToResidents({
    unitId: unit.id,
    ...{ reason, alternative, ...times, writtenBy: byOf(c).name },
  }).pipe(
    Effect.map((): Response => c.redirect(`${unitHref(unit.id)}?done=saved`, 303)),
    Effect.catchTag("AnnouncedUnitNotFound", () => Effect.fail(new PageNotFound())),
  )
})

const end = Effect.fn("residents.endAnnouncement")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  return yield* endAnnouncement(id, new Date()).pipe(
    Effect.map((): Response => c.redirect(`${unitHref(id)}?done=ended`, 303)),
    Effect.catchTag("AnnouncedUnitNotFound", () => Effect.fail(new PageNotFound())),
  )
})

const formPage = Effect.fn("residents.announcementForm")(function* (
  c: Context<Env>,
  unit: UnitDetail,
  told: Announcement | null,
  typed: Typed,
  errors: AnnouncementView["errors"],
) {
  const { render, words } = c.get("web")
  const text = words.residents.announcement
  const failed = errors.length > 0
  const view: AnnouncementView = {
    page: yield* frame(c, unit, { title: text.title(unit.name), failed }),
    unit: unit.name,
    action: announcementHref(unit.id),
    reason: typed.reason,
    alternative: typed.alternative,
    times: (["since", "until", "next"] as const).map((name) => ({
      name,
      label: text[name],
      hint: (name === "since" ? text.sinceHint : text.timeHint)(unit.timeZone),
      value: typed[name],
    })),
    end: told === null ? null : `${announcementHref(unit.id)}/end`,
    errors,
  }
  return c.html(render("residents/announcement", view, words), failed ? 422 : 200)
})

const noticePage = Effect.fn("residents.notice")(function* (c: Context<Env>) {
  const { render, words, assets } = c.get("web")
  const text = words.residents.notice
  const { unit, told } = yield* asked(c)
  const view: NoticeView = {
    page: yield* frame(c, unit, { title: text.title(unit.name) }),
    css: assets.href("paper.css"),
    notice: told === null ? null : yield* noticeOf(c, unit, told),
    announce: announcementHref(unit.id),
  }
  return c.html(render("residents/notice", view, words))
})

const noticeOf = Effect.fn("residents.noticeOf")(function* (c: Context<Env>, unit: UnitDetail, told: Announcement) {
  const { words, address, company } = c.get("web")
  const text = words.residents.notice
  const now = new Date()
  const format = formatsFor(c, unit.timeZone)
  const code = yield* orNotFound((yield* unitCodes([unit], now)).get(unit.id) ?? null)
  const runner = yield* Effect.promise(company)
  const { since, until, nextUpdateAt, reason, alternative } = told
  // Paper may hang there tomorrow: the day stands with every time.
  const at = (time: Date | null) => (time === null ? "" : format.dateTime(time))
  const fact = (label: string, value: string): ReadonlyArray<Fact> =>
    value === "" ? [] : [{ label, value, href: null }]
  const isStanding = unit.state === "out-of-order" || unit.state === "planned-outage"
  const notice: NonNullable<NoticeView["notice"]> = {
    heading: isStanding || unit.state === null ? text.heading.other : text.heading["in-service"],
    unit: unit.name,
    place: `${unit.building}, ${addressText(unit)}`,
    facts: [
      ...fact(text.reason, reason),
      ...fact(text.since, at(since)),
      ...fact(text.until, at(until)),
      ...fact(text.alternative, alternative),
      ...fact(text.next, at(nextUpdateAt)),
    ],
    written: text.written(format.dateTime(told.writtenAt)),
    code: {
      ...qrCode(address() + reportByCodeHref(code)),
      text: unitCodeShown(code),
      address: `${address().replace(/^https?:\/\//, "")}${CODE_ENTRY}`,
    },
    company: runner?.name ?? "",
    phone: runner?.emergencyPhone ?? "",
  }
  return notice
})
