import type {
  CustomersView,
  DiscardView,
  FailedMessage,
  GatewaysView,
  GatewayTokenView,
  MessagesView,
  OperationsView,
  QueuesView,
} from "../operations/operations-view.ts"
import { english as words } from "../words/english.ts"
import { ago, choices, format, hour, now } from "./sample-fleet.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of Operations but for imports. */
export const operationsSamples = ({ page, staff }: SampleFrames) => {
  const operationsPage = (title: string, ...more: ReadonlyArray<string>) =>
    page({
      ...staff,
      title,
      tab: "operations",
      crumbs: ["All customers", "Operations", ...more].map((text) => ({ text, href: "/operations" })),
    })
  const message = (id: string): FailedMessage => ({
    id,
    event: "equipment.unit-state-changed.v1",
    queue: "notifications.tell-subscribers",
    when: ago(2 * hour),
    tries: "6",
    error: "connect ECONNREFUSED 127.0.0.1:2525",
    trace: "    at TCPConnectWrap.afterConnect (node:net:1637:16)",
    payload: JSON.stringify({ unitId: 2, state: "out-of-order", since: "2026-11-10T01:12:00Z" }, null, 2),
  })
  const { operations: o } = words
  const operations: OperationsView = {
    page: operationsPage(o.title),
    answer: o.overview.answerFailed(3, "3"),
    figures: [
      {
        label: o.facts.failed,
        value: "3",
        unit: "",
        period: "the oldest since 07:12",
        link: { href: "/operations/messages", text: o.nav.messages },
      },
      {
        label: o.facts.waiting,
        value: "12",
        unit: "",
        period: "in 9 queues",
        link: { href: "/operations/queues", text: o.nav.queues },
      },
      {
        label: o.facts.customers,
        value: "6",
        unit: "",
        period: o.facts.withAccount,
        link: { href: "/operations/customers", text: o.nav.customers },
      },
      {
        label: o.facts.gateways,
        value: "38",
        unit: "",
        period: "2 silent",
        link: { href: "/operations/gateways", text: o.nav.gateways },
      },
      {
        label: o.facts.lastImport,
        value: "76,061",
        unit: "units",
        period: "elevators.csv, 27 rows refused",
        link: { href: "/operations/imports", text: o.nav.imports },
      },
    ],
  }
  const messages: MessagesView = {
    page: operationsPage(o.messages.title, o.messages.title),
    answer: o.messages.answer(3, "3"),
    count: "3",
    mayAct: true,
    messages: ["11", "12", "13"].map(message),
    pages: null,
  }
  const discard: DiscardView = {
    page: operationsPage(o.discard.title, o.messages.title, o.discard.title),
    message: message("11"),
  }
  const queues: QueuesView = {
    page: operationsPage(o.queues.title, o.queues.title),
    answer: o.queues.answer(12, "12"),
    queues: ["equipment.follow-silence", "notifications.tell-subscribers", "equipment.import-units"].map(
      (name, index) => ({
        name,
        waiting: String(index * 4),
        active: String(index),
        failed: String(index === 1 ? 3 : 0),
        oldest: index === 1 ? ago(hour) : null,
      }),
    ),
    schedules: [
      {
        name: "equipment.follow-silence",
        runs: "every minute",
        last: ago(60_000),
        next: format.moment(now + 60_000, now),
      },
      { name: "access.sweep-sessions", runs: "every night at 03:00", last: null, next: null },
    ],
  }
  const customers: CustomersView = {
    page: { ...operationsPage(o.customers.title, o.customers.title), failed: true },
    answer: o.customers.answer(2, "2"),
    customers: [
      {
        name: "City of New York",
        country: "United States",
        timeZone: "America/New_York",
        buildings: "34,912",
        units: "76,061",
      },
      {
        name: "Northgate Property Trust",
        country: "United Kingdom",
        timeZone: "Europe/London",
        buildings: "12",
        units: "68",
      },
    ],
    none: o.customers.none,
    form: {
      name: "Northgate Property Trust",
      countries: choices([
        ["AT", "Austria"],
        ["GB", "United Kingdom"],
      ]),
      timeZone: "Vienna",
      timeZones: ["Europe/London", "Europe/Vienna"],
      errors: [
        { field: "name", text: o.customers.nameTaken },
        { field: "time-zone", text: o.customers.timeZoneMissing },
      ],
    },
  }
  const gateways: GatewaysView = {
    page: operationsPage(o.gateways.title, o.gateways.title),
    answer: o.gateways.answer(3, "3") + o.gateways.silent(1, "1"),
    none: o.gateways.none,
    gateways: ["Meridian House, machine room", "Tannery Court", "Canal Arcade"].map((name, index) => ({
      id: String(index),
      name,
      account: "Northgate Property Trust",
      units: String(4 - index),
      last: index === 2 ? null : ago(6000),
      missing: index === 2 ? "1,204" : "0",
      silent: index === 2,
      limit: "15 min",
      minutes: "15",
    })),
    form: { name: "", accounts: choices([["1", "Northgate Property Trust"]]), text: "", free: true, errors: [] },
  }
  const gatewayToken: GatewayTokenView = {
    page: operationsPage(o.gateways.tokenTitle, o.gateways.title, o.gateways.tokenTitle),
    name: "Meridian House, machine room",
    token: "xK3vT0h1qB7cR9sW2yZ5uE8mN4pL6aJd",
    units: o.gateways.connects(4, "4"),
    example: "POST https://portal.example.com/telemetry, Authorization: Bearer xK3v…",
  }
  const pages: SamplePages = [
    ["operations", "operations/overview", operations],
    ["operations-messages", "operations/messages", messages],
    [
      "operations-messages-none",
      "operations/messages",
      { ...messages, answer: o.messages.answer(0, "0"), messages: [], count: "0" },
    ],
    ["operations-discard", "operations/discard", discard],
    ["operations-queues", "operations/queues", queues],
    ["operations-customers", "operations/customers", customers],
    ["operations-gateways", "operations/gateways", gateways],
    ["operations-gateway-token", "operations/gateway-token", gatewayToken],
  ]
  return { operationsPage, pages }
}
