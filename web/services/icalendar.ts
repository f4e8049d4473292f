/** One line of RFC 5545, folded at 75 octets and ended. */
export const icsLine = (name: string, value: string): string => {
  const parts: Array<string> = []
  let part = ""
  let octets = 0
  for (const character of `${name}:${value}`) {
    const size = Buffer.byteLength(character)
    if (octets + size > 75) {
      parts.push(part)
      part = " "
      octets = 1
    }
    part += character
    octets += size
  }
  return `${[...parts, part].join("\r\n")}\r\n`
}

/** A text as a value: commas, semicolons, backslashes and line ends are escaped, other control characters left out. */
export const icsText = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll(";", "\\;")
    .replaceAll(",", "\\,")
    .replace(/\r\n|[\r\n]/g, "\\n")
    // oxlint-disable-next-line no-control-regex -- they are what is left out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")

const two = (value: number) => String(value).padStart(2, "0")

/** "20261110T090000Z" */
export const icsInstant = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`

/** "20261110" */
export const icsDay = (day: string): string => day.replaceAll("-", "")

const stamp = (local: Temporal.PlainDateTime) => `${local.toString({ smallestUnit: "second" }).replace(/[-:]/g, "")}`

/** A time by the clocks of a zone or, where those show it twice and it is the second one, by UTC. */
export const icsTime = (name: string, at: Date, timeZone: string): string => {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  const local = zoned.toPlainDateTime()
  const first = local.toZonedDateTime(timeZone, { disambiguation: "earlier" })
  return first.epochMilliseconds === at.getTime()
    ? icsLine(`${name};TZID=${timeZone}`, stamp(local))
    : icsLine(name, icsInstant(at))
}

/** "+0100", with seconds where clocks of old had them. */
const offsetWords = (milliseconds: number) => {
  const seconds = Math.abs(Math.round(milliseconds / 1000))
  const rest = seconds % 60
  const text = two(Math.floor(seconds / 3600)) + two(Math.floor(seconds / 60) % 60) + (rest === 0 ? "" : two(rest))
  return `${milliseconds < 0 ? "-" : "+"}${text}`
}

const observance = (from: number, to: number, local: string) => {
  const kind = to > from ? "DAYLIGHT" : "STANDARD"
  return [
    icsLine("BEGIN", kind),
    icsLine("DTSTART", local),
    icsLine("TZOFFSETFROM", offsetWords(from)),
    icsLine("TZOFFSETTO", offsetWords(to)),
    icsLine("END", kind),
  ].join("")
}

const offsetAt = (zoned: Temporal.ZonedDateTime) => zoned.offsetNanoseconds / 1e6

/** How the clocks of a zone go between two instants: one observance for each change, the one in force before the first included. */
export const icsTimeZone = (timeZone: string, first: Date, last: Date): string => {
  const end = Temporal.Instant.fromEpochMilliseconds(last.getTime() + 2 * 86_400_000)
  const begin = Temporal.Instant.fromEpochMilliseconds(first.getTime() - 2 * 86_400_000).toZonedDateTimeISO(timeZone)
  let change = begin.getTimeZoneTransition("previous")
  const lines: Array<string> = []
  if (change === null) {
    const offset = offsetAt(begin)
    lines.push(observance(offset, offset, "19700101T000000"))
    change = begin.getTimeZoneTransition("next")
  }
  while (change !== null && Temporal.Instant.compare(change.toInstant(), end) <= 0) {
    const before = offsetAt(change.subtract({ milliseconds: 1 }))
    // A change is told by the clocks that went before it.
    const local = change.toInstant().add({ milliseconds: before }).toZonedDateTimeISO("UTC").toPlainDateTime()
    lines.push(observance(before, offsetAt(change), stamp(local)))
    change = change.getTimeZoneTransition("next")
  }
  return [icsLine("BEGIN", "VTIMEZONE"), icsLine("TZID", timeZone), ...lines, icsLine("END", "VTIMEZONE")].join("")
}
