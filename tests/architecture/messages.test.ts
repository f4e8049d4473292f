import { Schema } from "effect"
import { expect, test } from "vitest"
import { defineEvent } from "#kernel/bus/event.ts"
import { isCurrent, type Messages, readMessages, render, unheardOf } from "../../tools/check/messages.ts"

const messages = await readMessages()

test("docs/messages.md says what the code says: npm run messages writes it", () => {
  expect(isCurrent(messages)).toBe(true)
})

test("every event has a listener or says why it has none", () => {
  expect(unheardOf(messages)).toEqual([])
})

test("each consumer and schedule has a queue of its own", () => {
  const queues = [...messages.subscriptions, ...messages.schedules].map(({ queue }) => queue)
  expect(queues).toEqual([...new Set(queues)])
  for (const queue of queues) expect(queue).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/)
})

test("an event is named after its module, in the past tense, with its version", () => {
  for (const { name, about } of messages.events) {
    expect(name).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*\.v\d+$/)
    expect(about).toMatch(/\.$/)
  }
})

const Posted = defineEvent("parcels.parcel-posted.v1", "Posted.", {
  parcel: Schema.Int,
  notes: Schema.Array(Schema.String),
})
const Lost = defineEvent(
  "parcels.parcel-lost.v1",
  "Lost.",
  { parcel: Schema.NullOr(Schema.Int) },
  { unheard: "Later." },
)
const weigh = { queue: "parcels.weigh", event: Posted, delivery: "once" as const }
const planted = (change: Partial<Messages>): Messages =>
  ({ events: [Posted, Lost], subscriptions: [weigh], schedules: [], ...change }) as Messages

test("an event without a listener, one marked wrongly, and a listener to nothing are caught", () => {
  expect(unheardOf(planted({}))).toEqual([])
  expect(unheardOf(planted({ subscriptions: [] }))).toEqual([
    "Nobody listens to parcels.parcel-posted.v1, and it does not say why (unheard).",
  ])
  expect(
    unheardOf(planted({ events: [Posted] as never, subscriptions: [weigh, { ...weigh, event: Lost }] as never })),
  ).toEqual(["parcels.weigh listens to parcels.parcel-lost.v1, which no module's events.ts has."])
  expect(unheardOf(planted({ subscriptions: [weigh, { ...weigh, event: Lost }] as never }))).toEqual([
    "parcels.parcel-lost.v1 is marked unheard, but it has a listener.",
  ])
})

test("a changed payload, consumer or schedule makes the page stale", () => {
  const page = render(planted({}))
  expect(page).toContain("- `parcel`: whole number or nothing")
  expect(page).toContain("- `notes`: list of text")
  expect(page).toContain("Heard by `parcels.weigh`.")
  expect(page).toContain("Not heard yet. Later.")
  expect(render(planted({ schedules: [{ queue: "parcels.count", cron: "0 3 * * *" }] }))).not.toBe(page)
  expect(isCurrent(planted({}))).toBe(false)
})
