/** What one of each unit is in kg, m/s and m, and how it may be written behind the figure. */
const loads = {
  kg: { is: 1, written: /kgs?\.?$/i },
  lb: { is: 0.453_592_37, written: /lbs?\.?$/i },
} as const
const speeds = {
  "m/s": { is: 1, written: /(?:m\/s|mps)$/i },
  "m/min": { is: 1 / 60, written: /(?:m\/min|mpm)$/i },
  "ft/s": { is: 0.3048, written: /ft\/s$/i },
  fpm: { is: 0.3048 / 60, written: /(?:fpm|ft\/min)$/i },
} as const
const lengths = {
  m: { is: 1, written: /m$/i },
  mm: { is: 0.001, written: /mm$/i },
  ft: { is: 0.3048, written: /(?:ft\.?|feet|['’′])$/i },
} as const

export type LoadUnit = keyof typeof loads
export type SpeedUnit = keyof typeof speeds
/** `ft-in` is feet and inches, 16'4"; a plain figure then is feet. */
export type LengthUnit = keyof typeof lengths | "ft-in"
export type DecimalMark = "." | ","

export const loadUnits = Object.keys(loads) as ReadonlyArray<LoadUnit>
export const speedUnits = Object.keys(speeds) as ReadonlyArray<SpeedUnit>
export const lengthUnits: ReadonlyArray<LengthUnit> = [
  ...(Object.keys(lengths) as Array<keyof typeof lengths>),
  "ft-in",
]

const withPoint = /^(?:\d+|\d{1,3}(?:[,\s']\d{3})+)(?:\.\d+)?$/
const withComma = /^(?:\d+|\d{1,3}(?:[.\s']\d{3})+)(?:,\d+)?$/

/** Reads "2500", "2,500", "2 500", "1.6"; with a decimal comma "2.500" and "1,6". Null for all else: signs, exponents, letters. */
export const readNumber = (text: string, mark: DecimalMark = "."): number | null => {
  if (mark === ".") return withPoint.test(text) ? Number(text.replace(/[,\s']/g, "")) : null
  return withComma.test(text) ? Number(text.replace(/[.\s']/g, "").replace(",", ".")) : null
}

type Measure = { readonly is: number; readonly written: RegExp }

const measured = (text: string, { is, written }: Measure, mark: DecimalMark) => {
  const value = readNumber(text.replace(written, "").trimEnd(), mark)
  return value === null ? null : value * is
}

/** A figure of zero or beyond what any unit has is a slip of the pen, and as good as unreadable. */
const plausible = (value: number | null, most: number, digits: number) => {
  if (value === null || value > most) return null
  const rounded = Number(value.toFixed(digits))
  return rounded > 0 ? rounded : null
}

/** Whole kilograms, or null when the text cannot be read as a load up to 200 t. */
export const readLoad = (text: string, unit: LoadUnit, mark: DecimalMark = ".") =>
  plausible(measured(text, loads[unit], mark), 200_000, 0)

/** Metres a second to the millimetre, or null when the text cannot be read as a speed up to 25 m/s. */
export const readSpeed = (text: string, unit: SpeedUnit, mark: DecimalMark = ".") =>
  plausible(measured(text, speeds[unit], mark), 25, 3)

const FOOT = 0.3048
const FEET = String.raw`(?<feet>\d+(?:\.\d+)?)\s*['’′]`
const INCHES = String.raw`(?<inches>\d+(?:\.\d+)?)(?:[\s-]+(?<over>\d)\/(?<under>\d\d?))?\s*(?<mark>["”″])?`
const feetThenInches = new RegExp(`^(?:${FEET})?(?:[\\s-]*${INCHES})?$`)

const feetAndInches = (text: string): number | null => {
  const plain = readNumber(text)
  if (plain !== null) return plain * FOOT
  const parts = feetThenInches.exec(text)?.groups
  if (parts === undefined || (parts.feet === undefined && parts.mark === undefined)) return null
  const fraction = parts.over === undefined ? 0 : Number(parts.over) / Number(parts.under)
  const inches = Number(parts.inches ?? 0) + fraction
  if (!Number.isFinite(inches) || (parts.feet !== undefined && inches >= 12)) return null
  return Number(parts.feet ?? 0) * FOOT + (inches * FOOT) / 12
}

/** Metres to the millimetre, or null when the text cannot be read as a length up to 1,500 m. */
export const readLength = (text: string, unit: LengthUnit, mark: DecimalMark = ".") =>
  plausible(unit === "ft-in" ? feetAndInches(text) : measured(text, lengths[unit], mark), 1_500, 3)

/** "630 kg" */
export const printedLoad = (kilograms: number) => `${kilograms} kg`

const short = (value: number) => value.toFixed(2).replace(/0$/, "")

/** "1.6 m/s", "1.78 m/s", "1.0 m/s" */
export const printedSpeed = (metresPerSecond: number) => `${short(metresPerSecond)} m/s`

/** "18.3 m" */
export const printedTravel = (metres: number) => `${metres.toFixed(1)} m`
