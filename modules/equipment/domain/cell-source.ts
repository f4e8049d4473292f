/** The row cannot become a unit; the message says why. */
export class Refused extends Error {}

export type Cells = ReadonlyArray<string>
export type Values = Readonly<Record<string, string>>

/** Where a field's text comes from: "" is empty. */
export interface Source {
  /** The column's name for people, "" for a constant. */
  readonly column: string
  readonly of: (cells: Cells) => string
}

/** What a map says about the source of a field; a bare text is a column. */
export type Given =
  | string
  | {
      readonly column?: string
      readonly columns?: ReadonlyArray<string>
      readonly constant?: string
      readonly values?: Values
      readonly patterns?: ReadonlyArray<{ readonly match: string; readonly give: string }>
    }

/** Without blanks around it, and every run of blanks, tabs and line ends within as one blank. */
export const tidy = (text: string) => {
  const trimmed = text.trim()
  return /\s\s|[^\S ]/.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed
}

/** As texts of a map and a file are compared: capitals aside. */
export const folded = (text: string) => text.toLowerCase()

export type Drop = (field: string, column: string, value: string) => null

const readable = (text: string, column: string) => {
  if (text.includes("\ufffd"))
    throw new Refused(`column "${column}" holds a character that could not be read: is the file's encoding right?`)
  if (text.includes("\u0000")) throw new Refused(`column "${column}" holds a zero byte`)
  return tidy(text)
}

/** Sources of a file's columns. `drop` is told of a text that no pattern matches, which then is empty. */
export const cellSources = (header: ReadonlyArray<string>, drop: Drop) => {
  const cell = (column: string): Source => {
    const at = header.indexOf(column.trim())
    return {
      column,
      of: (cells) => {
        const text = cells[at] ?? ""
        return text === "" ? text : readable(text, column)
      },
    }
  }

  const joined = (columns: ReadonlyArray<string>): Source => {
    const parts = columns.map(cell)
    const texts = (cells: Cells) => parts.map((part) => part.of(cells)).filter((text) => text !== "")
    return { column: columns.join(" + "), of: (cells) => texts(cells).join(" ") }
  }

  const translated = (values: Values | undefined, source: Source): Source => {
    if (values === undefined) return source
    const table = new Map(Object.entries(values).map(([from, to]) => [folded(tidy(from)), to]))
    const of = (cells: Cells) => {
      const text = source.of(cells)
      return table.get(folded(text)) ?? text
    }
    return { column: source.column, of }
  }

  const matched = (field: string, given: Exclude<Given, string>, source: Source): Source => {
    if (given.patterns === undefined) return source
    const patterns = given.patterns.map(({ match, give }) => ({ match: new RegExp(`^(?:${match})$`, "u"), give }))
    const of = (cells: Cells) => {
      const text = source.of(cells)
      if (text === "") return text
      for (const { match, give } of patterns) if (match.test(text)) return text.replace(match, give)
      drop(field, source.column, text)
      return ""
    }
    return { column: source.column, of }
  }

  const source = (field: string, given: Given | undefined): Source => {
    if (given === undefined) return { column: "", of: () => "" }
    if (typeof given === "string") return cell(given)
    const { constant } = given
    if (constant !== undefined) return { column: "", of: () => constant }
    const from = given.columns === undefined ? cell(given.column ?? "") : joined(given.columns)
    return matched(field, given, translated(given.values, from))
  }

  return { cell, source }
}

/** The first reason of a map's own to refuse a row, or null. */
export const refusalOf = (
  refuse: ReadonlyArray<{ readonly when: Values; readonly reason: string }> | undefined,
  cell: (column: string) => Source,
) => {
  const rules = (refuse ?? []).map(({ when, reason }) => {
    const tests = Object.entries(when).map(([column, value]) => ({ of: cell(column).of, value: folded(tidy(value)) }))
    return { reason, applies: (cells: Cells) => tests.every(({ of, value }) => folded(of(cells)) === value) }
  })
  return (cells: Cells): string | null => rules.find(({ applies }) => applies(cells))?.reason ?? null
}
