import { expect, test } from "vitest"
import { runScript, scratchCheckout } from "../support/scratch.ts"

test("a dead export and a dead file are caught", async () => {
  using planted = scratchCheckout({
    "kernel/planted-dead-file.ts": "export const plantedInDeadFile = 1\n",
    "tests/support/planted.ts": "export const plantedUsed = 1\nexport const plantedDead = 2\n",
    "tests/support/planted.test.ts": 'import { plantedUsed } from "./planted.ts"\nplantedUsed.toFixed()\n',
  })
  const { code, output } = await runScript("node_modules/knip/bin/knip.js", ["--no-progress"], planted.folder)
  expect(code).toBe(1)
  expect(output).toMatch(/kernel\/planted-dead-file\.ts/)
  expect(output).toMatch(/plantedDead .*tests\/support\/planted\.ts/)
  expect(output).not.toContain("plantedUsed")
})
