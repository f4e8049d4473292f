import { type DayBook, mayCome } from "./day-book.ts"
import type { Team } from "./planning-task.ts"
import type { Position } from "./travel.ts"

/** Work at one place for which one technician is sought, in minutes. */
export interface Patch {
  readonly position: Position | null
  readonly work: number
}

interface Point {
  readonly index: number
  readonly x: number
  readonly y: number
  readonly weight: number
}

const mean = (values: ReadonlyArray<number>) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Points on a plane whose axes are about equally long; an unknown position is in the middle. */
const onPlane = (known: ReadonlyArray<Position>) => {
  const latitude = mean(known.map((position) => position.latitude))
  const longitude = mean(known.map((position) => position.longitude))
  const shrink = Math.cos((latitude * Math.PI) / 180)
  return (position: Position | null, index: number, weight: number): Point => ({
    index,
    x: (position?.longitude ?? longitude) * shrink,
    y: position?.latitude ?? latitude,
    weight,
  })
}

const extent = (values: ReadonlyArray<number>) => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return high - low
}

const total = (points: ReadonlyArray<Point>) => points.reduce((sum, { weight }) => sum + weight, 0)

/** Cuts people and patches across the longer side, so that on both sides there is as much work for each unit of their time. */
const divide = (people: ReadonlyArray<Point>, patches: ReadonlyArray<Point>, given: Int32Array): void => {
  const [only] = people
  if (only === undefined || patches.length === 0) return
  if (people.length === 1) {
    for (const { index } of patches) given[index] = only.index
    return
  }
  const axis = extent(patches.map(({ x }) => x)) >= extent(patches.map(({ y }) => y)) ? "x" : "y"
  const other = axis === "x" ? "y" : "x"
  const along = (a: Point, b: Point) => a[axis] - b[axis] || a[other] - b[other] || a.index - b.index
  const sortedPeople = people.toSorted(along)
  const half = people.length >>> 1
  const near = sortedPeople.slice(0, half)
  const far = sortedPeople.slice(half)
  const time = total(people)
  const share = (time > 0 ? total(near) / time : half / people.length) * total(patches)
  const sorted = patches.toSorted(along)
  let cut = 0
  let sum = 0
  // The patch across the cut goes to the side on which more of it lies.
  while (cut < sorted.length && sum + sorted[cut]!.weight / 2 <= share) sum += sorted[cut++]!.weight
  divide(near, sorted.slice(0, cut), given)
  divide(far, sorted.slice(cut), given)
}

/**
 * Who is given each patch: compact territories near home, with work in proportion to `time` (any unit; where it is 0 for
 * all, alike). Technicians are indices into `homes`.
 */
const divideTerritory = (
  patches: ReadonlyArray<Patch>,
  technicians: ReadonlyArray<number>,
  homes: ReadonlyArray<Position | null>,
  time: ReadonlyArray<number>,
): Int32Array => {
  const known = patches.map(({ position }) => position).filter((position) => position !== null)
  const point = onPlane(known)
  const given = new Int32Array(patches.length).fill(-1)
  divide(
    technicians.map((technician) => point(homes[technician] ?? null, technician, time[technician] ?? 0)),
    patches.map(({ position, work }, index) => point(position, index, work)),
    given,
  )
  return given
}

interface Group {
  readonly building: number
  /** Who may come, as an index into the teams; 0 where nobody has a territory. */
  readonly team: number
  readonly skills: number
  readonly plans: Array<number>
  work: number
}

const teamOf = (book: DayBook, building: number): number => book.territories?.teamOf[building] ?? 0

const hasAll = (book: DayBook, mask: number) => (technician: number) => (mask & ~book.skills[technician]!) === 0

/** Those of a team who come first; `holders` is empty where nobody has a territory, or it is in nobody's. */
const teamFrom = (book: DayBook, team: number): Team =>
  book.territories?.teams[team] ?? { holders: [], others: [...book.skills.keys()] }

/**
 * What is to be placed, by building and the skills that it asks for; a building that one of those who come first can do whole is
 * one group.
 */
