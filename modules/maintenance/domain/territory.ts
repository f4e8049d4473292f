/** An address as far as territories look at it. */
export interface Whereabouts {
  /** ISO 3166, two letters. */
  readonly country: string
  readonly region: string | null
  readonly locality: string
  readonly postalCode: string | null
}

/** Small letters without accents, so that "ZÜRICH" is "Zurich". */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim()
const plainCode = (text: string) => plain(text).replace(/[\s-]/g, "")

/** Whether a word of a line fits an address: a region's or locality's name, or the beginning of its postal code. */
type Fits = (names: ReadonlyArray<string>, postalCode: string) => boolean

/** With a star at its end a word is the beginning of a postal code, with a figure it may be, else it is a name. */
const fitting = (word: string): Fits => {
  const [name, begin] = [plain(word), plainCode(word.replace(/\*$/, ""))]
  if (word.endsWith("*")) return (_, postalCode) => postalCode.startsWith(begin)
  return /\d/.test(word)
    ? (names, postalCode) => postalCode.startsWith(begin) || names.includes(name)
    : (names) => names.includes(name)
}

/** A line of a territory as it is kept ("GB, London, SE1*"), or null when it is none: a country's code first, no word empty. */
export const territoryLine = (text: string): string | null => {
  const [country = "", ...words] = text.split(",").map((word) => word.trim().replace(/\s+/g, " "))
  const isWhole = words.every((word) => /[\p{L}\p{N}]/u.test(word) && !/\*./.test(word))
  return /^[A-Za-z]{2}$/.test(country) && isWhole ? [country.toUpperCase(), ...words].join(", ") : null
}

/** Says whether an address lies in a territory: in any of its lines, of which every word must fit. */
export const territoryHolds = (lines: ReadonlyArray<string>): ((address: Whereabouts) => boolean) => {
  const parts = lines.map((line) => {
    const [country = "", ...words] = line.split(", ")
    return { country, fits: words.map(fitting) }
  })
  return ({ country, region, locality, postalCode }) => {
    const names = [plain(region ?? ""), plain(locality)]
    const code = plainCode(postalCode ?? "")
    return parts.some((part) => part.country === country && part.fits.every((fits) => fits(names, code)))
  }
}
