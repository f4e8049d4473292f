import { Effect } from "effect"
import { type Context, Hono } from "hono"
import {
  buildingDetail,
  contractsNumbered,
  eventsOf,
  type PlaceEventRow,
  unitDetail,
  unitIdsOf,
  type UnitSet,
} from "#equipment"
import {
  standingOf,
  type TimelineCursor,
  timelineOf,
  timelineRanks,
  type TimelineRequest,
  type TimelineSet,
  type TimelineSign,
  type TimelineVisit,
} from "#maintenance"
import { reading } from "#kernel/database/database.ts"
import type { Link } from "../components/view.ts"
import { contractOf } from "../equipment/contract-link.ts"
import { signWords } from "../equipment/sign-words.ts"
import { buildingHref, causeWords, unitHref } from "../equipment/unit-words.ts"
import { allow } from "../http/access.ts"
import { orNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, layoutOf } from "../http/layout.ts"
import { addressWith } from "../http/lists.ts"
import { idTyped, pathId } from "../http/path-id.ts"
import { requestHref, stateTag } from "./request-words.ts"
import { timelineHref, titleWords, visitHref, visitTag } from "./visit-words.ts"
import type { TimelineRow, TimelineView } from "./timeline-view.ts"

const PAGE_SIZE = 50
const LONGEST_NUMBER = 200
const ranks = { ...timelineRanks, state: 1 } as const
const kinds = ["request", "visit", "sign", "state"] as const
type Kind = (typeof kinds)[number]

/** What a timeline is of. */
interface Subject {
  readonly name: string
  readonly crumbs: ReadonlyArray<Link>
  /** Its own page. */
  readonly href: string
  readonly events: UnitSet
  readonly set: TimelineSet
  /** One unit alone. */
  readonly single: boolean
}

/** All that happened to a unit, a building or the units of a contract, in one list. */
export const timelinePages = new Hono<Env>()
  .get("/equipment/units/:id/timeline", allow("look-around"), (c) => respond(c, timelinePage(c, unitOf(c))))
  .get("/equipment/buildings/:id/timeline", allow("look-around"), (c) => respond(c, timelinePage(c, buildingOf(c))))
  .get("/equipment/contracts/:number/timeline", allow("look-around"), (c) =>
    respond(c, timelinePage(c, contractAsked(c))),
  )

const unitOf = Effect.fn("timeline.unit")(function* (c: Context<Env>) {
  const id = yield* orNotFound(pathId(c))
  const unit = yield* orNotFound(yield* reading(unitDetail(id)))
  const subject: Subject = {
    name: unit.name,
    crumbs: [
      { href: buildingHref(unit.buildingId), text: unit.building },
      { href: unitHref(id), text: unit.name },
    ],
    href: unitHref(id),
    events: { unitIds: [id] },
    set: { unitIds: [id] },
    single: true,
  }
  return subject
})

const buildingOf = Effect.fn("timeline.building")(function* (c: Context<Env>) {
  const buildingId = yield* orNotFound(pathId(c))
  const { name } = yield* orNotFound(yield* reading(buildingDetail(buildingId)))
  const href = buildingHref(buildingId)
  const subject: Subject = {
    ...{ name, href, crumbs: [{ href, text: name }] },
    ...{ events: { buildingId }, set: { buildingId }, single: false },
  }
  return subject
})

const contractAsked = Effect.fn("timeline.contract")(function* (c: Context<Env>) {
  const contractNumber = c.req.param("number") ?? ""
  const found = contractNumber.length > LONGEST_NUMBER ? [] : yield* reading(contractsNumbered(contractNumber))
  const asked = idTyped(c.req.query("account") ?? "")
  const mine = found.filter(({ accountId }) => asked === null || accountId === asked)
  const { accountId } = yield* orNotFound(mine.length === 1 ? (mine[0] ?? null) : null)
  const events = { contractNumber, accountId }
  const { href } = contractOf(c, contractNumber, accountId)
  const name = c.get("web").words.place.contract(contractNumber)
  const subject: Subject = {
    ...{ name, href, crumbs: [{ href, text: name }] },
    ...{ events, set: { unitIds: yield* reading(unitIdsOf(events)) }, single: false },
  }
  return subject
})

/** "1792000000000.3.17": an instant, a rank and an id. */
const cursorTyped = (text: string, now: Date): TimelineCursor => {
  const [at, rank, id] = /^(\d{1,15})\.([1-4])\.(\d{1,10})$/.exec(text)?.slice(1).map(Number) ?? []
  return at === undefined || rank === undefined || id === undefined || at > 8.64e15
    ? { at: now, rank: 9, id: 0 }
    : { at: new Date(at), rank, id: Math.min(id, 2_147_483_647) }
}

/** Beyond any unit. */
const LAST_ID = 2_147_483_648

interface Entry {
  readonly cursor: TimelineCursor
  readonly row: TimelineRow
}

const latestFirst = ({ cursor: a }: Entry, { cursor: b }: Entry) =>
  b.at.getTime() - a.at.getTime() || b.rank - a.rank || b.id - a.id

