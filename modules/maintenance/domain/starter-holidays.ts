import { weekday } from "#kernel/time.ts"
import { type DayNumber, daysInMonth, numberOf } from "./planning/dates.ts"

/** A public holiday as the operator's table has it. */
export interface StarterHoliday {
  readonly region: string
  readonly day: DayNumber
  readonly name: string
}

/** The years that starter data is there for. */
const starterYears: ReadonlyArray<number> = [2026, 2027, 2028]

type Named = readonly [name: string, day: DayNumber]

/** Easter Sunday of the Gregorian calendar (Anonymous Gregorian algorithm, Meeus). */
const easter = (year: number): DayNumber => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return numberOf(year, Math.floor(f / 31), (f % 31) + 1)
}

/** The first, second, … weekday of a month; -1 is its last. */
const nth = (year: number, month: number, day: number, count: number): DayNumber => {
  if (count < 0) {
    const last = numberOf(year, month, daysInMonth(year, month))
    return last - ((weekday(last) - day + 7) % 7)
  }
  const first = numberOf(year, month, 1)
  return first + ((day - weekday(first) + 7) % 7) + 7 * (count - 1)
}

const fixed = (year: number, ...days: ReadonlyArray<readonly [string, number, number]>): ReadonlyArray<Named> =>
  days.map(([name, month, day]) => [name, numberOf(year, month, day)])

const afterEaster = (year: number, ...days: ReadonlyArray<readonly [string, number]>): ReadonlyArray<Named> =>
  days.map(([name, after]) => [name, easter(year) + after])

/** British custom: what falls on a weekend is kept on the next weekday that is free. */
const substituted = (days: ReadonlyArray<Named>): ReadonlyArray<Named> => {
  const taken = new Set(days.map(([, day]) => day).filter((day) => weekday(day) < 6))
  return days.map(([name, day]) => {
    if (weekday(day) < 6) return [name, day]
    let later = day
    while (weekday(later) > 5 || taken.has(later)) later++
    taken.add(later)
    return [name, later]
  })
}

/** Each, and once more on the Monday after when it falls on one of these days of the weekend. */
const withMonday = (days: ReadonlyArray<Named>, weekend: ReadonlyArray<number> = [6, 7]): ReadonlyArray<Named> =>
  days.flatMap(([name, day]): ReadonlyArray<Named> => {
    if (!weekend.includes(weekday(day))) return [[name, day]]
    return [
      [name, day],
      [`${name}, additional day`, day + 8 - weekday(day)],
    ]
  })

/** American custom: a Saturday's is kept on Friday, a Sunday's on Monday. */
const observed = (days: ReadonlyArray<Named>): ReadonlyArray<Named> =>
  days.map(([name, day]) => [name, day + (weekday(day) === 6 ? -1 : weekday(day) === 7 ? 1 : 0)])

const MONDAY = 1
const TUESDAY = 2
const THURSDAY = 4

const british = (year: number): Regions => {
  const newYear = substituted(fixed(year, ["New Year’s Day", 1, 1], ["2 January", 1, 2]))
  const summer: Named = ["Summer bank holiday", nth(year, 8, MONDAY, -1)]
  const easterMonday = afterEaster(year, ["Easter Monday", 1])
  return {
    GB: [
      newYear[0]!,
      ...afterEaster(year, ["Good Friday", -2]),
      ["Early May bank holiday", nth(year, 5, MONDAY, 1)],
      ["Spring bank holiday", nth(year, 5, MONDAY, -1)],
      ...substituted(fixed(year, ["Christmas Day", 12, 25], ["Boxing Day", 12, 26])),
    ],
    "GB-ENG": [...easterMonday, summer],
    "GB-WLS": [...easterMonday, summer],
    "GB-NIR": [
      ...easterMonday,
      summer,
      ...substituted(fixed(year, ["St Patrick’s Day", 3, 17], ["Battle of the Boyne", 7, 12])),
    ],
    "GB-SCT": [
      newYear[1]!,
      ["Summer bank holiday", nth(year, 8, MONDAY, 1)],
      ...substituted(fixed(year, ["St Andrew’s Day", 11, 30])),
    ],
  }
}

