import fs from "node:fs"
import path from "node:path"
import { areas, forbidden, modules } from "./boundaries.ts"
import { lintConfigText } from "./lint-config.ts"
import { pieces, read, sourceFiles } from "./source.ts"

/** Each net reads a checkout and returns what it caught, one sentence each. */
export type Net = (root: string) => ReadonlyArray<string>

const areaOf = (file: string) => areas.find(({ folder }) => file.startsWith(`${folder}/`))
const isTest = (file: string) => file.endsWith(".test.ts")

/** The table against the folders: a new module needs a row, and a door that package.json opens. */
export const folders: Net = (root) => {
  const present = fs
    .readdirSync(path.join(root, "modules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.readdirSync(path.join(root, "modules", entry.name)).length > 0)
    .map(({ name }) => name)
  const { imports } = JSON.parse(read(root, "package.json")) as { readonly imports: Readonly<Record<string, string>> }
  const doors = Object.fromEntries([
    ["#kernel/*", "./kernel/*"],
    ...present.flatMap((name) => [
      [`#${name}`, `./modules/${name}/index.ts`],
      [`#${name}/events`, `./modules/${name}/events.ts`],
    ]),
  ]) as Readonly<Record<string, string>>
  return [
    ...present
      .filter((name) => !(name in modules))
      .map((name) => `modules/${name} is not in tools/check/boundaries.ts.`),
    ...Object.entries(imports)
      .filter(([name, target]) => doors[name] !== target)
      .map(([name, target]) => `package.json opens ${name} on ${target}, which is not a door.`),
  ]
}

/** The committed lint configuration against the one the table makes. */
export const lintIsCurrent: Net = (root) =>
  read(root, ".oxlintrc.json") === lintConfigText()
    ? []
    : [".oxlintrc.json is not what the table makes: run node tools/check/lint-config.ts."]

/** Every import, the dynamic ones too, against the table: what the linter does, without the linter. */
export const imports: Net = (root) =>
  sourceFiles(
    root,
    areas.map(({ folder }) => folder),
  ).flatMap((file) => {
    const area = areaOf(file)
    if (area === undefined) return []
    const rules = forbidden(area, isTest(file)).map(({ regex, message }) => ({ regex: new RegExp(regex), message }))
    return pieces(read(root, file)).flatMap((piece, index, all) => {
      const before = all[index - 1]
      if (piece.kind !== "text" || before?.kind !== "code" || !/\b(from|import|import\()\s*$/.test(before.text))
        return []
      return rules
        .filter(({ regex }) => regex.test(piece.text))
        .map(({ message }) => `${file}:${piece.line} imports ${piece.text}. ${message}`)
    })
  })

const kernelSchemas = ["kernel", "bus", "bus_schema", "public"]
const looksLikeSql = /\b(select|insert\s+into|update|delete\s+from|truncate|copy|create|alter|drop|lock|refresh)\b/i
const opened: ReadonlyArray<string> = ["access.visible_units", "access.portfolio_contents"]

/** Which schema-qualified names a file may not say in its SQL: a module says its own, the kernel its own. */
const mayName = (file: string, schema: string, name: string) => {
  const module = /^modules\/([^/]+)\//.exec(file)?.[1]
  if (schema === module) return true
  if (module !== undefined) return schema === "kernel" || opened.includes(`${schema}.${name}`)
  return file.startsWith("kernel/") && kernelSchemas.includes(schema)
}

/** Every SQL text: a module names only its own schema. */
export const sql: Net = (root) => {
  const schemas = [...Object.keys(modules), ...kernelSchemas].join("|")
  const qualified = new RegExp(`(?<![\\w.#/-])(${schemas})\\s*\\.\\s*(\\w+|\\*)`, "gi")
  const caught = sourceFiles(root, ["kernel", "modules", "web"])
    .filter((file) => !isTest(file))
    .flatMap((file) =>
      pieces(read(root, file))
        .filter(({ kind, text }) => kind === "text" && looksLikeSql.test(text))
        .flatMap(({ text, line }) => {
          const statement = text
            .replaceAll(/\$\{(\w+)\}/g, "$1")
            .replaceAll('\\"', '"')
            .replaceAll('"', "")
          const named = [...statement.matchAll(qualified)]
            .map(([, schema = "", name = ""]) => [schema.toLowerCase(), name.toLowerCase()] as const)
            .filter(([schema, name]) => !mayName(file, schema, name))
            .map(([schema, name]) => `${file}:${line} names ${schema}.${name} in its SQL.`)
          const hides = /\b(from|join|into|update|table)\s+\$\{[^}]*\}\s*\./i.test(text) && !file.startsWith("kernel/")
          return hides && named.length === 0 ? [`${file}:${line} hides the schema of a table in \${…}.`] : named
        }),
    )
  // A statement inside another one was read twice.
  return [...new Set(caught)]
}

/** The environment is read in one place, and only commands speak to the terminal. */
export const environment: Net = (root) =>
  sourceFiles(root, ["kernel", "modules", "web"])
    .filter((file) => !isTest(file))
    .flatMap((file) => {
      const code = pieces(read(root, file))
        .map(({ kind, text }) => (kind === "code" ? text : '""'))
        .join("")
      const command = file === "web/main.ts" || file.endsWith("-command.ts")
      return [
        ...(file !== "kernel/config.ts" && /\bprocess\s*\.\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(code)
          ? [`${file} reads process.env: settings come from kernel/config.ts.`]
          : []),
        ...(!command && /\bconsole\s*\.\s*log\b/.test(code) ? [`${file} uses console.log: only commands do.`] : []),
      ]
    })

/** What `npm run check` runs as "boundaries". */
export const allNets: Readonly<Record<string, Net>> = { folders, lintIsCurrent, imports, sql, environment }
