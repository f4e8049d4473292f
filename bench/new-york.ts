import fs from "node:fs"
import { Effect } from "effect"
import { openImport, parseUnitMap, runImport } from "#equipment"
import { newYorkFile, newYorkMap } from "./fleet.ts"

/** Reads the New York register into an account, as the worker and `npm run import` do. Fails when it did not go to its end. */
export const importNewYork = Effect.fn(function* (accountId: number) {
  const map = yield* parseUnitMap(fs.readFileSync(newYorkMap, "utf8")).pipe(Effect.orDie)
  const importId = yield* openImport({
    accountId,
    fileName: "nyc-elevators-2015.csv.gz",
    filePath: newYorkFile,
    map,
    requestedBy: "bench",
  })
  const done = yield* runImport(importId).pipe(Effect.orDie)
  if (done.status !== "finished") return yield* Effect.die(new Error(done.failure ?? `The import is ${done.status}.`))
  return done
})