const irish = (year: number): Regions => {
  const brigid = numberOf(year, 2, 1)
  return {
    IE: [
      ["St Brigid’s Day", weekday(brigid) === 5 ? brigid : nth(year, 2, MONDAY, 1)],
      ...fixed(year, ["New Year’s Day", 1, 1], ["St Patrick’s Day", 3, 17]),
      ...afterEaster(year, ["Easter Monday", 1]),
      ["May bank holiday", nth(year, 5, MONDAY, 1)],
      ["June bank holiday", nth(year, 6, MONDAY, 1)],
      ["August bank holiday", nth(year, 8, MONDAY, 1)],
      ["October bank holiday", nth(year, 10, MONDAY, -1)],
      ...fixed(year, ["Christmas Day", 12, 25], ["St Stephen’s Day", 12, 26]),
    ],
  }
}

const german = (year: number): Regions => {
  const epiphany = fixed(year, ["Epiphany", 1, 6])
  const womensDay = fixed(year, ["International Women’s Day", 3, 8])
  const corpusChristi = afterEaster(year, ["Corpus Christi", 60])
  const assumption = fixed(year, ["Assumption", 8, 15])
  const reformation = fixed(year, ["Reformation Day", 10, 31])
  const allSaints = fixed(year, ["All Saints’ Day", 11, 1])
  const beforeAdvent = numberOf(year, 11, 22)
  const repentance: Named = ["Day of Repentance", beforeAdvent - ((weekday(beforeAdvent) + 4) % 7)]
  return {
    DE: [
      ...fixed(year, ["New Year’s Day", 1, 1], ["Labour Day", 5, 1], ["German Unity Day", 10, 3]),
      ...afterEaster(year, ["Good Friday", -2], ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
      ...fixed(year, ["Christmas Day", 12, 25], ["Second day of Christmas", 12, 26]),
    ],
    "DE-BW": [...epiphany, ...corpusChristi, ...allSaints],
    "DE-BY": [...epiphany, ...corpusChristi, ...assumption, ...allSaints],
    "DE-BE": womensDay,
    "DE-BB": reformation,
    "DE-HB": reformation,
    "DE-HH": reformation,
    "DE-HE": corpusChristi,
    "DE-MV": [...womensDay, ...reformation],
    "DE-NI": reformation,
    "DE-NW": [...corpusChristi, ...allSaints],
    "DE-RP": [...corpusChristi, ...allSaints],
    "DE-SL": [...corpusChristi, ...assumption, ...allSaints],
    "DE-SN": [...reformation, repentance],
    "DE-ST": [...epiphany, ...reformation],
    "DE-SH": reformation,
    "DE-TH": [...fixed(year, ["World Children’s Day", 9, 20]), ...reformation],
  }
}

const french = (year: number): Regions => ({
  FR: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Labour Day", 5, 1], ["Victory Day", 5, 8], ["Bastille Day", 7, 14]),
    ...afterEaster(year, ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
    ...fixed(year, ["Assumption", 8, 15], ["All Saints’ Day", 11, 1], ["Armistice Day", 11, 11]),
    ...fixed(year, ["Christmas Day", 12, 25]),
  ],
})

const belgian = (year: number): Regions => ({
  BE: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Labour Day", 5, 1], ["National Day", 7, 21], ["Assumption", 8, 15]),
    ...afterEaster(year, ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
    ...fixed(year, ["All Saints’ Day", 11, 1], ["Armistice Day", 11, 11], ["Christmas Day", 12, 25]),
  ],
})

const dutch = (year: number): Regions => {
  const birthday = numberOf(year, 4, 27)
  return {
    NL: [
      ...fixed(year, ["New Year’s Day", 1, 1]),
      ["King’s Day", weekday(birthday) === 7 ? birthday - 1 : birthday],
      ...afterEaster(year, ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
      ...fixed(year, ["Christmas Day", 12, 25], ["Second day of Christmas", 12, 26]),
    ],
  }
}

const austrian = (year: number): Regions => ({
  AT: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Epiphany", 1, 6], ["Labour Day", 5, 1], ["Assumption", 8, 15]),
    ...afterEaster(year, ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50], ["Corpus Christi", 60]),
    ...fixed(year, ["National Day", 10, 26], ["All Saints’ Day", 11, 1], ["Immaculate Conception", 12, 8]),
    ...fixed(year, ["Christmas Day", 12, 25], ["St Stephen’s Day", 12, 26]),
  ],
})

