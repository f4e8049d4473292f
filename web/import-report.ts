import type { Import, ImportStep, Remark } from "#equipment"

const figure = new Intl.NumberFormat("en-GB")

/** "76,088 rows, 98 %, 9 s" */
const progressLine = (step: ImportStep, seconds: number): string => {
  const share = step.bytesTotal === 0 ? 100 : Math.floor((100 * step.bytesRead) / step.bytesTotal)
  return `${figure.format(step.rowsRead)} rows, ${share} % of the file, ${seconds.toFixed(0)} s`
}

/** Shows progress: on a terminal in one line that is written anew, else in a line at first and then every few seconds. */
export const progressWriter = (out: NodeJS.WriteStream, everySeconds = 3) => {
  const begun = performance.now()
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    step: (step: ImportStep) => {
      const seconds = (performance.now() - begun) / 1000
      if (out.isTTY) out.write(`\r\u001b[K${progressLine(step, seconds)}`)
      else if (seconds - shownAt >= everySeconds) {
        shownAt = seconds
        out.write(`${progressLine(step, seconds)}\n`)
      }
    },
    end: () => {
      if (out.isTTY) out.write("\r\u001b[K")
    },
  }
}

const what = { units: "", states: "histories ", "agreed-hours": "hours ", orders: "" } as const
const unknownOf = (count: number) =>
  count === 0 ? "" : ` (${figure.format(count)} of them of units that are not known)`

const some = (count: number, one: string, many: string) => `${figure.format(count)} ${count === 1 ? one : many}`

/** What an import of states found out about its file. */
const foundLines = ({ findings }: Import): ReadonlyArray<string> => {
  if (findings === null) return []
  const { units, intervals, overlaps, overlapsUnknown, open, openUnknown, openConnected } = findings
  const { unknownUnits, unknownRows, unknownNumbers } = findings
  const lines = [
    "",
    `${some(units, "unit", "units")} known, ${some(intervals, "interval", "intervals")} after uniting`,
    `${some(overlaps, "pair", "pairs")} of overlapping rows of one unit${unknownOf(overlapsUnknown)}: united`,
    `${some(open, "open end", "open ends")}${unknownOf(openUnknown)}: open`,
  ]
  if (openConnected > 0) {
    lines.push(`${some(openConnected, "open end is", "open ends are")} of connected units, whose gateway tells more`)
  }
  if (unknownUnits > 0) {
    const more = unknownUnits > unknownNumbers.length ? ", …" : ""
    lines.push(
      `${some(unknownUnits, "unit is", "units are")} not known (${some(unknownRows, "row", "rows")}): ${unknownNumbers.join(", ")}${more}`,
    )
  }
  return lines
}

/** What came of an import, for a person. `rejected` are its first refused rows, `rejectedFile` is where all of them are. */
export const importReport = (
  done: Import,
  account: string,
  rejected: ReadonlyArray<Remark>,
  rejectedFile: string | null,
): string => {
  const seconds = Math.max(0.001, ((done.finishedAt?.getTime() ?? 0) - (done.startedAt?.getTime() ?? 0)) / 1000)
  const counts: ReadonlyArray<readonly [number, string]> = [
    [done.created, `${what[done.kind]}created`],
    [done.updated, `${what[done.kind]}updated`],
    [done.unchanged, `${what[done.kind]}unchanged`],
    [done.rejected, done.kind === "units" || done.kind === "orders" ? "rejected" : "rows rejected"],
  ]
  const width = Math.max(...counts.map(([count]) => figure.format(count).length))
  const lines = [
    `${figure.format(done.rowsRead)} rows of ${done.fileName} read into ${account} in ${seconds.toFixed(1)} s (${figure.format(Math.round(done.rowsRead / seconds))} rows/s)`,
    ...counts.map(([count, word]) => `  ${figure.format(count).padStart(width)}  ${word}`),
  ]
  lines.push(...foundLines(done))
  if (rejected.length > 0) {
    lines.push("", "Rejected:", ...rejected.map(({ line, reason }) => `  line ${line}: ${reason}`))
    const more = done.rejected - rejected.length
    const where = rejectedFile === null ? "--rejected FILE.csv writes all of them" : `all of them in ${rejectedFile}`
    if (more > 0) lines.push(`  … and ${figure.format(more)} more; ${where}`)
    else if (rejectedFile !== null) lines.push(`  with their rows in ${rejectedFile}`)
  }
  const emptied = Object.entries(done.leftEmptyByColumn).sort(([, a], [, b]) => b - a)
  if (emptied.length > 0) {
    const most = Math.max(...emptied.map(([, count]) => figure.format(count).length))
    lines.push("", `Values that could not be read, and were left empty: ${figure.format(done.leftEmpty)}`)
    lines.push(...emptied.map(([column, count]) => `  ${figure.format(count).padStart(most)}  ${column}`))
  }
  return `${lines.join("\n")}\n`
}
