const groundMarkings = ["G", "0", "E", "EG", "RC", "L", "GF", "LG", "M", "*1", "1", "P"]

/**
 * Which floor is the main landing: the index of the ground floor's marking, else the first floor that is not a basement.
 * Floors are given from the bottom up.
 */
export const mainLanding = (floors: ReadonlyArray<string>): number => {
  for (const marking of groundMarkings) {
    const found = floors.indexOf(marking)
    if (found >= 0) return found
  }
  const above = floors.findIndex((floor) => !/^(B|-|U\d|P\d|S\d|C\d)/i.test(floor))
  return above < 0 ? 0 : above
}

/** The floors worth a label when there is room for `room` of them: the ends, the main landing, the lit one, and evenly between. */
export const labelledFloors = (count: number, room: number, always: ReadonlyArray<number>): ReadonlySet<number> => {
  if (count <= room) return new Set(Array.from({ length: count }, (_, floor) => floor))
  const every = Math.ceil(count / room)
  const kept = new Set(always.filter((floor) => floor >= 0 && floor < count))
  const free = (floor: number) => {
    for (let near = floor - every + 1; near < floor + every; near++) if (kept.has(near)) return false
    return true
  }
  for (const end of [0, count - 1]) if (free(end)) kept.add(end)
  for (let floor = 0; floor < count; floor++) if (free(floor)) kept.add(floor)
  return kept
}