/** Those that most cantons keep. */
const swiss = (year: number): Regions => ({
  CH: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["National Day", 8, 1]),
    ...afterEaster(year, ["Good Friday", -2], ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
    ...fixed(year, ["Christmas Day", 12, 25], ["St Stephen’s Day", 12, 26]),
  ],
})

const american = (year: number): Regions => ({
  US: [
    ...observed(fixed(year, ["New Year’s Day", 1, 1], ["Juneteenth", 6, 19], ["Independence Day", 7, 4])),
    ["Martin Luther King Jr. Day", nth(year, 1, MONDAY, 3)],
    ["Washington’s Birthday", nth(year, 2, MONDAY, 3)],
    ["Memorial Day", nth(year, 5, MONDAY, -1)],
    ["Labor Day", nth(year, 9, MONDAY, 1)],
    ["Columbus Day", nth(year, 10, MONDAY, 2)],
    ["Thanksgiving Day", nth(year, 11, THURSDAY, 4)],
    ...observed(fixed(year, ["Veterans Day", 11, 11], ["Christmas Day", 12, 25])),
  ],
  "US-NY": [...observed(fixed(year, ["Lincoln’s Birthday", 2, 12])), ["Election Day", nth(year, 11, MONDAY, 1) + 1]],
})

/** The first Saturday on or after a day. */
const saturdayFrom = (day: DayNumber): DayNumber => day + ((13 - weekday(day)) % 7)

const nordic = (year: number): ReadonlyArray<Named> => [
  ...fixed(year, ["New Year’s Day", 1, 1], ["Christmas Day", 12, 25], ["Second day of Christmas", 12, 26]),
  ...afterEaster(year, ["Good Friday", -2], ["Easter Monday", 1], ["Ascension Day", 39]),
]

const swedish = (year: number): Regions => ({
  SE: [
    ...nordic(year),
    ...fixed(year, ["Epiphany", 1, 6], ["Labour Day", 5, 1], ["National Day", 6, 6]),
    ["Midsummer Day", saturdayFrom(numberOf(year, 6, 20))],
    ["All Saints’ Day", saturdayFrom(numberOf(year, 10, 31))],
  ],
})

const finnish = (year: number): Regions => ({
  FI: [
    ...nordic(year),
    ...fixed(year, ["Epiphany", 1, 6], ["May Day", 5, 1], ["Independence Day", 12, 6]),
    ["Midsummer Day", saturdayFrom(numberOf(year, 6, 20))],
    ["All Saints’ Day", saturdayFrom(numberOf(year, 10, 31))],
  ],
})

const norwegian = (year: number): Regions => ({
  NO: [
    ...nordic(year),
    ...fixed(year, ["Labour Day", 5, 1], ["Constitution Day", 5, 17]),
    ...afterEaster(year, ["Maundy Thursday", -3], ["Whit Monday", 50]),
  ],
})

const danish = (year: number): Regions => ({
  DK: [...nordic(year), ...afterEaster(year, ["Maundy Thursday", -3], ["Whit Monday", 50])],
})

const luxembourgish = (year: number): Regions => ({
  LU: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Labour Day", 5, 1], ["Europe Day", 5, 9], ["National Day", 6, 23]),
    ...afterEaster(year, ["Easter Monday", 1], ["Ascension Day", 39], ["Whit Monday", 50]),
    ...fixed(year, ["Assumption", 8, 15], ["All Saints’ Day", 11, 1]),
    ...fixed(year, ["Christmas Day", 12, 25], ["St Stephen’s Day", 12, 26]),
  ],
})

/** The towns' patron saints are not among them. */
const italian = (year: number): Regions => ({
  IT: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Epiphany", 1, 6], ["Liberation Day", 4, 25], ["Labour Day", 5, 1]),
    ...afterEaster(year, ["Easter Monday", 1]),
    ...fixed(year, ["Republic Day", 6, 2], ["Assumption", 8, 15], ["St Francis", 10, 4], ["All Saints’ Day", 11, 1]),
    ...fixed(year, ["Immaculate Conception", 12, 8], ["Christmas Day", 12, 25], ["St Stephen’s Day", 12, 26]),
  ],
})

/** Those of the whole country; what its communities and towns add is theirs. */
const spanish = (year: number): Regions => ({
  ES: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Epiphany", 1, 6], ["Labour Day", 5, 1], ["Assumption", 8, 15]),
    ...afterEaster(year, ["Good Friday", -2]),
    ...fixed(year, ["National Day", 10, 12], ["All Saints’ Day", 11, 1], ["Constitution Day", 12, 6]),
    ...fixed(year, ["Immaculate Conception", 12, 8], ["Christmas Day", 12, 25]),
  ],
})

