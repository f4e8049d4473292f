/** The form of an English word that goes with a count. */
export const plural = (count: number, one: string, many: string): string => (count === 1 ? one : many)

/** So many units, the count as the reader writes it. */
export const units = (count: number, figure: string): string => `${figure} ${plural(count, "unit", "units")}`

/** So many buildings, the count as the reader writes it. */
export const buildings = (count: number, figure: string): string =>
  `${figure} ${plural(count, "building", "buildings")}`

/** So many visits, the count as the reader writes it. */
export const visits = (count: number, figure: string): string => `${figure} ${plural(count, "visit", "visits")}`
