/** The states that a unit tells about itself. `unknown` is the portal's own word for silence. */
export type State = "in-service" | "degraded" | "out-of-order" | "planned-outage"

export interface Counters {
  readonly starts: number
  readonly runSeconds: number
  readonly doorCycles: number
  readonly doorReopens: number
  readonly distanceMetres: number
}

/** Messages that are kept until the portal acknowledges them; each has a number. */
export type LastingMessage =
  | {
      readonly kind: "state"
      readonly state: State
      readonly fault?: string
      readonly entrapment?: boolean
      readonly reason?: string
      readonly expectedBack?: string
    }
  | ({ readonly kind: "counters" } & Counters)
  | { readonly kind: "mode"; readonly mode: string }
  | { readonly kind: "heartbeat" }

/** A message that is worth something only now: a newer one replaces one that is still waiting. */
export interface FleetingMessage {
  readonly kind: "position"
  readonly floor?: string
  readonly door: string
  readonly direction: string
}

/** One line for the portal. `seq` is absent on fleeting messages; `text` is the JSON without a line end. */
export interface Line {
  readonly unit: string
  readonly kind: (LastingMessage | FleetingMessage)["kind"]
  readonly seq?: number
  readonly text: string
}

const day = 86_400_000
/** Messages come in the order of their times, so that the last day's date is nearly always the next one's. */
let lastDay = Number.NaN
let lastDate = ""
const digits = (value: number, count: number): string => String(value).padStart(count, "0")
const pairs = Array.from({ length: 60 }, (_, value) => digits(value, 2))
const pair = (value: number): string => pairs[value] ?? "00"

/** Milliseconds since 1970 as ISO 8601 in UTC: what `toISOString` gives, in a tenth of its time. */
export const isoTime = (at: number): string => {
  const number = Math.floor(at / day)
  if (number !== lastDay) {
    lastDay = number
    lastDate = new Date(at).toISOString().slice(0, 11)
  }
  const ms = at - number * day
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return `${lastDate}${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}:${pair(seconds % 60)}.${digits(ms % 1000, 3)}Z`
}

const head = (unit: string, at: number): string => `{"unit":${JSON.stringify(unit)},"at":"${isoTime(at)}"`
const body = (message: LastingMessage | FleetingMessage): string => JSON.stringify(message).slice(1)

/** `at` is in milliseconds since 1970. */
export const lastingLine = (unit: string, at: number, seq: number, message: LastingMessage): Line => ({
  unit,
  kind: message.kind,
  seq,
  text: `${head(unit, at)},"seq":${seq},${body(message)}`,
})

/** `at` is in milliseconds since 1970. Most are replaced before they are sent, so the text is only made when somebody asks for it. */
export const fleetingLine = (unit: string, at: number, message: FleetingMessage): Line => ({
  unit,
  kind: message.kind,
  get text() {
    return `${head(unit, at)},${body(message)}`
  },
})