const groups = (book: DayBook, visits: Int32Array): ReadonlyArray<Group> => {
  const union = new Map<number, number>()
  for (const visit of visits) {
    const building = book.demand.building[visit]!
    union.set(building, (union.get(building) ?? 0) | book.planSkills[book.demand.plan[visit]!]!)
  }
  const able = new Map<string, boolean>()
  const whole = new Set<number>()
  for (const [building, mask] of union) {
    const team = teamOf(book, building)
    const key = `${mask} ${team}`
    if (!able.has(key)) {
      const { holders, others } = teamFrom(book, team)
      able.set(key, (holders.length > 0 ? holders : others).some(hasAll(book, mask)))
    }
    if (able.get(key) === true) whole.add(building)
  }
  const found = new Map<string, Group>()
  for (const visit of visits) {
    const building = book.demand.building[visit]!
    const plan = book.demand.plan[visit]!
    const skills = whole.has(building) ? union.get(building)! : book.planSkills[plan]!
    const key = `${building} ${skills}`
    const group = found.get(key) ?? { building, team: teamOf(book, building), skills, plans: [], work: 0 }
    if (group.plans.at(-1) !== plan) group.plans.push(plan)
    group.work += book.demand.minutes[visit]!
    found.set(key, group)
  }
  return [...found.values()]
}

/** Who already comes to most visits of each building; -1: nobody. */
const familiar = (book: DayBook): Int32Array => {
  const who = new Int32Array(book.open.length).fill(-1)
  const lead = new Int32Array(book.open.length)
  const { demand } = book
  for (let visit = 0; visit < demand.count; visit++) {
    const technician = demand.technician[visit]!
    const building = demand.building[visit]!
    if (technician < 0) continue
    if (lead[building] === 0) who[building] = technician
    lead[building]! += who[building] === technician ? 1 : -1
  }
  return who
}

/**
 * For each plan with something to place, the technician in whose territory it lies; -1 where nobody may come who has its skills.
 * Who comes to a building already keeps it; the rest is divided among those whom the operator gave a territory that holds it, or
 * else those without one, so that everybody's work is in proportion to their working time, those with rare skills first.
 */
export const findTerritories = (
  book: DayBook,
  visits: Int32Array,
  positions: ReadonlyArray<Position | null>,
  homes: ReadonlyArray<Position | null>,
): Int32Array => {
  const given = new Int32Array(book.planSkills.length).fill(-1)
  const time = Array.from({ length: book.technicians }, (_, technician) =>
    book.minutes
      .subarray(technician * book.days, (technician + 1) * book.days)
      .reduce((sum, minutes) => sum + minutes, 0),
  )
  const busy = time.map((_, technician) =>
    book.work.subarray(technician * book.days, (technician + 1) * book.days).reduce((sum, work) => sum + work, 0),
  )
  const give = (group: Group, technician: number) => {
    for (const plan of group.plans) given[plan] = technician
    busy[technician]! += group.work
  }
  const who = familiar(book)
  const open = new Map<string, Array<Group>>()
  for (const group of groups(book, visits)) {
    const known = who[group.building]!
    const isKept = known >= 0 && time[known]! > 0 && mayCome(book, group.building, known)
    const key = `${group.skills} ${group.team}`
    if (isKept && (group.skills & ~book.skills[known]!) === 0) give(group, known)
    else if (open.has(key)) open.get(key)!.push(group)
    else open.set(key, [group])
  }
  const ableTo = ({ skills, team }: Group) => {
    const able = hasAll(book, skills)
    const can = (technician: number) => time[technician]! > 0 && able(technician)
    const { holders, others } = teamFrom(book, team)
    const first = holders.filter(can)
    return first.length > 0 ? first : others.filter(can)
  }
  const rarestFirst = [...open.values()]
    .map((patches) => ({ patches, group: patches[0]!, able: ableTo(patches[0]!) }))
    .toSorted((a, b) => a.able.length - b.able.length || b.group.skills - a.group.skills || a.group.team - b.group.team)
  const work = busy.reduce((sum, minutes) => sum + minutes, 0)
  const toGive = rarestFirst.reduce((sum, { patches }) => sum + patches.reduce((all, patch) => all + patch.work, 0), 0)
  const pace =
    (work + toGive) /
    Math.max(
      1,
      time.reduce((sum, minutes) => sum + minutes, 0),
    )
  for (const { patches, able } of rarestFirst) {
    const left = time.map((minutes, technician) => Math.max(0, minutes * pace - busy[technician]!))
    const owners = divideTerritory(
      patches.map(({ building, work: minutes }) => ({ position: positions[building] ?? null, work: minutes })),
      able,
      homes,
      able.some((technician) => left[technician]! > 0) ? left : time,
    )
    for (const [index, group] of patches.entries()) if (owners[index]! >= 0) give(group, owners[index]!)
  }
  return given
}
