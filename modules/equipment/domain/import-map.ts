import { Effect } from "effect"
import { type AgreedHoursMap, decodeAgreedHoursMap } from "./agreed-hours-map.ts"
import {
  broughtKind,
  broughtKinds,
  type BroughtKindName,
  type BroughtMap,
  isBrought,
  markedKind,
} from "./brought-kinds.ts"
import { decodeStatesMap, type StatesMap } from "./states-map.ts"
import { parseMapText } from "./map-parts.ts"
import { decodeUnitMap, type UnitMap } from "./unit-map.ts"

export const importKinds = ["units", "states", "agreed-hours", ...broughtKinds] as const
/** What a file holds: a register of units, histories of their states, agreed hours, or what another module reads. */
export type ImportKind = (typeof importKinds)[number]

/** A map with what it is for. */
export type ImportMap =
  | { readonly kind: "units"; readonly map: UnitMap }
  | { readonly kind: "states"; readonly map: StatesMap }
  | { readonly kind: "agreed-hours"; readonly map: AgreedHoursMap }
  | { readonly kind: BroughtKindName; readonly map: BroughtMap }

/** What a map is for, parsed from JSON and perhaps not whole: states have a beginning, only agreed hours have hours, and what other modules bring says its own. */
export const kindOfMap = (json: unknown): ImportKind => {
  const fields: unknown = typeof json === "object" && json !== null && "fields" in json ? json.fields : null
  if (typeof fields !== "object" || fields === null) return "units"
  const brought = markedKind(fields)
  if (brought !== null) return brought
  if ("from" in fields || "to" in fields) return "states"
  return "hours" in fields ? "agreed-hours" : "units"
}

/** Reads a map of a kind that was parsed from JSON; `MapInvalid` lists everything that is wrong with it. */
export const decodeImportMap = Effect.fn("Equipment.decodeImportMap")(function* (kind: ImportKind, json: unknown) {
  const read: ImportMap =
    kind === "units"
      ? { kind, map: yield* decodeUnitMap(json) }
      : kind === "states"
        ? { kind, map: yield* decodeStatesMap(json) }
        : isBrought(kind)
          ? { kind, map: yield* broughtKind(kind).decode(json) }
          : { kind, map: yield* decodeAgreedHoursMap(json) }
  return read
})

/** The same from the text of a map file, of whatever kind it is. */
export const parseImportMap = Effect.fn("Equipment.parseImportMap")(function* (text: string) {
  const json = yield* parseMapText(text)
  return yield* decodeImportMap(kindOfMap(json), json)
})
