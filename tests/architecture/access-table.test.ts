import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { permissions, roles } from "#access"
import { accessPage, renderTable, withTable } from "../../tools/check/access-table.ts"
import { everyRoute } from "../isolation/table.ts"
import { root } from "../support/scratch.ts"

test("docs/access.md says what the code says: npm run access-table writes it", () => {
  const { written, current } = accessPage()
  expect(written).toBe(current)
})

test("every permission that a route asks for is in the table, and every one of the table is asked for somewhere", () => {
  const { written } = accessPage()
  const listed = [...written.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name ?? "")
  expect(listed).toEqual(Object.keys(permissions))
  const asked = new Set<string>(Object.values(everyRoute).flatMap(({ allowed }) => allowed))
  asked.delete("anyone")
  asked.delete("token")
  expect([...asked].toSorted()).toEqual(listed.toSorted())
})

test("the rules on pages name permissions of the table and nothing else", () => {
  const sources = fs
    .readdirSync(path.join(root, "web"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
  const named = sources.flatMap((file) =>
    [...fs.readFileSync(path.join(root, "web", file), "utf8").matchAll(/\ballow\(("[^)]*")\)/g)].flatMap(([, list]) =>
      [...(list ?? "").matchAll(/"([^"]*)"/g)].map(([, name]) => name ?? ""),
    ),
  )
  expect(named.length).toBeGreaterThan(50)
  const known = new Set([...Object.keys(permissions), "anyone", "token"])
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

test("a role that gains or loses something makes the page stale", () => {
  const table = renderTable({ fly: { about: "Fly", roles: ["owner"] }, walk: { about: "Walk", roles: "everyone" } })
  const marks = (count: number) => Array.from({ length: count }, (_, n) => (n === 0 ? "✓" : "")).join(" | ")
  expect(table).toContain(`| \`fly\` | Fly | ${marks(roles.length)} |`)
  expect(table).toContain(`| \`walk\` | Walk | ${roles.map(() => "✓").join(" | ")} |`)
  const { written } = accessPage()
  expect(withTable(written, table)).not.toBe(written)
  expect(withTable(withTable(written, "other"), table)).toBe(withTable(written, table))
  expect(() => withTable("# A page without marks", table)).toThrow("must hold one")
})
