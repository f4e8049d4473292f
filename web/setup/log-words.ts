import type { LoggedEntry } from "#access"
import type { Formats } from "../words/format.ts"
import type { Words } from "../words/words.ts"

type Detail = LoggedEntry["detail"]

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** A key of an entry's details as people read it: "leftEmpty" is "Left empty". */
const plainLabel = (key: string) => {
  const words = key.replaceAll(/[-_]/g, " ").replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const known = (words: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(words, key) ? words[key] : undefined

/** The key under which an entry tells what stood there before: `roleBefore` of `role`, `before` of `after`. */
const keyBefore = (key: string) => (key === "after" ? "before" : `${key}Before`)

/**
 * An entry's details in words: what has changed as "Role: Viewer → Manager", the rest as "Units: 3". What has no word of its own
 * stands as it was written.
 */
export const detailWords = (detail: Detail, format: Formats, words: Words): ReadonlyArray<string> => {
  const text = words.tokens.log
  const values: Readonly<Record<string, string>> = { ...words.roles, ...words.staffRoles, ...text.values }
  const one = (value: string) =>
    instant.test(value) ? format.dateTime(new Date(value)) : (known(values, value) ?? value)
  const told = (value: Detail[string] | undefined): string => {
    if (value === undefined || value === null || value === "") return text.nothing
    if (typeof value === "boolean") return value ? text.yes : text.no
    if (typeof value === "number") return format.number(value)
    if (typeof value === "string") return one(value)
    return value.length === 0 ? text.nothing : format.list(value.map(one))
  }
  const spokenFor = new Set(Object.keys(detail).map(keyBefore))
  return Object.entries(detail)
    .filter(([key]) => !spokenFor.has(key))
    .map(([key, value]) => {
      const before = keyBefore(key)
      const after = told(value)
      const was = told(detail[before])
      const change = Object.hasOwn(detail, before) && was !== after ? text.change(was, after) : after
      return key === "after" ? change : text.detail(known(text.labels, key) ?? plainLabel(key), change)
    })
}
