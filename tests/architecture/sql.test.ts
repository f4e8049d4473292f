import { expect, test } from "vitest"
import { environment, sql } from "../../tools/check/nets.ts"
import { pieces } from "../../tools/check/source.ts"
import { root, scratch } from "../support/scratch.ts"

test("every SQL text names only the schema of its own module", () => {
  expect(sql(root)).toEqual([])
})

test("a statement about another module's table is caught in each way of writing it", () => {
  using planted = scratch({
    "modules/equipment/persistence/fleet.ts": [
      "const a = query((tx) => tx`select * from equipment.units join access.users u on true`)",
      "const b = tx.unsafe('delete from billing.invoices')",
      'const c = tx`update "maintenance"."visits" set a = 1`',
      "const d = tx`select ${tx`(select 1 from access . sessions)`} from equipment.units`",
      "const e = tx`select * from ${schema}.users`",
      "const f = tx`select count(*) from ${BUS_SCHEMA}.job`",
      "const g = tx`insert into Access.Users values (1)`",
      "// a comment may say: select * from access.users",
      "const fine = tx`select name collate kernel.natural from equipment.units where id in (select unit_id from access.visible_units)`",
      'const queue = "access.forget-expired"',
    ].join("\n"),
    "kernel/bus/message-bus.ts": "const a = tx`select * from bus.job`\nconst b = tx`select * from access.users`",
    "web/home/home-page.ts": "const a = tx`select * from equipment.units`",
  })
  expect(sql(planted.folder)).toEqual([
    "kernel/bus/message-bus.ts:2 names access.users in its SQL.",
    "modules/equipment/persistence/fleet.ts:1 names access.users in its SQL.",
    "modules/equipment/persistence/fleet.ts:2 names billing.invoices in its SQL.",
    "modules/equipment/persistence/fleet.ts:3 names maintenance.visits in its SQL.",
    "modules/equipment/persistence/fleet.ts:4 names access.sessions in its SQL.",
    "modules/equipment/persistence/fleet.ts:5 hides the schema of a table in ${…}.",
    "modules/equipment/persistence/fleet.ts:6 names bus_schema.job in its SQL.",
    "modules/equipment/persistence/fleet.ts:7 names access.users in its SQL.",
    "web/home/home-page.ts:1 names equipment.units in its SQL.",
  ])
})

test("source is read as the compiler reads it: comments, regular expressions and nested templates", () => {
  const texts = pieces(
    'const a = /["`]/g /* "no" */; const b = 6 / 2; // `no`\nconst c = `x ${f(`y ${"z"} }`)} w`; const d = \'it\\\'s\'',
  ).filter(({ kind }) => kind === "text")
  expect(texts.map(({ text, line }) => [text, line])).toEqual([
    ["z", 2],
    ['y ${"z"} }', 2],
    ['x ${f(`y ${"z"} }`)} w', 2],
    ["it\\'s", 2],
  ])
})

test("settings are read in one place, and only commands speak to the terminal", () => {
  expect(environment(root)).toEqual([])
  using planted = scratch({
    "kernel/config.ts": "export const port = process.env.PORT",
    "kernel/files.ts": "export const home = process.env['HOME']",
    "modules/access/index.ts": 'const { env } = process\nconsole.log("hello")',
    "web/main.ts": 'console.log("started") // process.env is read elsewhere',
    "web/home/home-page.ts": 'const text = "console.log(process.env)"',
  })
  expect(environment(planted.folder)).toEqual([
    "kernel/files.ts reads process.env: settings come from kernel/config.ts.",
    "modules/access/index.ts reads process.env: settings come from kernel/config.ts.",
    "modules/access/index.ts uses console.log: only commands do.",
  ])
})
