/** An instant as the field for a day and a time holds it, in a zone: "2026-11-10T09:12". */
export const localShown = (time: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(time.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" })

/** The instant of a day and a time as such a field holds it, in a zone; null when it is none within a lifetime of now. */
export const localTyped = (text: string, timeZone: string): Date | null => {
  if (!/^(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return null
  try {
    return new Date(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds)
  } catch (error) {
    // 31 February, or 25 o'clock.
    if (error instanceof RangeError) return null
    throw error
  }
}
