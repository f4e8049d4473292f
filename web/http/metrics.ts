import { Context, Metric } from "effect"
import { PrometheusMetrics } from "effect/observability"

const seconds = Metric.histogram("http_request_seconds", {
  description: "Time from the request's arrival to its answer, by method, route and status class.",
  boundaries: [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
})
const livePages = Metric.gauge("live_pages", { description: "Pages that follow changes at this moment." })
const telemetryMessages = Metric.counter("telemetry_messages", {
  description: "Telemetry lines by what became of them.",
  incremental: true,
})
const jobFailures = Metric.counter("job_failures", {
  description: "Failed tries of consumers, by queue.",
  incremental: true,
})

// The registry lives in the context; all processes of ours use the one that an empty context gives.
const nowhere = Context.empty() as Context.Context<never>
const labelled = new Map<string, { updateUnsafe(value: number, context: Context.Context<never>): void }>()

const of = (name: string, metric: Metric.Metric<number, unknown>, labels: Record<string, string>) => {
  const key = `${name} ${Object.values(labels).join(" ")}`
  let found = labelled.get(key)
  if (found === undefined) labelled.set(key, (found = Metric.withAttributes(metric, labels)))
  return found
}

/** Counts an answered request. `route` is the pattern, never the address, so that the labels stay few. */
export const requestSeconds = (method: string, route: string, status: number, taken: number) =>
  of("request", seconds, { method, route, status: `${Math.floor(status / 100)}xx` }).updateUnsafe(taken, nowhere)

let open = 0
/** Counts a page that begins or ends following changes. */
export const livePageCount = (change: 1 | -1) => livePages.updateUnsafe((open += change), nowhere)

export const countTelemetry = (what: "accepted" | "duplicate" | "rejected", messages: number) =>
  of("telemetry", telemetryMessages, { what }).updateUnsafe(messages, nowhere)

export const countJobFailure = (queue: string) => of("job", jobFailures, { queue }).updateUnsafe(1, nowhere)

/** All figures in the Prometheus text format. */
export const metricsText = () => PrometheusMetrics.formatUnsafe(nowhere, { prefix: "hoistway" })
