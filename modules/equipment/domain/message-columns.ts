import type { TelemetryMessage } from "./telemetry-message.ts"

/** Messages of units, column by column: what is written, and what a roll-up reads again. */
export interface MessageColumns {
  readonly unitIds: Array<number>
  /** 1 state, 2 counters, 3 position, 4 mode, 5 heartbeat. */
  readonly kinds: Array<number>
  /** Milliseconds since 1970. */
  readonly ats: Array<number>
  /** -1 for messages without a number. */
  readonly seqs: Array<number>
  readonly starts: Array<number | null>
  readonly runSeconds: Array<number | null>
  readonly doorCycles: Array<number | null>
  readonly doorReopens: Array<number | null>
  readonly distanceMetres: Array<number | null>
  /** What a message that is not of counters tells, as JSON. */
  readonly details: Array<string | null>
}

export const noMessages = (): MessageColumns => ({
  unitIds: [],
  kinds: [],
  ats: [],
  seqs: [],
  starts: [],
  runSeconds: [],
  doorCycles: [],
  doorReopens: [],
  distanceMetres: [],
  details: [],
})

/** Adds a message at the end. */
export const addMessage = (
  columns: MessageColumns,
  unitId: number,
  { kind, at, seq, body }: TelemetryMessage,
): void => {
  columns.unitIds.push(unitId)
  columns.kinds.push(kind)
  columns.ats.push(at)
  columns.seqs.push(seq)
  const counters = body.kind === "counters" ? body : null
  columns.starts.push(counters?.starts ?? null)
  columns.runSeconds.push(counters?.runSeconds ?? null)
  columns.doorCycles.push(counters?.doorCycles ?? null)
  columns.doorReopens.push(counters?.doorReopens ?? null)
  columns.distanceMetres.push(counters?.distanceMetres ?? null)
  columns.details.push(detailOf(body))
}

const detailOf = (body: TelemetryMessage["body"]): string | null => {
  switch (body.kind) {
    case "counters":
    case "heartbeat":
      return null
    case "position":
      return JSON.stringify({ floor: body.floor, door: body.door, direction: body.direction })
    case "mode":
      return JSON.stringify({ mode: body.mode })
    case "state":
      return JSON.stringify({
        state: body.state,
        fault: body.fault,
        reason: body.reason,
        entrapment: body.entrapment,
        expectedBack: body.expectedBack,
      })
  }
}

/** All of `from` behind what is there. */
export const addColumns = (columns: MessageColumns, from: MessageColumns): void => {
  for (const name of Object.keys(columns) as Array<keyof MessageColumns>) {
    const target = columns[name] as Array<unknown>
    for (const value of from[name]) target.push(value)
  }
}

/** Those at the given places, in that order. */
export const messagesAt = (columns: MessageColumns, places: ReadonlyArray<number>): MessageColumns => {
  const picked = noMessages()
  for (const name of Object.keys(columns) as Array<keyof MessageColumns>) {
    const [source, target] = [columns[name] as Array<unknown>, picked[name] as Array<unknown>]
    for (const place of places) target.push(source[place])
  }
  return picked
}

/** What tells a message from every other one of its kind. */
export const identityAt = (columns: MessageColumns, place: number): string =>
  `${columns.unitIds[place]} ${columns.ats[place]} ${columns.seqs[place]} ${columns.kinds[place]}`
