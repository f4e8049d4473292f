import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { areas, lintConfig, modules } from "../../tools/check/boundaries.ts"
import { folders, imports, lintIsCurrent } from "../../tools/check/nets.ts"
import { root, runProgram, runScript, scratch } from "../support/scratch.ts"

const importing = (specifier: string) =>
  runProgram(process.execPath, ["--input-type=module", "-e", `await import(${JSON.stringify(specifier)})`], root)

test("package.json opens the doors of a module, and nothing behind them", async () => {
  const [kernel, door, behind, file] = await Promise.all(
    ["#kernel/time.ts", "#equipment/events", "#equipment/persistence/fleet", "#equipment/persistence/fleet.ts"].map(
      importing,
    ),
  )
  expect(kernel).toMatchObject({ code: 0 })
  expect(door).toMatchObject({ code: 0 })
  expect(behind?.output).toContain("ERR_PACKAGE_IMPORT_NOT_DEFINED")
  expect(file?.output).toContain("ERR_PACKAGE_IMPORT_NOT_DEFINED")
})

test("the table has a row for each folder under modules/, in an order without a way back", () => {
  expect(folders(root)).toEqual([])
  const order = Object.keys(modules)
  for (const [name, mayImport] of Object.entries(modules)) {
    for (const earlier of mayImport) expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(name))
  }
})

test("a module without a row, and a hole in package.json, are caught", () => {
  const packageJson = { imports: { "#kernel/*": "./kernel/*", "#equipment/*": "./modules/equipment/*" } }
  using planted = scratch({
    "package.json": JSON.stringify(packageJson),
    "modules/equipment/index.ts": "",
    "modules/gossip/index.ts": "",
  })
  expect(folders(planted.folder)).toEqual([
    "modules/gossip is not in tools/check/boundaries.ts.",
    "package.json opens #equipment/* on ./modules/equipment/*, which is not a door.",
  ])
})

test("the linter's configuration is what the table makes", () => {
  expect(lintIsCurrent(root)).toEqual([])
  using planted = scratch({ ".oxlintrc.json": JSON.stringify({ ...lintConfig(), overrides: [] }, null, 2) })
  expect(lintIsCurrent(planted.folder)).toHaveLength(1)
})

const violations: ReadonlyArray<readonly [file: string, specifier: string]> = [
  ["kernel/bus/event.ts", "#access"],
  ["kernel/bus/event.ts", "../../modules/access/index.ts"],
  ["kernel/bus/event.ts", "../../web/web.ts"],
  ["modules/access/index.ts", "#equipment"],
  ["modules/equipment/use-cases/deep/down.ts", "../../../access/index.ts"],
  ["modules/equipment/use-cases/import.ts", "#billing/events"],
  ["modules/equipment/use-cases/import.ts", "#access/persistence/users.ts"],
  ["modules/equipment/use-cases/import.ts", "../../access/persistence/users.ts"],
  ["modules/equipment/use-cases/import.ts", "../../../kernel/money.ts"],
  ["modules/equipment/index.ts", "../../web/web.ts"],
  ["modules/maintenance/jobs.ts", "#notifications"],
  ["modules/billing/jobs.ts", "#reporting"],
  ["modules/reporting/index.ts", "#notifications"],
  ["web/home/home-page.ts", "#equipment/persistence/fleet.ts"],
  ["web/home/home-page.ts", "../../modules/equipment/persistence/fleet.ts"],
  ["web/home/home-page.ts", "../../tests/support/database.ts"],
  ["telemetry-sim/main.ts", "#kernel/time.ts"],
  ["telemetry-sim/main.ts", "../kernel/time.ts"],
  ["telemetry-sim/main.ts", "../modules/equipment/domain/unit.ts"],
]
const permitted: ReadonlyArray<readonly [file: string, specifier: string]> = [
  ["kernel/bus/event.ts", "../database/database.ts"],
  ["kernel/bus/event.test.ts", "../../tests/support/database.ts"],
  ["modules/equipment/use-cases/import.ts", "#access"],
  ["modules/equipment/use-cases/import.ts", "#kernel/bus/event.ts"],
  ["modules/equipment/use-cases/import.ts", "../persistence/units.ts"],
  ["modules/notifications/jobs.ts", "#billing/events"],
  ["web/home/home-page.ts", "../equipment/unit-page.ts"],
  ["web/home/home-page.ts", "#equipment"],
  ["telemetry-sim/main.ts", "./traffic.ts"],
  ["tests/journeys/sign-in.test.ts", "../../modules/access/persistence/users.ts"],
]

/** A file for each pair that imports just that, in both ways. */
const planting = (pairs: ReadonlyArray<readonly [string, string]>) =>
  Object.fromEntries(
    pairs.map(([file, specifier], index) => [
      file.replace(/(\.test)?\.ts$/, `-${index}$1.ts`),
      index % 2 === 0 ? `import "${specifier}"\n` : `export const lazily = () => import("${specifier}")\n`,
    ]),
  )

test("the linter catches every forbidden import, and no permitted one", async () => {
  const { options: _, ...config } = lintConfig()
  const files = { ".oxlintrc.json": JSON.stringify(config), ...planting(violations) }
  using planted = scratch(files)
  const lint = (folder: string) => runScript("node_modules/oxlint/bin/oxlint", ["--format=unix"], folder)
  const caught = (await lint(planted.folder)).output
    .split("\n")
    .filter((line) => line.includes("no-restricted-imports"))
  expect(new Set(caught.map((line) => line.split(":")[0]))).toEqual(new Set(Object.keys(planting(violations))))

  using fine = scratch({ ".oxlintrc.json": JSON.stringify(config), ...planting(permitted) })
  expect(await lint(fine.folder)).toMatchObject({ code: 0 })
})

test("the linter catches a circle of imports", async () => {
  const { options: _, ...config } = lintConfig()
  using planted = scratch({
    ".oxlintrc.json": JSON.stringify(config),
    "kernel/hen.ts": `import { egg } from "./egg.ts"\nexport const hen = () => egg\n`,
    "kernel/egg.ts": `import { hen } from "./hen.ts"\nexport const egg = () => hen\n`,
  })
  const { output } = await runScript("node_modules/oxlint/bin/oxlint", ["--format=unix"], planted.folder)
  expect(output).toContain("Dependency cycle detected")
})

test("the same table catches them without the linter", () => {
  expect(imports(root)).toEqual([])
  using planted = scratch(planting(violations))
  expect(imports(planted.folder)).toHaveLength(violations.length)
  using fine = scratch(planting(permitted))
  expect(imports(fine.folder)).toEqual([])
})

test("the linter sees every source file of the checkout", async () => {
  const { output } = await runScript("node_modules/oxlint/bin/oxlint", ["--debug=files"], root)
  const seen = output.split("\n").filter((line) => line.endsWith(".ts"))
  const present = fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|fixtures|\.[^/]+)\//.test(file))
  expect(seen.map((line) => path.relative(root, path.resolve(root, line))).toSorted()).toEqual(present.toSorted())
  for (const { folder } of areas.filter(({ folder: name }) => fs.existsSync(path.join(root, name)))) {
    expect(present.filter((file) => file.startsWith(`${folder}/`)).length, folder).toBeGreaterThan(0)
  }
})
