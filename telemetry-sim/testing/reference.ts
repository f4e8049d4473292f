/** A message as it came, of one unit. */
export interface Message {
  readonly unit: string
  readonly at: string
  readonly seq?: number
  readonly kind: string
  readonly [field: string]: unknown
}

const counters = ["starts", "runSeconds", "doorCycles", "doorReopens", "distanceMetres"] as const
type Counter = (typeof counters)[number]
type Rise = Record<Counter, number>

/** What a portal must say of one unit: a line of `GET /telemetry/figures`, without unit and zone. */
export interface Figures {
  readonly intervals: ReadonlyArray<{
    readonly state: string
    readonly fault: string | null
    readonly from: string
    readonly to: string | null
  }>
  readonly hours: ReadonlyArray<{ readonly hour: string } & Rise>
}

const iso = (at: number): string => new Date(at).toISOString()
const timeOf = (message: Message): number => Date.parse(message.at)
const valueOf = (message: Message, counter: Counter): number | null =>
  typeof message[counter] === "number" ? message[counter] : null

/** What the counters of a message stand at; one that it does not tell stands at 0. */
export const countersIn = (message: Message): Rise => {
  const value = (counter: Counter) => valueOf(message, counter) ?? 0
  return {
    starts: value("starts"),
    runSeconds: value("runSeconds"),
    doorCycles: value("doorCycles"),
    doorReopens: value("doorReopens"),
    distanceMetres: value("distanceMetres"),
  }
}

/** Each message once, by time and number. */
const inOrder = (messages: Iterable<Message>): ReadonlyArray<Message> => {
  const once = new Map<string, { readonly at: number; readonly seq: number; readonly message: Message }>()
  for (const message of messages) {
    const at = timeOf(message)
    once.set(`${at} ${message.seq ?? ""} ${message.kind}`, { at, seq: message.seq ?? -1, message })
  }
  return [...once.values()].toSorted((a, b) => a.at - b.at || a.seq - b.seq).map(({ message }) => message)
}

/** The rise of each counter between two readings, with roll-overs and resets. */
const riseBetween = (before: Message, after: Message): Rise => {
  const seconds = (timeOf(after) - timeOf(before)) / 1000
  const possible: Rise = {
    starts: seconds,
    runSeconds: seconds + 1,
    doorCycles: seconds,
    doorReopens: seconds,
    distanceMetres: 20 * seconds,
  }
  const couldFall = counters.filter((counter) => {
    const was = valueOf(before, counter)
    return was !== null && was > 0 && valueOf(after, counter) !== null
  })
  const allFell = couldFall.every((counter) => (valueOf(after, counter) ?? 0) < (valueOf(before, counter) ?? 0))
  const rise = (counter: Counter): number => {
    const was = valueOf(before, counter)
    const is = valueOf(after, counter)
    if (was === null || is === null) return 0
    if (is >= was) return is - was
    for (const size of allFell ? [] : [2 ** 16, 2 ** 32]) {
      if (was < size && size - was + is <= possible[counter]) return size - was + is
    }
    return is
  }
  return {
    starts: rise("starts"),
    runSeconds: rise("runSeconds"),
    doorCycles: rise("doorCycles"),
    doorReopens: rise("doorReopens"),
    distanceMetres: rise("distanceMetres"),
  }
}