const timelinePage = Effect.fn("services.timeline")(function* <E, R>(
  c: Context<Env>,
  subjectOf: Effect.Effect<Subject, E, R>,
) {
  const { render, words } = c.get("web")
  const text = words.visits.timeline
  const subject = yield* subjectOf
  const now = new Date()
  const kind = kinds.find((name) => name === c.req.query("kind")) ?? null
  const typed = c.req.query("before") ?? ""
  const before = cursorTyped(typed, now)
  const wanted = (name: Kind) => kind === null || kind === name
  const lines = (["visit", "request", "sign"] as const).filter(wanted)
  const { told, events } = yield* Effect.all(
    {
      told: lines.length === 0 ? Effect.succeed([]) : timelineOf(subject.set, lines, before, PAGE_SIZE + 1),
      events: wanted("state")
        ? eventsOf(subject.events, new Date(0), PAGE_SIZE + 1, {
            at: before.at,
            unitId: before.rank > ranks.state ? LAST_ID : before.id,
          })
        : Effect.succeed([]),
    },
    { concurrency: "unbounded" },
  ).pipe(reading)
  const entries = [
    ...told.map((line) => lineOf(c, line, subject, now)),
    ...events.map((event) => eventOf(c, event, subject, now)),
  ].toSorted(latestFirst)
  const shown = entries.slice(0, PAGE_SIZE)
  const last = shown.at(-1)?.cursor
  const [path = "", query = ""] = timelineHref(subject.href).split("?")
  const address = (parts: Readonly<Record<string, string>>) =>
    addressWith(path, { ...Object.fromEntries(new URLSearchParams(query)), kind: kind ?? "", ...parts })
  const view: TimelineView = {
    page: yield* Effect.promise(() =>
      layoutOf(c, {
        title: text.of(subject.name),
        tab: "equipment",
        crumbs: [
          { href: "/equipment", text: c.get("person")?.account?.name ?? words.layout.allAccounts },
          ...subject.crumbs,
          { href: timelineHref(subject.href), text: text.title },
        ],
      }),
    ),
    heading: text.of(subject.name),
    action: path,
    kinds: [
      { value: "", text: text.everything, chosen: kind === null },
      ...kinds.map((name) => ({ value: name, text: text.kinds[name], chosen: name === kind })),
    ],
    rows: shown.map(({ row }) => row),
    none: { ...text.none, link: null },
    newest: typed === "" ? null : address({}),
    older:
      entries.length > PAGE_SIZE && last !== undefined
        ? address({ before: `${last.at.getTime()}.${last.rank}.${last.id}` })
        : null,
  }
  return c.html(render("services/timeline", view, words))
})

const lineOf = (
  c: Context<Env>,
  line: TimelineVisit | TimelineRequest | TimelineSign,
  { single }: Subject,
  now: Date,
): Entry => {
  const { words } = c.get("web")
  const when = formatsFor(c, line.timeZone).moment(line.at, now)
  const unit = single ? null : { href: unitHref(line.unitId), text: line.unit }
  const cursor = { at: line.at, rank: ranks[line.kind], id: line.id }
  if (line.kind === "request") {
    const tag = line.trapped ? { tone: "act" as const, text: words.visits.timeline.trapped } : stateTag(line, words)
    const what = words.visits.timeline.request
    return {
      cursor,
      row: { href: requestHref(line.id), when, what, text: titleWords(c, line.title), unit, state: null, tag },
    }
  }
  if (line.kind === "sign") {
    const { sign: what, states } = words.signs
    const { title, text } = signWords(c, line)
    const tag = { tone: line.state === "open" ? ("open" as const) : ("plain" as const), text: states[line.state] }
    const href = `${unitHref(line.unitId)}#unit-signs`
    return { cursor, row: { href, when, what, text: `${title}. ${text}`, unit, state: null, tag } }
  }
  const standing = standingOf({ state: line.state, day: line.day ?? "", missedAt: line.missedAt })
  return {
    cursor,
    row: {
      ...{ href: visitHref(line.id), when, unit, state: null },
      what: words.visits.activities[line.activity],
      // A plan may be called just what it is.
      text: line.title === words.visits.activities[line.activity] ? "" : titleWords(c, line.title),
      tag: visitTag(c, { ...line, standing }),
    },
  }
}

const eventOf = (c: Context<Env>, event: PlaceEventRow, { single }: Subject, now: Date): Entry => {
  const { words } = c.get("web")
  const text = words.visits.timeline
  const format = formatsFor(c, event.timeZone)
  const length = format.duration(((event.endedAt ?? now).getTime() - event.startedAt.getTime()) / 1000)
  const at = event.startedAt
  return {
    cursor: { at, rank: ranks.state, id: event.unitId },
    row: {
      href: `${unitHref(event.unitId)}/intervals/${at.getTime()}`,
      when: format.moment(at, now),
      what:
        event.state === "unknown"
          ? words.states.upper.unknown
          : causeWords(event, words) || words.states.upper[event.state],
      text: event.endedAt === null ? text.going(length) : text.until(length),
      unit: single ? null : { href: unitHref(event.unitId), text: event.unit },
      state: event.state,
      tag: null,
    },
  }
}
