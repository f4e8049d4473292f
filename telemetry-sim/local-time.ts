const minute = 60_000
const hour = 3_600_000
const day = 24 * hour

/** What a wall clock in the building shows. */
interface Hour {
  /** 0 to 23. */
  readonly hour: number
  /** 0 is Monday, 6 is Sunday. */
  readonly weekday: number
  /** Milliseconds until the next hour begins: when this clock shows a full hour, or is put forward or back. */
  readonly left: number
}

/** The local time of one zone. It asks for the zone's offset only once between two clock changes: asking is slow. */
export class LocalTime {
  readonly #zone: string
  #from = 0
  #until = 0
  #offset = 0

  /** An unknown zone name throws a RangeError. */
  constructor(zone: string) {
    this.#zone = zone
    this.#look(0)
  }

  /** `at` and all other times are milliseconds since 1970 in UTC. */
  at(at: number): Hour {
    const local = this.#local(at)
    return {
      hour: Math.floor(local / hour) % 24,
      weekday: (Math.floor(local / day) + 3) % 7,
      left: Math.min(hour - (local % hour), this.#until - at),
    }
  }

  /** When the hour that holds `at` began: when the clock here showed a full hour, or was last put forward or back. */
  hourStart(at: number): number {
    const local = this.#local(at)
    return Math.max(this.#from, at - (local % hour))
  }

  /** When the next hour begins, after `at`. */
  nextHour(at: number): number {
    return at + this.at(at).left
  }

  /** The first time at or after `at` when the clock here shows this time of day. */
  next(at: number, hours: number, minutes = 0): number {
    const wanted = hours * hour + minutes * minute
    const passed = this.#local(at) % day
    const guess = at + ((((wanted - passed) % day) + day) % day)
    const after = this.#local(guess) % day
    const correction = wanted - after
    return Math.abs(correction) <= 2 * hour && guess + correction >= at ? guess + correction : guess
  }

  /** The beginning of the day here that lies so many months before the one that holds `at`. */
  monthsBefore(at: number, months: number): number {
    return this.#zoned(at).subtract({ months }).startOfDay().epochMilliseconds
  }

  /** The beginning of the month after the one that holds `at`. */
  nextMonth(at: number): number {
    return this.#zoned(at).with({ day: 1 }).add({ months: 1 }).startOfDay().epochMilliseconds
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#zone)
  }

  #local(at: number): number {
    if (at < this.#from || at >= this.#until) this.#look(at)
    return at + this.#offset
  }

  #look(at: number): void {
    const here = this.#zoned(at)
    this.#offset = here.offsetNanoseconds / 1e6
    // Strictly before is what is asked for, and the time with one offset begins with its first millisecond.
    const from = here.add({ milliseconds: 1 }).getTimeZoneTransition("previous")
    this.#from = from?.epochMilliseconds ?? Number.MIN_SAFE_INTEGER
    this.#until = here.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.MAX_SAFE_INTEGER
  }
}
