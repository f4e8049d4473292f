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

/** Messages that are worth something only now: a newer one replaces one that is still waiting. */
export type FleetingMessage =
  | { readonly kind: "position"; readonly floor?: string; readonly door: string; readonly direction: string }
  | { readonly kind: "heartbeat" }

/** One line for the portal. `seq` is absent on fleeting messages; `text` is the JSON without a line end. */
export interface Line {
  readonly unit: string
  readonly kind: (LastingMessage | FleetingMessage)["kind"]
  readonly seq?: number
  readonly text: string
}

/** `at` is in milliseconds since 1970. */
export const lastingLine = (unit: string, at: number, seq: number, message: LastingMessage): Line => ({
  unit,
  kind: message.kind,
  seq,
  text: JSON.stringify({ unit, at: new Date(at).toISOString(), seq, ...message }),
})

/** `at` is in milliseconds since 1970. */
export const fleetingLine = (unit: string, at: number, message: FleetingMessage): Line => ({
  unit,
  kind: message.kind,
  text: JSON.stringify({ unit, at: new Date(at).toISOString(), ...message }),
})
