import type { Drive, UnitKind } from "./unit.ts"

/** The last that is found in a register's word decides. */
const kinds: ReadonlyArray<readonly [RegExp, UnitKind]> = [
  [/lift|elevator|aufzug|ascenseur|ascensor|passenger|freight|goods/i, "lift"],
  [/escalator|fahrtreppe|rolltreppe|escalier/i, "escalator"],
  [/moving.?walk|travell?ator|fahrsteig|trottoir/i, "moving-walk"],
  [/platform|handicap|wheelchair|stair.?lift/i, "platform-lift"],
  [/dumb.?waiter|service.?lift|monte.?plats?/i, "dumbwaiter"],
]

const drives: ReadonlyArray<readonly [RegExp, Drive]> = [
  [/traction|geared|gearless|\brope/i, "traction"],
  [/hydraul/i, "hydraulic"],
  [/machine.?room.?less|\bmrl\b/i, "machine-room-less"],
]

const likely = <Word>(hints: ReadonlyArray<readonly [RegExp, Word]>, text: string) =>
  hints.findLast(([hint]) => hint.test(text))?.[1] ?? null

/** The kind of unit that a register's own word most likely means, "Passenger Elevator" for one, or null. */
export const likelyKind = (text: string): UnitKind | null => likely(kinds, text)

/** The drive that a register's own word most likely means, or null. */
export const likelyDrive = (text: string): Drive | null => likely(drives, text)
