import { promisify } from "node:util"
import { gzip } from "node:zlib"
import { noCounters } from "./ledger.ts"
import type { Counters, Line } from "./messages.ts"

/** A unit as the portal lists it. */
export interface PortalUnit {
  readonly unit: string
  readonly kind: string
  readonly drive: string | null
  /** Floor markings from the lowest up. */
  readonly floors: ReadonlyArray<string>
  /** m/s. */
  readonly ratedSpeed: number | null
  readonly timeZone: string
  readonly use: string | null
  readonly state: string
  readonly counters: Counters | null
  readonly lastSeq: number | null
}

/** What the portal says of one unit and period. Times are milliseconds since 1970; `to` of an open interval is Infinity. */
export interface PortalFigures {
  readonly unit: string
  readonly intervals: ReadonlyArray<{
    readonly state: string
    readonly fault: string | null
    readonly from: number
    readonly to: number
  }>
  readonly hours: ReadonlyArray<{ readonly hour: number } & Counters>
}

/** What came of asking the portal. `after` is how many seconds it wants to be left alone, where it said so. */
export type Answer<A> =
  | { readonly outcome: "done"; readonly value: A }
  /** Not now: no connection, starting, restarting, overloaded, or the token is not known (yet). */
  | { readonly outcome: "later"; readonly why: string; readonly after: number | null; readonly unreachable: boolean }
  /** It will never take this. */
  | { readonly outcome: "refused"; readonly why: string }

/** Lines that the portal did not take, counted from 1 in the request. */
export type Rejected = ReadonlyArray<{ readonly line: number; readonly reason: string }>

const compress = promisify(gzip)
const requestTimeout = 30_000
/** A request of pasts holds a month of a hundred units. */
const pastTimeout = 300_000
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
const text = (value: unknown): string | null => (typeof value === "string" ? value : null)
const amount = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null)

const counters = (from: Record<string, unknown>): Counters => ({
  starts: amount(from["starts"]) ?? noCounters.starts,
  runSeconds: amount(from["runSeconds"]) ?? noCounters.runSeconds,
  doorCycles: amount(from["doorCycles"]) ?? noCounters.doorCycles,
  doorReopens: amount(from["doorReopens"]) ?? noCounters.doorReopens,
  distanceMetres: amount(from["distanceMetres"]) ?? noCounters.distanceMetres,
})

const portalUnit = (value: unknown): ReadonlyArray<PortalUnit> => {
  if (!isRecord(value) || typeof value["unit"] !== "string") return []
  const shown = value["counters"]
  return [
    {
      unit: value["unit"],
      kind: text(value["kind"]) ?? "lift",
      drive: text(value["drive"]),
      floors: Array.isArray(value["floors"]) ? value["floors"].map(String) : [],
      ratedSpeed: amount(value["ratedSpeed"]),
      timeZone: text(value["timeZone"]) ?? "UTC",
      use: text(value["use"]),
      state: text(value["state"]) ?? "unknown",
      counters: isRecord(shown) ? counters(shown) : null,
      lastSeq: amount(value["lastSeq"]),
    },
  ]
}

const recordsIn = (value: unknown): ReadonlyArray<Record<string, unknown>> =>
  Array.isArray(value) ? value.filter(isRecord) : []
const instant = (value: unknown): number => Date.parse(text(value) ?? "")

const portalFigures = (line: string): PortalFigures => {
  const value: unknown = JSON.parse(line)
  if (!isRecord(value) || typeof value["unit"] !== "string") throw new Error(`not the figures of a unit: ${line}`)
  return {
    unit: value["unit"],
    intervals: recordsIn(value["intervals"]).map((interval) => ({
      state: text(interval["state"]) ?? "unknown",
      fault: text(interval["fault"]),
      from: instant(interval["from"]),
      to: interval["to"] === null ? Infinity : instant(interval["to"]),
    })),
    hours: recordsIn(value["hours"]).map((hour) => ({ hour: instant(hour["hour"]), ...counters(hour) })),
  }
}

const rejectedLines = (body: unknown): Rejected => {
  if (!isRecord(body) || !Array.isArray(body["rejected"])) return []
  return body["rejected"].filter(isRecord).map((row) => ({
    line: amount(row["line"]) ?? 0,
    reason: text(row["reason"]) ?? "no reason given",
  }))
}

/** Seconds, or a date, as HTTP allows. */
const retryAfter = (header: string | null): number | null => {
  if (header === null) return null
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.min(300, Math.max(0, seconds)) : null
}

