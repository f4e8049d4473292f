import type { MapProblem } from "./map-parts.ts"

/** As much of a map as names columns. */
export interface ColumnMap {
  readonly fields: Readonly<Record<string, unknown>>
  readonly refuse?: ReadonlyArray<{ readonly when: Readonly<Record<string, string>> }>
}

interface Named {
  readonly path: string
  readonly column: string
}

const namedColumns = (map: ColumnMap): ReadonlyArray<Named> => {
  const found: Array<Named> = []
  for (const [field, given] of Object.entries(map.fields)) {
    if (given === undefined) continue
    const path = `fields.${field}`
    if (typeof given === "string") {
      found.push({ path, column: given })
      continue
    }
    for (const key of ["column", "from", "to"] as const) {
      const column: unknown = (given as Record<string, unknown>)[key]
      if (typeof column === "string") found.push({ path: `${path}.${key}`, column })
    }
    const { columns } = given as { readonly columns?: ReadonlyArray<string> }
    columns?.forEach((column, i) => found.push({ path: `${path}.columns.${i}`, column }))
  }
  ;(map.refuse ?? []).forEach(({ when }, i) => {
    for (const column of Object.keys(when)) found.push({ path: `refuse.${i}.when`, column })
  })
  return found
}

const bare = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")

/** What keeps the map from being used with a file of this header: columns that are missing, or there twice. Names are trimmed on both sides. */
export const columnProblems = (map: ColumnMap, header: ReadonlyArray<string>): ReadonlyArray<MapProblem> => {
  const problems: Array<MapProblem> = []
  for (const { path, column } of namedColumns(map)) {
    const name = column.trim()
    const times = header.filter((other) => other === name).length
    if (times === 1) continue
    if (times > 1) {
      problems.push({ path, message: `The file has ${times} columns "${name}": which of them is meant cannot be told` })
      continue
    }
    const alike = header.find((other) => other !== "" && bare(other) === bare(name))
    problems.push({
      path,
      message: `The file has no column "${name}"${alike === undefined ? "" : `, but one named "${alike}"`}`,
    })
  }
  if (problems.length > 0 && header.length === 1) {
    problems.push({
      path: "delimiter",
      message: `The file's first line is one column, "${(header[0] ?? "").slice(0, 100)}": is the delimiter right?`,
    })
  }
  return problems
}
