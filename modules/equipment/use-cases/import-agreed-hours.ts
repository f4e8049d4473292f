import { Effect } from "effect"
import { transactional } from "#kernel/database/database.ts"
import { type AgreedHoursRow, agreedHoursRowReader } from "../domain/agreed-hours-row.ts"
import { decodeAgreedHoursMap } from "../domain/agreed-hours-map.ts"
import * as AgreedHoursOf from "../persistence/agreed-hours.ts"
import * as Fleet from "../persistence/fleet.ts"
import type { Run } from "../persistence/imports.ts"
import { fileBatches, openMappedFile, withRefused } from "./file-batches.ts"
import { type ImportStep, noteBatch, noteOpened, ROWS_A_BATCH, writeBatches } from "./import-steps.ts"
import { reckonChangedMonths } from "./reckon-months.ts"

/** Whose hours a row gives, once it is known who that is in this account. */
type Owner = { readonly buildingId: number } | { readonly contract: string }

/** The building or contract that a row names, or why there is none. */
const ownerOf = Effect.fnUntraced(function* (accountId: number, { of }: AgreedHoursRow) {
  if ("contract" in of) {
    return (yield* AgreedHoursOf.isContract(accountId, of.contract)) ? of : `no unit of contract ${of.contract}`
  }
  const [buildingId, ...more] = yield* AgreedHoursOf.buildingsCalled(accountId, of.building)
  if (buildingId === undefined) return `no building ${of.building}`
  return more.length === 0
    ? { buildingId }
    : `${more.length + 1} buildings are named ${of.building}: give the key of the one that is meant`
})

const save = Effect.fnUntraced(function* (accountId: number, owner: Owner, { hours, peakHours }: AgreedHoursRow) {
  const outcomes = new Set<AgreedHoursOf.Outcome>()
  if ("contract" in owner) {
    if (hours !== null) outcomes.add(yield* AgreedHoursOf.saveOfContract(accountId, owner.contract, hours))
  } else {
    if (hours !== null) outcomes.add(yield* AgreedHoursOf.saveOfBuilding(accountId, owner.buildingId, hours))
    if (peakHours !== null) outcomes.add(yield* AgreedHoursOf.savePeakHours(owner.buildingId, peakHours))
  }
  return (["created", "updated"] as const).find((one) => outcomes.has(one)) ?? "unchanged"
})

/**
 * Writes a file's agreed hours of buildings and contracts, and its peak hours of buildings, and reckons the months of the units
 * that they are about anew. Returns why the file could not be read to its end, or null.
 */
export const importAgreedHours = Effect.fn("Equipment.importAgreedHours")(function* (
  run: Run,
  onStep: (step: ImportStep) => void,
) {
  const map = yield* decodeAgreedHoursMap(run.map)
  const file = yield* openMappedFile(run.filePath, map)
  yield* noteOpened(run, file)
  const lineOf = new Map<string, number>()
  const batches = fileBatches(file, ROWS_A_BATCH, agreedHoursRowReader(map, file.header))
  const { broken } = yield* writeBatches(file, batches, onStep, (before, batch) =>
    Effect.gen(function* () {
      yield* Fleet.lock(run.accountId)
      const written = { created: 0, updated: 0, unchanged: 0 }
      const refusals = new Map<AgreedHoursRow, string>()
      for (const row of batch.rows) {
        const owner = yield* ownerOf(run.accountId, row)
        const first = typeof owner === "string" ? undefined : lineOf.get(JSON.stringify(owner))
        if (typeof owner === "string") refusals.set(row, owner)
        else if (first !== undefined) refusals.set(row, `the same one stands on line ${first} already`)
        else {
          lineOf.set(JSON.stringify(owner), row.line)
          written[yield* save(run.accountId, owner, row)]++
        }
      }
      return yield* noteBatch(
        run,
        before,
        withRefused(batch, (row) => refusals.get(row) ?? null),
        written,
      )
    }).pipe(transactional),
  )
  while ((yield* reckonChangedMonths()) > 0);
  return broken
}, Effect.scoped)
