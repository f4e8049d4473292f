import { countryCodes } from "#equipment"

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
