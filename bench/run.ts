import os from "node:os"
import { availabilityBenchmark } from "./availability.ts"
import type { Benchmark, Line } from "./benchmark.ts"
import { importBenchmark } from "./import.ts"
import { isolationBenchmark } from "./isolation.ts"
import { pagesBenchmark } from "./pages.ts"
import { plannerBenchmark } from "./planner.ts"
import { servicesBenchmark } from "./services.ts"
import { telemetryBenchmark } from "./telemetry.ts"
import { telemetryGrowthBenchmark } from "./telemetry-growth.ts"
import { telemetryUnitsBenchmark } from "./telemetry-units.ts"

const benchmarks: ReadonlyArray<Benchmark> = [
  pagesBenchmark,
  servicesBenchmark,
  importBenchmark,
  telemetryBenchmark,
  availabilityBenchmark,
  isolationBenchmark,
]
/** These take so long that they run only when they are named. */
const long: ReadonlyArray<Benchmark> = [plannerBenchmark, telemetryUnitsBenchmark, telemetryGrowthBenchmark]

/** Prints the lines as one table: each column as wide as it must be. */
const table = (lines: ReadonlyArray<Line>) => {
  const rows = [
    ["what", "figure", "the machine's own limit", "ratio", "goal", ""],
    ...lines.map(({ what, figure, limit, ratio, goal, met }) => [
      what,
      figure,
      limit,
      ratio,
      goal,
      met === null ? "" : met ? "met" : "MISSED",
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

const [wanted] = process.argv.slice(2)
const chosen = wanted === undefined ? benchmarks : [...benchmarks, ...long].filter(({ name }) => name === wanted)
if (chosen.length === 0) {
  console.error(`There is no benchmark ${wanted}. There are:`)
  for (const { name, about } of [...benchmarks, ...long]) console.error(`  ${name}  ${about}`)
  process.exit(2)
}

const cpu = os.cpus()
console.log(
  `${cpu.length} × ${cpu[0]?.model.trim() ?? "unknown processor"}, Node ${process.versions.node}, each with a database of its own\n`,
)
const lines: Array<Line> = []
for (const { name, about, run } of chosen) {
  console.log(`${name}: ${about}`)
  lines.push(...(await run((text) => console.log(`  ${text}`))))
}
console.log(`\n${table(lines)}`)
const missed = lines.filter(({ met }) => met === false).length
if (missed > 0) console.log(`\n${missed} of ${lines.filter(({ met }) => met !== null).length} goals missed.`)
process.exit(missed === 0 ? 0 : 1)
