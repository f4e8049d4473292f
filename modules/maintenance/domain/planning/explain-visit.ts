import { buildingsOn, type DayBook, hasSkills, isAble, minutesFromHome } from "./day-book.ts"
import type { Proposal } from "./plan-visits.ts"
import { hold } from "./planning-task.ts"
import { kilometres } from "./travel.ts"

/** A reason for a visit's day, with its figures. */
export type DayReason =
  | { readonly code: "moved-by-hand" }
  | { readonly code: "told-to-customer" }
  /** Days after the due date (before: negative), and the days inside tolerance. */
  | { readonly code: "due"; readonly daysAfter: number; readonly from: number; readonly to: number }
  /** The building is closed on the due date. */
  | { readonly code: "due-date-closed" }
  /** The technician does not work on the due date. */
  | { readonly code: "due-date-off" }
  /** So many other visits in the building on that day. */
  | { readonly code: "building-visited"; readonly visits: number }
  /** The nearest other building of that day, and how many there are. */
  | { readonly code: "others-near"; readonly kilometres: number; readonly buildings: number }
  /** Minutes on site on that day, and on this technician's average working day. */
  | { readonly code: "even-load"; readonly minutes: number; readonly average: number }

/** A reason for a visit's technician, with its figures. */
export type PersonReason =
  | { readonly code: "moved-by-hand" }
  | { readonly code: "told-to-customer" }
  /** So many of all technicians have the skills that the visit asks for. */
  | { readonly code: "has-the-skills"; readonly able: number; readonly of: number }
  /** The technician is one of so many in whose territory the building lies. */
  | { readonly code: "in-territory"; readonly holders: number }
  /** The technician has no territory; so many others in whose territory the building lies have the skills (0: it lies in nobody's). */
  | { readonly code: "no-territory"; readonly holders: number }
  /** The technician makes so many of the visits proposed for the building. */
  | { readonly code: "knows-the-building"; readonly visits: number; readonly of: number }
  /** How far from home it is, how many who could come live nearer, and how many of these do not work that day. */
  | { readonly code: "near-home"; readonly kilometres: number; readonly nearer: number; readonly nearerOff: number }

/** Why a visit is on its day, and with its technician: the strongest reason first. */
export interface Explanation {
  readonly day: ReadonlyArray<DayReason>
  readonly person: ReadonlyArray<PersonReason>
}

const held = (kind: number | undefined) =>
  kind === hold.byHand
    ? ([{ code: "moved-by-hand" }] as const)
    : kind === hold.told
      ? ([{ code: "told-to-customer" }] as const)
      : []

const averageLoad = (book: DayBook, technician: number): number => {
  let [work, days] = [0, 0]
  for (let cell = technician * book.days; cell < technician * book.days + book.horizon; cell++) {
    if (book.minutes[cell] === 0) continue
    work += book.work[cell]!
    days++
  }
  return work / Math.max(1, days)
}

const dayReasons = (book: DayBook, row: number, today: number): ReadonlyArray<DayReason> => {
  const { demand } = book
  const building = demand.building[row]!
  const technician = demand.technician[row]!
  const day = demand.day[row]!
  const due = demand.due[row]! - today
  const reasons: Array<DayReason> = [
    { code: "due", daysAfter: day - due, from: today + demand.from[row]!, to: today + demand.to[row]! },
  ]
  if (day !== due && due >= 0 && due < book.days) {
    if (book.open[building]![due] === 0) reasons.push({ code: "due-date-closed" })
    else if (book.minutes[technician * book.days + due] === 0) reasons.push({ code: "due-date-off" })
  }
  let here = -1
  const cell = technician * book.days + day
  for (let visit = book.first[cell]!; visit >= 0; visit = book.next[visit]!) {
    if (demand.building[visit] === building) here++
  }
  if (here > 0) reasons.push({ code: "building-visited", visits: here })
  const others = buildingsOn(book, technician, day).filter((one) => one !== building)
  if (others.length > 0) {
    const nearest = Math.min(...others.map((one) => kilometres(book.buildings, building, book.buildings, one)))
    reasons.push({ code: "others-near", kilometres: nearest, buildings: others.length })
  }
  return [...reasons, { code: "even-load", minutes: book.work[cell]!, average: averageLoad(book, technician) }]
}

const territoryReason = (book: DayBook, row: number): ReadonlyArray<PersonReason> => {
  const { demand, territories } = book
  if (territories === null) return []
  const { holders } = territories.teams[territories.teamOf[demand.building[row]!]!]!
  if (holders.includes(demand.technician[row]!)) return [{ code: "in-territory", holders: holders.length }]
  return [{ code: "no-territory", holders: holders.filter((who) => hasSkills(book, row, who)).length }]
}

const personReasons = (book: DayBook, row: number): ReadonlyArray<PersonReason> => {
  const { demand } = book
  const building = demand.building[row]!
  const technician = demand.technician[row]!
  const home = (who: number) => minutesFromHome(book, who, building)
  const all = Array.from({ length: book.technicians }, (_, who) => who)
  const skilled = all.filter((who) => hasSkills(book, row, who))
  const able = skilled.filter((who) => isAble(book, row, who))
  const nearer = able.filter((who) => home(who) < home(technician))
  let [visits, visitsOfAll] = [0, 0]
  for (let visit = 0; visit < demand.count; visit++) {
    if (demand.building[visit] !== building || demand.technician[visit]! < 0) continue
    visitsOfAll++
    if (demand.technician[visit] === technician) visits++
  }
  return [
    ...(skilled.length < book.technicians
      ? [{ code: "has-the-skills", able: skilled.length, of: book.technicians } as const]
      : []),
    ...territoryReason(book, row),
    {
      code: "near-home",
      kilometres: home(technician) / book.minutesPerKilometre,
      nearer: nearer.length,
      nearerOff: nearer.filter((who) => book.minutes[who * book.days + demand.day[row]!] === 0).length,
    },
    { code: "knows-the-building", visits, of: visitsOfAll },
  ]
}

/** Why visit `index` of a proposal is on its day and with its technician. */
export const explainVisit = ({ book, rows, today }: Proposal, index: number): Explanation => {
  const row = rows[index]
  if (row === undefined) throw new RangeError(`The proposal has no visit ${index}.`)
  const first = held(book.demand.hold[row])
  return { day: [...first, ...dayReasons(book, row, today)], person: [...first, ...personReasons(book, row)] }
}