const portuguese = (year: number): Regions => ({
  PT: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Freedom Day", 4, 25], ["Labour Day", 5, 1], ["Portugal Day", 6, 10]),
    ...afterEaster(year, ["Good Friday", -2], ["Corpus Christi", 60]),
    ...fixed(year, ["Assumption", 8, 15], ["Republic Day", 10, 5], ["All Saints’ Day", 11, 1]),
    ...fixed(year, ["Restoration of Independence", 12, 1], ["Immaculate Conception", 12, 8], ["Christmas Day", 12, 25]),
  ],
})

const polish = (year: number): Regions => ({
  PL: [
    ...fixed(year, ["New Year’s Day", 1, 1], ["Epiphany", 1, 6], ["Labour Day", 5, 1], ["Constitution Day", 5, 3]),
    ...afterEaster(year, ["Easter Monday", 1], ["Corpus Christi", 60]),
    ...fixed(year, ["Assumption", 8, 15], ["All Saints’ Day", 11, 1], ["Independence Day", 11, 11]),
    ...fixed(year, ["Christmas Eve", 12, 24], ["Christmas Day", 12, 25], ["Second day of Christmas", 12, 26]),
  ],
})

/**
 * Those of each state by its own act. Days that a government names year by year, as Victoria's before the football final, are not
 * among them, but for Western Australia's King's Birthday while it is known.
 */
const australian = (year: number): Regions => {
  const monday = (name: string, month: number, count: number): Named => [name, nth(year, month, MONDAY, count)]
  const easterSaturday = afterEaster(year, ["Easter Saturday", -1])
  const kings = monday("King’s Birthday", 6, 2)
  const [anzac] = fixed(year, ["Anzac Day", 4, 25])
  const anzacFrom = (...weekend: ReadonlyArray<number>) => withMonday([anzac!], weekend).slice(1)
  const either = anzacFrom(6, 7)
  const onSunday = anzacFrom(7)
  const christmas = substituted(fixed(year, ["Christmas Day", 12, 25], ["Boxing Day", 12, 26]))
  return {
    AU: [
      ...withMonday(fixed(year, ["New Year’s Day", 1, 1])),
      // On a weekend it is kept on the Monday.
      ...substituted(fixed(year, ["Australia Day", 1, 26])),
      ...afterEaster(year, ["Good Friday", -2], ["Easter Monday", 1]),
      anzac!,
      ...christmas,
    ],
    // The Monday after an Anzac Day at a weekend: by an order of 2026 for that year and the next.
    "AU-NSW": [...easterSaturday, ...(year < 2028 ? either : []), kings, monday("Labour Day", 10, 1)],
    "AU-ACT": [
      monday("Canberra Day", 3, 2),
      ...easterSaturday,
      ...either,
      ["Reconciliation Day", numberOf(year, 5, 27) + ((8 - weekday(numberOf(year, 5, 27))) % 7)],
      kings,
      monday("Labour Day", 10, 1),
    ],
    "AU-NT": [...easterSaturday, ...onSunday, monday("May Day", 5, 1), kings, monday("Picnic Day", 8, 1)],
    "AU-QLD": [...easterSaturday, ...onSunday, monday("Labour Day", 5, 1), monday("King’s Birthday", 10, 1)],
    "AU-SA": [monday("Adelaide Cup", 3, 2), ...easterSaturday, ...onSunday, kings, monday("Labour Day", 10, 1)],
    "AU-TAS": [monday("Eight Hours Day", 3, 2), kings],
    "AU-VIC": [monday("Labour Day", 3, 2), ...easterSaturday, kings, ["Melbourne Cup", nth(year, 11, TUESDAY, 1)]],
    "AU-WA": [
      monday("Labour Day", 3, 1),
      ...either,
      monday("Western Australia Day", 6, 1),
      ...(year < 2028 ? [monday("King’s Birthday", 9, -1)] : []),
    ],
  }
}

/** The moon decides over Matariki: the days that its act names. The anniversaries of provinces are not among them. */
const matariki: Readonly<Record<number, readonly [month: number, day: number]>> = {
  2026: [7, 10],
  2027: [6, 25],
  2028: [7, 14],
}

