import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { settings } from "#kernel/config.ts"
import { root, scratch } from "../support/scratch.ts"

const notOurs = ["node_modules", ".git", ".hoistway", ".look"]

/** Every Markdown file of a checkout, as paths from its root. */
const pages = (folder: string, below = ""): ReadonlyArray<string> =>
  fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(below, entry.name)
    if (entry.isDirectory()) return notOurs.includes(entry.name) ? [] : pages(folder, file)
    return entry.name.endsWith(".md") ? [file] : []
  })

const read = (folder: string, page: string) => fs.readFileSync(path.join(folder, page), "utf8")

/** What is shown as code: it may hold brackets that are no link. */
const withoutCode = (text: string) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "")

/** The anchor that a heading gets where Markdown is shown. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-")
const anchorsOf = (text: string) => [...text.matchAll(/^#+\s+(.*)$/gm)].map(([, heading]) => anchorOf(heading ?? ""))

const brokenLinks = (folder: string) =>
  pages(folder).flatMap((page) =>
    [...withoutCode(read(folder, page)).matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g)].flatMap(([, target = ""]) => {
      if (/^[a-z]+:/.test(target)) return []
      const [file = "", anchor = ""] = decodeURIComponent(target).split("#")
      const found = file === "" ? page : path.posix.join(path.posix.dirname(page), file)
      const broken = !fs.existsSync(path.join(folder, found))
      const anchorBroken = !broken && anchor !== "" && !anchorsOf(read(folder, found)).includes(anchor)
      return broken || anchorBroken || file.startsWith("/") ? [`${page}: ${target}`] : []
    }),
  )

/** npm knows these without `run`. */
const spokenShort = ["start", "test"]

const unknownScripts = (folder: string) => {
  const { scripts } = JSON.parse(read(folder, "package.json")) as { readonly scripts: Readonly<Record<string, string>> }
  return pages(folder).flatMap((page) =>
    [...read(folder, page).matchAll(/\bnpm (?:run ([\w:-]+)|(\w+))/g)].flatMap(([, run, short]) => {
      const name = run ?? spokenShort.find((known) => known === short)
      return name === undefined || Object.hasOwn(scripts, name) ? [] : [`${page}: npm run ${name}`]
    }),
  )
}

test("every relative link leads to a file, and to a heading of it", () => {
  expect(pages(root)).toContain("README.md")
  expect(pages(root)).toContain("docs/decisions/0001-message-bus-in-postgres.md")
  expect(brokenLinks(root)).toEqual([])
})

test("every npm script that is named exists", () => {
  expect(unknownScripts(root)).toEqual([])
})

test("the README shows the two commands, each on a line of its own", () => {
  const lines = read(root, "README.md").split("\n")
  for (const command of ["npm ci && npm start", "npm ci && npm test"]) {
    expect(lines.filter((line) => line === command)).toHaveLength(1)
  }
})

test("the operations page has a row for each setting, and for no other", () => {
  const [, section = ""] = /^## Settings\n([\s\S]*?)^## /m.exec(read(root, "docs/operations.md")) ?? []
  const named = [...section.matchAll(/^\| `([A-Z_]+)`( \(secret\))? \|/gm)].map(([, name, secret]) => ({
    name,
    secret: secret !== undefined,
  }))
  const byName = (rows: ReadonlyArray<{ readonly name: string | undefined; readonly secret: boolean }>) =>
    rows.map(({ name, secret }) => `${name} ${secret ? "secret" : ""}`).toSorted()
  const known = Object.values(settings).map((row) => ({
    name: row.name,
    secret: "secret" in row && row.secret === true,
  }))
  expect(byName(named)).toEqual(byName(known))
})

test("a broken link, a missing heading and an unknown script are caught", () => {
  using planted = scratch({
    "package.json": JSON.stringify({ scripts: { start: "node x", bench: "node y" } }),
    "README.md":
      "# Top\n[a](docs/a.md) ![b](docs/no.png) [c](docs/a.md#two-words) [d](#nowhere) [e](https://x.example/no)",
    "docs/a.md":
      "## Two words\n`[code](no.md)`\n[up](../README.md#top)\nnpm start, npm run bench, npm run gone, npm test, npm ci",
  })
  expect(brokenLinks(planted.folder)).toEqual(["README.md: docs/no.png", "README.md: #nowhere"])
  expect(unknownScripts(planted.folder)).toEqual(["docs/a.md: npm run gone", "docs/a.md: npm run test"])
})
