import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { type StateRow, stateRowReader } from "../domain/state-row.ts"
import { coveredPeriod, decodeStatesMap } from "../domain/states-map.ts"
import { MapInvalid } from "../domain/map-parts.ts"
import { decidedTime, overlappingPairs, type Span, toldPieces } from "../domain/told-history.ts"
import * as Imports from "../persistence/imports.ts"
import * as ToldStates from "../persistence/told-states.ts"
import { fileBatches, openMappedFile, withRefused } from "./file-batches.ts"
import {
  announce,
  type ImportStep,
  ImportTakenOver,
  noteBatch,
  noteOpened,
  ROWS_A_BATCH,
  writeBatches,
} from "./import-steps.ts"
import { tellHistories, type ToldUnit } from "./tell-histories.ts"

const UNITS_AT_A_TIME = 200
const NAMED_UNKNOWN = 30
const never = Number.POSITIVE_INFINITY

/** All rows of a file by unit: a history is a union, so none of it can be written before the last row is read. */
class RowsOfUnits {
  readonly rows = new Map<string, Array<StateRow>>()
  readonly known = new Map<string, ToldStates.KnownUnit | null>()
  private readonly words = new Map<string, string>()

  /** Texts that recur are kept once. */
  private once(text: string) {
    const kept = this.words.get(text)
    if (kept !== undefined) return kept
    if (this.words.size < 10_000) this.words.set(text, text)
    return text
  }

  add({ unit, from, to, state, class: its, reason }: StateRow) {
    const row = { unit, from, to, state, class: its, reason: reason === null ? null : this.once(reason) }
    const rows = this.rows.get(unit)
    if (rows === undefined) this.rows.set(unit, [row])
    else rows.push({ ...row, unit: rows[0]?.unit ?? unit })
  }
}

/**
 * Reads a file of states whole, refuses rows of units that the account does not have, and then writes the units' histories, some
 * units at a time. A file that cannot be read to its end writes none. Returns why it could not be, or null.
 */
export const importStates = Effect.fn("Equipment.importStates")(function* (
  run: Imports.Run,
  onStep: (step: ImportStep) => void,
) {
  const map = yield* decodeStatesMap(run.map)
  const now = Date.now()
  const period = coveredPeriod(map)
  if (period !== null && period.to > now) {
    return yield* new MapInvalid({ problems: [{ path: "period.to", message: "This time lies in the future" }] })
  }
  const file = yield* openMappedFile(run.filePath, map)
  yield* noteOpened(run, file)
  const units = new RowsOfUnits()
  const batches = fileBatches(file, ROWS_A_BATCH, stateRowReader(map, file.header, now))
  const { counts, broken } = yield* writeBatches(file, batches, onStep, (before, batch) =>
    Effect.gen(function* () {
      const asked = new Set(batch.rows.map((row) => row.unit).filter((number) => !units.known.has(number)))
      for (const number of asked) units.known.set(number, null)
      for (const unit of yield* ToldStates.unitsNumbered(run.accountId, [...asked])) units.known.set(unit.number, unit)
      for (const row of batch.rows) units.add(row)
      const left = withRefused(batch, ({ unit }) => (units.known.get(unit) == null ? `no unit ${unit}` : null))
      return yield* noteBatch(run, before, left, { created: 0, updated: 0, unchanged: 0 })
    }).pipe(transactional),
  )
  if (broken !== null) return broken

  yield* writeTold(run, counts, units, (rows, unit) => ({
    unit,
    pieces: toldPieces(rows, map.otherwise === undefined ? null : period),
    decided: decidedTime(rows.map(spanOf), period),
  }))
  return null
}, Effect.scoped)

const spanOf = ({ from, to }: StateRow): Span => ({ from, to: to ?? never })

const findingsOf = (units: RowsOfUnits): Imports.StateFindings => {
  const findings = {
    overlaps: 0,
    overlapsUnknown: 0,
    open: 0,
    openUnknown: 0,
    units: 0,
    unknownUnits: 0,
    unknownRows: 0,
  }
  const unknownNumbers: Array<string> = []
  for (const [number, rows] of units.rows) {
    const isUnknown = units.known.get(number) == null
    const pairs = overlappingPairs(rows.map(spanOf))
    const open = rows.filter(({ to }) => to === null).length
    findings.overlaps += pairs
    findings.open += open
    if (!isUnknown) {
      findings.units++
      continue
    }
    findings.overlapsUnknown += pairs
    findings.openUnknown += open
    findings.unknownUnits++
    findings.unknownRows += rows.length
    unknownNumbers.push(number)
  }
  const named = unknownNumbers.toSorted().slice(0, NAMED_UNKNOWN)
  return { ...findings, intervals: 0, openConnected: 0, unknownNumbers: named }
}

/** Some units at a time, with how far it has come, are written whole or not at all. */
const writeTold = Effect.fnUntraced(function* (
  run: Imports.Run,
  read: Imports.ImportCounts,
  units: RowsOfUnits,
  tell: (rows: ReadonlyArray<StateRow>, unit: ToldStates.KnownUnit) => ToldUnit,
) {
  let counts = read
  let findings = findingsOf(units)
  const known = [...units.rows].flatMap(([number, rows]) => {
    const unit = units.known.get(number)
    return unit == null ? [] : [{ unit, rows }]
  })
  for (let at = 0; at === 0 || at < known.length; at += UNITS_AT_A_TIME) {
    const some = known.slice(at, at + UNITS_AT_A_TIME)
    yield* Effect.gen(function* () {
      const { created, updated, unchanged, openConnected } = yield* tellHistories(
        some.map(({ rows, unit }) => tell(rows, unit)),
        new Date(),
      )
      counts = {
        ...counts,
        created: counts.created + created,
        updated: counts.updated + updated,
        unchanged: counts.unchanged + unchanged,
      }
      findings = {
        ...findings,
        intervals: some.reduce((sum, { rows }) => sum + toldPieces(rows, null).length, findings.intervals),
        openConnected: findings.openConnected + openConnected,
      }
      yield* Imports.noteFindings(run, findings)
      if (!(yield* Imports.advanceCounts(run, counts))) return yield* new ImportTakenOver({ id: run.importId })
      yield* announce(run)
    }).pipe(transactional)
  }
})
