import fs from "node:fs"
import path from "node:path"
import { permissions, type Role, roles } from "../../modules/access/domain/permissions.ts"

const page = path.resolve(import.meta.dirname, "../../docs/access.md")
const BEGIN = "<!-- Made by `npm run access-table`: -->"
const END = "<!-- until here. -->"

/** What each role may do, as a table in Markdown: a row for each permission, a column for each role. */
export const renderTable = (
  table: Readonly<Record<string, { readonly about: string; readonly roles: ReadonlyArray<Role> | "everyone" }>>,
): string =>
  [
    `| permission | what it lets one do | ${roles.join(" | ")} |`,
    `|---|---|${roles.map(() => ":-:|").join("")}`,
    ...Object.entries(table).map(([name, grant]) => {
      const marks = roles.map((role) => (grant.roles === "everyone" || grant.roles.includes(role) ? "✓" : ""))
      return `| \`${name}\` | ${grant.about} | ${marks.join(" | ")} |`
    }),
  ].join("\n")

/** A page with the table put between its two marks. Throws when it does not have each of them once, in this order. */
export const withTable = (text: string, table: string): string => {
  const [before, rest, more] = text.split(BEGIN)
  const [old, after, further] = (rest ?? "").split(END)
  if (before === undefined || more !== undefined || old === undefined || after === undefined || further !== undefined) {
    throw new Error(`The page must hold one ${BEGIN} and after it one ${END}`)
  }
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`
}

/** docs/access.md as it is, and as the code says that it should be. */
export const accessPage = (): { readonly written: string; readonly current: string } => {
  const written = fs.readFileSync(page, "utf8")
  return { written, current: withTable(written, renderTable(permissions)) }
}

if (import.meta.main) fs.writeFileSync(page, accessPage().current)
