import { isTimeZoneName } from "#equipment"

/** The time zones to offer. Machines know more: older names, and UTC. */
export const timeZones: ReadonlyArray<string> = Intl.supportedValuesOf("timeZone")

const LONGEST_ZONE = 60

/** The time zone that was typed, capitals aside and with blanks for its underscores; null when there is none. */
export const timeZoneTyped = (text: string): string | null => {
  const name = text.trim().replaceAll(" ", "_")
  if (name.length > LONGEST_ZONE || !isTimeZoneName(name)) return null
  return timeZones.find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? name
}
