import type { Choice } from "../components/view.ts"

/** One field of a planning form, drawn by `operations/_planning-fields`. */
export interface PlanningField {
  readonly name: string
  readonly label: string
  /** "" is none. */
  readonly hint: string
  /** `lines` is a box of several lines; `checks` are boxes named `name-value` with the value "yes"; `radios` share the name. */
  readonly kind: "text" | "lines" | "number" | "date" | "select" | "checks" | "radios"
  readonly short: boolean
  readonly value: string
  readonly choices: ReadonlyArray<Choice>
  /** "": nothing is wrong. */
  readonly error: string
}

/** What was typed into a form, by the names of its fields. */
export type Typed = Readonly<Record<string, string>>

/** What is wrong with a form, in the order of its fields. */
export type Wrongs = ReadonlyArray<{ readonly field: string; readonly text: string }>

/** Makes fields of what was typed and what is wrong with it. */
export const fieldsOf = (typed: Typed, wrongs: Wrongs) => {
  const valueOf = (name: string) => typed[name] ?? ""
  const field = (
    kind: PlanningField["kind"],
    name: string,
    label: string,
    hint = "",
    choices: ReadonlyArray<Choice> = [],
  ): PlanningField => ({
    ...{ name, label, hint, kind, choices },
    short: kind === "date" || kind === "number",
    value: valueOf(name),
    error: wrongs
      .filter((wrong) => wrong.field === name)
      .map(({ text }) => text)
      .join(". "),
  })
  return {
    text: (name: string, label: string, hint = "") => field("text", name, label, hint),
    lines: (name: string, label: string, hint = "") => field("lines", name, label, hint),
    number: (name: string, label: string, hint = "") => field("number", name, label, hint),
    date: (name: string, label: string, hint = "") => field("date", name, label, hint),
    select: (name: string, label: string, all: ReadonlyArray<readonly [value: string, text: string]>, hint = "") =>
      field(
        "select",
        name,
        label,
        hint,
        all.map(([value, text]) => ({ value, text, chosen: value === valueOf(name) })),
      ),
    radios: (name: string, label: string, all: ReadonlyArray<readonly [value: string, text: string]>) =>
      field(
        "radios",
        name,
        label,
        "",
        all.map(([value, text]) => ({ value, text, chosen: value === valueOf(name) })),
      ),
    checks: (name: string, label: string, all: ReadonlyArray<readonly [value: string, text: string]>) =>
      field(
        "checks",
        name,
        label,
        "",
        all.map(([value, text]) => ({ value, text, chosen: valueOf(`${name}-${value}`) === "yes" })),
      ),
  }
}

/** The links of an error summary to the fields. */
export const summaryOf = (wrongs: Wrongs) => wrongs.map(({ field, text }) => ({ href: `#f-${field}`, text }))

/** The sentence about what was just done, from a fixed list; undefined when the address says nothing known. */
export const doneText = (words: Readonly<Record<string, string>>, done: string | undefined): string | undefined =>
  Object.entries(words).find(([name]) => name === done)?.[1]

/** A whole number that was typed, or null when it is none from `from` to `to`. */
export const wholeTyped = (text: string | undefined, from: number, to: number): number | null => {
  const trimmed = (text ?? "").trim()
  const value = Number(trimmed)
  return /^\d{1,6}$/.test(trimmed) && value >= from && value <= to ? value : null
}