const ofNewZealand = (year: number): Regions => {
  const [month, day] = matariki[year] ?? [6, 24]
  return {
    NZ: [
      ...substituted(fixed(year, ["New Year’s Day", 1, 1], ["Day after New Year’s Day", 1, 2])),
      ...substituted(fixed(year, ["Waitangi Day", 2, 6])),
      ...afterEaster(year, ["Good Friday", -2], ["Easter Monday", 1]),
      ...substituted(fixed(year, ["Anzac Day", 4, 25])),
      ["King’s Birthday", nth(year, 6, MONDAY, 1)],
      ["Matariki", numberOf(year, month, day)],
      ["Labour Day", nth(year, 10, MONDAY, 4)],
      ...substituted(fixed(year, ["Christmas Day", 12, 25], ["Boxing Day", 12, 26])),
    ],
  }
}

/** The moon decides over most of them, so they are listed. Those of 2028 are reckoned, not yet gazetted. */
const inHongKong: Readonly<Record<number, string>> = {
  2026: "1-1 New Year’s Day, 2-17 Lunar New Year, 2-18 Lunar New Year, 2-19 Lunar New Year, 4-3 Good Friday, 4-4 Day after Good Friday, 4-6 Day after Ching Ming, 4-7 Day after Easter Monday, 5-1 Labour Day, 5-25 Day after the Buddha’s Birthday, 6-19 Tuen Ng, 7-1 Establishment Day, 9-26 Day after Mid-Autumn, 10-1 National Day, 10-19 Day after Chung Yeung, 12-25 Christmas Day, 12-26 Day after Christmas",
  2027: "1-1 New Year’s Day, 2-6 Lunar New Year, 2-8 Lunar New Year, 2-9 Lunar New Year, 3-26 Good Friday, 3-27 Day after Good Friday, 3-29 Easter Monday, 4-5 Ching Ming, 5-1 Labour Day, 5-13 The Buddha’s Birthday, 6-9 Tuen Ng, 7-1 Establishment Day, 9-16 Day after Mid-Autumn, 10-1 National Day, 10-8 Chung Yeung, 12-25 Christmas Day, 12-27 First weekday after Christmas",
  2028: "1-1 New Year’s Day, 1-26 Lunar New Year, 1-27 Lunar New Year, 1-28 Lunar New Year, 4-4 Ching Ming, 4-14 Good Friday, 4-15 Day after Good Friday, 4-17 Easter Monday, 5-1 Labour Day, 5-2 The Buddha’s Birthday, 5-29 Day after Tuen Ng, 7-1 Establishment Day, 10-2 Day after National Day, 10-4 Day after Mid-Autumn, 10-26 Chung Yeung, 12-25 Christmas Day, 12-26 Day after Christmas",
}

const hongKong = (year: number): Regions => ({
  HK: (inHongKong[year] ?? "").split(", ").flatMap((entry): ReadonlyArray<Named> => {
    const [, month, day, name] = /^(\d+)-(\d+) (.+)$/.exec(entry) ?? []
    return name === undefined ? [] : [[name, numberOf(year, Number(month), Number(day))]]
  }),
})

type Regions = Readonly<Record<string, ReadonlyArray<Named>>>

const byCountry: Readonly<Record<string, (year: number) => Regions>> = {
  ...{ AT: austrian, AU: australian, BE: belgian, CH: swiss, DE: german, DK: danish, ES: spanish, FI: finnish },
  ...{ FR: french, GB: british, HK: hongKong, IE: irish, IT: italian, LU: luxembourgish, NL: dutch, NO: norwegian },
  ...{ NZ: ofNewZealand, PL: polish, PT: portuguese, SE: swedish, US: american },
}

/** The countries (ISO 3166) that starter data is there for. */
export const starterCountries: ReadonlyArray<string> = Object.keys(byCountry)

/** The public holidays of a country and its parts in the starter years; none for another country. */
export const starterHolidays = (country: string): ReadonlyArray<StarterHoliday> =>
  starterYears.flatMap((year) =>
    Object.entries(byCountry[country]?.(year) ?? {}).flatMap(([region, days]) =>
      // Two may fall on one day: one of them is enough.
      [...new Map(days.map(([name, day]) => [day, name]))].map(([day, name]) => ({ region, day, name })),
    ),
  )
