import { weekday } from "#kernel/time.ts"

/** A day of the site's own calendar, as its number counted from 1970-01-01 (`dayNumber` of the kernel). */
export type DayNumber = number

/** The year, month (1 to 12) and day of the month of a day. */
export interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** The calendar date of a day's number. Integers only, so that a million cost nothing (H. Hinnant, "chrono-compatible date algorithms"). */
export const civil = (number: DayNumber): Civil => {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const ofEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  )
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** The number of a calendar date; a day past the end of its month counts on into the next. */
export const numberOf = (year: number, month: number, day: number): DayNumber => {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear
  return era * 146_097 + ofEra - 719_468
}

/** How many days a month of a year has. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

/** The same day so many months later, or the month's last where it is shorter. */
export const addMonths = (number: DayNumber, months: number): DayNumber => {
  const { year, month, day } = civil(number)
  const index = year * 12 + month - 1 + months
  const laterYear = Math.floor(index / 12)
  const laterMonth = index - laterYear * 12 + 1
  return numberOf(laterYear, laterMonth, Math.min(day, daysInMonth(laterYear, laterMonth)))
}

/** The Monday of the week of a day. */
export const mondayOf = (number: DayNumber): DayNumber => number - weekday(number) + 1

const two = (value: number) => String(value).padStart(2, "0")

/** A day's number as the calendar writes it: "2026-11-23". */
export const dayText = (number: DayNumber): string => {
  const { year, month, day } = civil(number)
  return `${year}-${two(month)}-${two(day)}`
}