/** Begin and end of the hour of local time that holds an instant; a clock change also begins one. */
const localHour = (at: number, timeZone: string): { readonly from: number; readonly to: number } => {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  const into = local.minute * 60_000 + local.second * 1000 + local.millisecond
  const changed = local.add({ milliseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds ?? -Infinity
  const changes = local.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity
  return { from: Math.max(changed, at - into), to: Math.min(changes, at - into + 3_600_000) }
}

const hoursOf = (messages: ReadonlyArray<Message>, timeZone: string): ReadonlyMap<number, Rise> => {
  const readings = messages.filter((message) => message.kind === "counters")
  const hours = new Map<number, Rise>()
  for (const [index, after] of readings.entries()) {
    const before = readings[index - 1]
    if (before === undefined) continue
    const [began, ended] = [timeOf(before), timeOf(after)]
    const rise = riseBetween(before, after)
    const given: Rise = { starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }
    // A reading on the full hour closes the hour before it.
    let hour = localHour(began === ended ? began - 1 : began, timeZone)
    for (;;) {
      const sum = hours.get(hour.from) ?? { starts: 0, runSeconds: 0, doorCycles: 0, doorReopens: 0, distanceMetres: 0 }
      for (const counter of counters) {
        const upToHere =
          hour.to >= ended
            ? rise[counter]
            : Number((BigInt(rise[counter]) * BigInt(hour.to - began)) / BigInt(ended - began))
        sum[counter] += upToHere - given[counter]
        given[counter] = upToHere
      }
      hours.set(hour.from, sum)
      if (hour.to >= ended) break
      hour = localHour(hour.to, timeZone)
    }
  }
  return hours
}

interface Stretch {
  readonly state: string
  readonly fault: string | null
  readonly rest: string
  readonly from: number
  readonly to: number
}

const unknown = { state: "unknown", fault: null, rest: "" }

/** What was told of the state, from the first message to `now`. */
const toldStates = (messages: ReadonlyArray<Message>, now: number): ReadonlyArray<Stretch> => {
  const told = messages.filter((message) => message.kind === "state")
  return told.map((message, index) => ({
    state: String(message["state"]),
    fault: typeof message["fault"] === "string" ? message["fault"] : null,
    rest: JSON.stringify([message["reason"] ?? null, message["entrapment"] ?? false]),
    from: timeOf(message),
    to: Math.min(now, timeOf(told[index + 1] ?? { ...message, at: iso(now) })),
  }))
}

/** From the last sign of life to the next one, where that took longer than the limit. */
const silences = (messages: ReadonlyArray<Message>, now: number, limit: number): ReadonlyArray<Stretch> => {
  const signs = [...messages.map(timeOf).filter((at) => at <= now), now]
  return signs.flatMap((to, index) => {
    const from = signs[index - 1]
    return from === undefined || to - from <= limit ? [] : [{ ...unknown, from, to }]
  })
}

const intervalsOf = (messages: ReadonlyArray<Message>, now: number, limit: number): ReadonlyArray<Stretch> => {
  const silent = silences(messages, now, limit)
  const heard = toldStates(messages, now).flatMap((told) => {
    const pieces: Array<Stretch> = []
    let from = told.from
    for (const silence of silent) {
      if (silence.to <= from || silence.from >= told.to) continue
      pieces.push({ ...told, from, to: silence.from })
      from = silence.to
    }
    return [...pieces, { ...told, from }]
  })
  const united: Array<Stretch> = []
  for (const piece of [...heard, ...silent].toSorted((a, b) => a.from - b.from)) {
    if (piece.to <= piece.from) continue
    const last = united.at(-1)
    const same = last?.state === piece.state && last.fault === piece.fault && last.rest === piece.rest
    if (last !== undefined && same && last.to === piece.from) united[united.length - 1] = { ...last, to: piece.to }
    else united.push(piece)
  }
  return united
}

/**
 * The definitions of the portal's figures, straight from their text: a second implementation to check the first one against, and no
 * faster than it must be. `messages` are those of one unit, in any order and any number of times; times are milliseconds since 1970.
 */
export const figuresOf = (
  messages: Iterable<Message>,
  timeZone: string,
  period: { readonly from: number; readonly to: number; readonly now: number; readonly limit?: number },
): Figures => {
  const { from, to, now, limit = 15 * 60_000 } = period
  const ordered = inOrder(messages)
  const hours = [...hoursOf(ordered, timeZone)].toSorted(([a], [b]) => a - b)
  return {
    intervals: intervalsOf(ordered, now, limit)
      .filter((interval) => interval.from < to && interval.to > from)
      .map(({ state, fault, from: began, to: ended }) => ({
        state,
        fault,
        from: iso(began),
        to: ended === now ? null : iso(ended),
      })),
    hours: hours.flatMap(([hour, rise]) =>
      hour >= from && hour < to && counters.some((counter) => rise[counter] > 0) ? [{ hour: iso(hour), ...rise }] : [],
    ),
  }
}
