/** The parts of countries that keep holidays of their own, by what a register calls them. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GB: { england: "ENG", wales: "WLS", scotland: "SCT", "northern ireland": "NIR" },
  US: { "new york": "NY", illinois: "IL", california: "CA", texas: "TX", massachusetts: "MA", washington: "WA" },
  AU: {
    "australian capital territory": "ACT",
    "new south wales": "NSW",
    "northern territory": "NT",
    queensland: "QLD",
    "south australia": "SA",
    tasmania: "TAS",
    victoria: "VIC",
    "western australia": "WA",
  },
  DE: {
    "baden-württemberg": "BW",
    bavaria: "BY",
    bayern: "BY",
    berlin: "BE",
    brandenburg: "BB",
    bremen: "HB",
    hamburg: "HH",
    hesse: "HE",
    hessen: "HE",
    "mecklenburg-vorpommern": "MV",
    "lower saxony": "NI",
    niedersachsen: "NI",
    "north rhine-westphalia": "NW",
    "nordrhein-westfalen": "NW",
    "rhineland-palatinate": "RP",
    "rheinland-pfalz": "RP",
    saarland: "SL",
    saxony: "SN",
    sachsen: "SN",
    "saxony-anhalt": "ST",
    "sachsen-anhalt": "ST",
    "schleswig-holstein": "SH",
    thuringia: "TH",
    thüringen: "TH",
  },
}

/** Where a register says nothing more, a country whose parts differ stands for its largest. */
const largest: Readonly<Record<string, string>> = { GB: "ENG" }

/** Whose holidays a building keeps: "GB-SCT", "US-NY", or the country alone. `region` is as the register writes it. */
export const holidayRegion = (country: string, region: string | null): string => {
  const said = (region ?? "").trim()
  const part = parts[country]?.[said.toLowerCase()] ?? (/^[A-Z]{2,3}$/.test(said) ? said : largest[country])
  return part === undefined ? country : `${country}-${part}`
}

/** The country in which a region's holidays are kept, as two letters. */
export const countryOf = (region: string): string => region.slice(0, 2)

/** Whether a text is a country's code, or a country's and that of a part of it. */
export const isRegion = (text: string): boolean => /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/.test(text)