/** fetch says only "fetch failed"; the cause says why. */
const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && isRecord(error.cause) ? error.cause : error
  if (isRecord(cause) && typeof cause["code"] === "string") return cause["code"]
  return error instanceof Error ? error.message : String(error)
}

/** A portal that speaks the telemetry contract. But for its figures it never throws: what went wrong is in the answer. */
export class Portal {
  readonly #target: string
  readonly #token: string

  constructor(target: string, token: string) {
    this.#target = target.replace(/\/+$/, "")
    this.#token = token
  }

  /** The units that the token may speak for. */
  async units(stop: AbortSignal): Promise<Answer<ReadonlyArray<PortalUnit>>> {
    const answer = await this.#ask("/telemetry/units", { headers: { accept: "application/json" } }, stop)
    if (answer.outcome !== "done") return answer
    const { body } = answer.value
    if (!isRecord(body) || !Array.isArray(body["units"])) {
      return { outcome: "later", why: "its answer holds no list of units", after: null, unreachable: false }
    }
    return { outcome: "done", value: body["units"].flatMap(portalUnit) }
  }

  /** Posts the lines, zipped at that level or not at all; once done, those not rejected are on the portal's disk. */
  async post(lines: ReadonlyArray<Line>, level: number | null, stop: AbortSignal): Promise<Answer<Rejected>> {
    const answer = await this.#send("/telemetry", lines.map((line) => line.text).join("\n") + "\n", level, stop)
    return answer.outcome === "done" ? { outcome: "done", value: rejectedLines(answer.value.body) } : answer
  }

  /** Posts lines of units' pasts. */
  async past(lines: ReadonlyArray<string>, stop: AbortSignal): Promise<Answer<Rejected>> {
    const answer = await this.#send("/telemetry/past", lines.join("\n") + "\n", 1, stop, pastTimeout)
    return answer.outcome === "done" ? { outcome: "done", value: rejectedLines(answer.value.body) } : answer
  }

  /** What the portal knows of each unit from `from` to `to`, in milliseconds since 1970, as it comes. Throws where it does not answer. */
  async *figures(from: number, to: number, stop: AbortSignal): AsyncGenerator<PortalFigures> {
    const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
    const response = await fetch(`${this.#target}/telemetry/figures?${query.toString()}`, {
      headers: { authorization: `Bearer ${this.#token}`, accept: "application/x-ndjson" },
      redirect: "error",
      signal: stop,
    })
    if (!response.ok || response.body === null) {
      throw new Error(
        `The portal does not tell its figures: ${response.status} ${(await response.text()).slice(0, 200)}`,
      )
    }
    let rest = ""
    const decoder = new TextDecoder()
    for await (const chunk of response.body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) if (line !== "") yield portalFigures(line)
    }
    if (rest !== "") yield portalFigures(rest)
  }

  async #send(path: string, plain: string, level: number | null, stop: AbortSignal, timeout = requestTimeout) {
    const headers: Record<string, string> = { "content-type": "application/x-ndjson", accept: "application/json" }
    if (level !== null) headers["content-encoding"] = "gzip"
    const body = level === null ? plain : new Uint8Array(await compress(plain, { level }))
    return this.#ask(path, { method: "POST", headers, body }, stop, timeout)
  }

  async #ask(
    path: string,
    request: RequestInit,
    stop: AbortSignal,
    timeout = requestTimeout,
  ): Promise<Answer<{ readonly body: unknown }>> {
    try {
      const response = await fetch(this.#target + path, {
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${this.#token}` },
        redirect: "error",
        signal: AbortSignal.any([stop, AbortSignal.timeout(timeout)]),
      })
      const raw = await response.text()
      const { status } = response
      if (status === 200 || status === 202) return { outcome: "done", value: { body: parsed(raw) } }
      const why = `${status} ${raw.slice(0, 200).replaceAll(/\s+/g, " ")}`.trim()
      if (status === 400 || status === 413) return { outcome: "refused", why }
      return { outcome: "later", why, after: retryAfter(response.headers.get("retry-after")), unreachable: false }
    } catch (error) {
      return { outcome: "later", why: `no connection (${causeOf(error)})`, after: null, unreachable: true }
    }
  }
}

const parsed = (raw: string): unknown => {
  try {
    return JSON.parse(raw)
  } catch {
    return null
  }
}
