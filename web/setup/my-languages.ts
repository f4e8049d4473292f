/** The languages to choose from. All words are English so far; dates and numbers follow the place. */
export const languages = ["en-GB", "en-IE", "en-US", "en-CA", "en-AU", "en-NZ"] as const

/** A language in its own words: "British English". */
export const languageName = (locale: string): string =>
  new Intl.DisplayNames(locale, { type: "language" }).of(locale) ?? locale
