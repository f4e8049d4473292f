import { countryCodes, isTimeZoneName } from "#equipment"

const kept = new Map<string, ReadonlyMap<string, string>>()

/** The countries' names by their codes, in the order of the names, in one language. */
export const countriesIn = (locale: string): ReadonlyMap<string, string> => {
  let countries = kept.get(locale)
  if (countries === undefined) {
    const names = new Intl.DisplayNames([locale], { type: "region" })
    const { compare } = new Intl.Collator(locale)
    const named = countryCodes().map((code): [string, string] => [code, names.of(code) ?? code])
    kept.set(locale, (countries = new Map(named.toSorted(([, a], [, b]) => compare(a, b)))))
  }
  return countries
}

/** The time zones to offer. Machines know more: older names, and UTC. */
export const timeZones: ReadonlyArray<string> = Intl.supportedValuesOf("timeZone")

const LONGEST_ZONE = 60

/** The time zone that was typed, capitals aside and with blanks for its underscores; null when there is none. */
export const timeZoneTyped = (text: string): string | null => {
  const name = text.trim().replaceAll(" ", "_")
  if (name.length > LONGEST_ZONE || !isTimeZoneName(name)) return null
  return timeZones.find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? name
}
