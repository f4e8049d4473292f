import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { root, runProgram, scratchCheckout } from "../support/scratch.ts"

const platform = `${process.platform}-${process.arch}`
const compiler = path.join(root, `node_modules/@effect/tsgo-${platform}/lib/tsc`)

test("a forgotten yield* does not pass the check", async () => {
  if (!fs.existsSync(compiler)) {
    // Elsewhere the check falls back on TypeScript's own compiler, which cannot see it.
    expect(platform).not.toBe("linux-x64")
    return
  }
  using planted = scratchCheckout({
    "kernel/planted.ts":
      'import { Effect } from "effect"\n' +
      'export const planted = Effect.gen(function* () {\n  Effect.log("lost")\n  yield* Effect.log("kept")\n})\n',
    "planted.json": '{ "extends": "./tools/check/tsconfig.json", "include": ["kernel/planted.ts"] }',
  })
  const { code, output } = await runProgram(compiler, ["--noEmit", "-p", "planted.json"], planted.folder)
  expect(code).not.toBe(0)
  expect(output).toMatch(/kernel\/planted\.ts\(3,3\): error .*neither yielded nor used/)
})
