import fs from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { Schema } from "effect"
import type { EventType } from "#kernel/bus/event.ts"
import type { Schedule, Subscription } from "#kernel/bus/message-bus.ts"

/** What the page tells: the events of every module, who listens, and what runs at set times. */
export interface Messages {
  readonly events: ReadonlyArray<EventType>
  readonly subscriptions: ReadonlyArray<Pick<Subscription, "queue" | "event" | "delivery">>
  readonly schedules: ReadonlyArray<Pick<Schedule, "queue" | "cron">>
}

const root = path.resolve(import.meta.dirname, "../..")
const page = path.join(root, "docs/messages.md")
const load = async (file: string) => (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
const isEvent = (value: unknown): value is EventType =>
  typeof value === "object" && value !== null && "name" in value && "schema" in value && "about" in value

/** Reads the modules' events.ts and web/composition.ts of this checkout. */
export const readMessages = async (): Promise<Messages> => {
  const events: Array<EventType> = []
  for (const module of fs.readdirSync(path.join(root, "modules")).toSorted()) {
    const file = path.join(root, "modules", module, "events.ts")
    if (fs.existsSync(file)) events.push(...Object.values(await load(file)).filter(isEvent))
  }
  const { subscriptions, schedules } = await import("../../web/composition.ts")
  return { events: events.toSorted((a, b) => (a.name < b.name ? -1 : 1)), subscriptions, schedules }
}

const listeners = ({ subscriptions }: Messages, event: EventType) =>
  subscriptions.filter((subscription) => subscription.event.name === event.name)

/** Events that nobody hears without saying so, those that say so wrongly, and consumers of an event that no module has. */
export const unheardOf = (messages: Messages): ReadonlyArray<string> => [
  ...messages.events.flatMap((event) => {
    const heard = listeners(messages, event).length > 0
    if (!heard && event.unheard === undefined)
      return [`Nobody listens to ${event.name}, and it does not say why (unheard).`]
    return heard && event.unheard !== undefined ? [`${event.name} is marked unheard, but it has a listener.`] : []
  }),
  ...messages.subscriptions
    .filter(({ event }) => !messages.events.some(({ name }) => name === event.name))
    .map(({ queue, event }) => `${queue} listens to ${event.name}, which no module's events.ts has.`),
]

interface JsonType {
  readonly type?: string
  readonly enum?: ReadonlyArray<string>
  readonly anyOf?: ReadonlyArray<JsonType>
  readonly items?: JsonType
}

const shown = (type: JsonType | undefined): string => {
  if (type?.enum !== undefined) return type.enum.map((value) => `“${value}”`).join(" or ")
  if (type?.anyOf !== undefined) return type.anyOf.map(shown).join(" or ")
  if (type?.type === "array") return `list of ${shown(type.items)}`
  return (
    { string: "text", integer: "whole number", null: "nothing", boolean: "yes or no" }[type?.type ?? ""] ??
    type?.type ??
    "anything"
  )
}

const payload = ({ schema }: EventType) => {
  const document = Schema.toJsonSchemaDocument(schema).schema as {
    readonly properties?: Readonly<Record<string, JsonType>>
  }
  return Object.entries(document.properties ?? {}).map(([name, type]) => `- \`${name}\`: ${shown(type)}`)
}

const heardBy = (messages: Messages, event: EventType) => {
  const consumers = listeners(messages, event).map(
    ({ queue, delivery }) => `\`${queue}\`${delivery === "long" ? " (long: opens its own transactions)" : ""}`,
  )
  return consumers.length > 0 ? `Heard by ${consumers.join(", ")}.` : `Not heard yet. ${event.unheard ?? ""}`
}

/** The page as Markdown. */
export const render = (messages: Messages): string =>
  [
    "# Messages",
    "What the modules tell each other. Made by `npm run messages` from `modules/*/events.ts` and `web/composition.ts`; a test fails when it is stale. " +
      "A published version never changes. Every message also carries its `id` and when it happened, `occurredAt`.",
    "## Events",
    ...messages.events.flatMap((event) => [
      `### ${event.name}`,
      event.about,
      payload(event).join("\n"),
      heardBy(messages, event),
    ]),
    "## At set times",
    "Minute, hour, day of the month, month and day of the week, in UTC. After downtime each runs once, however many times were missed.",
    [
      "| queue | when |",
      "|---|---|",
      ...messages.schedules.map(({ queue, cron }) => `| \`${queue}\` | \`${cron}\` |`),
    ].join("\n"),
  ].join("\n\n") + "\n"

/** Whether the committed page says what the code says. */
export const isCurrent = (messages: Messages) =>
  fs.existsSync(page) && fs.readFileSync(page, "utf8") === render(messages)

if (import.meta.main) fs.writeFileSync(page, render(await readMessages()))
