import { isTimeZone } from "#kernel/time.ts"

const kept = <A>(find: (name: string) => A) => {
  const found = new Map<string, A>()
  return (name: string): A => {
    let answer = found.get(name)
    if (answer === undefined) found.set(name, (answer = find(name)))
    return answer
  }
}

/** A place's time zone, such as Europe/London: an offset such as +01:00 knows no summer time and will not do. */
export const isTimeZoneName = kept((name) => /^[A-Za-z]/.test(name) && isTimeZone(name))

/** Read at the first question: a program that starts without one saves the time. */
let names: Intl.DisplayNames | undefined
const noCountry = new Set(["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"])

/** The two letters of ISO 3166 for a country's code, "GB" for "uk", or null when no country has it. */
export const countryCode = kept((text): string | null => {
  if (!/^[A-Za-z]{2}$/.test(text)) return null
  const code = new Intl.Locale(`und-${text}`).region ?? ""
  names ??= new Intl.DisplayNames(["en"], { type: "region", fallback: "none" })
  return names.of(code) === undefined || noCountry.has(code) ? null : code
})

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

/** The codes of all countries, one each. */
export const countryCodes = (): ReadonlyArray<string> =>
  letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => countryCode(code) === code)
