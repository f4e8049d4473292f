/** A calendar day written YYYY-MM-DD. */
export type Day = string

/** The calendar day at that instant in an IANA time zone. */
export const dayAt = (instant: Date, timeZone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** The instant at which a calendar day begins in a zone; the next day's beginning is 23, 24 or 25 hours later. */
export const startOfDay = (day: Day, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds)

/** That many days after a calendar day; negative for before. */
export const addDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString()

/** The first day of the month that lies `months` after the month of `day`. */
export const startOfMonth = (day: Day, months = 0): Day =>
  Temporal.PlainDate.from(day).with({ day: 1 }).add({ months }).toString()

/** Whether the name is a time zone that this machine knows. */
export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name })
    return true
  } catch {
    return false
  }
}
