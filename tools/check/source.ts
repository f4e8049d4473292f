import fs from "node:fs"
import path from "node:path"

/** A piece of a TypeScript file: its code, or the text of a string or template, with the line where it begins. */
export interface Piece {
  readonly kind: "code" | "text"
  readonly text: string
  readonly line: number
}

/**
 * Splits TypeScript into code and texts and drops the comments. A template's `${…}` stays in its text, braces and all, and
 * what it holds is split for itself as well: a statement built inside another one is seen too.
 */
export const pieces = (source: string): ReadonlyArray<Piece> => {
  const found: Array<Piece> = []
  let at = 0
  let line = 1
  const lineOf = (from: number, to: number) => source.slice(from, to).split("\n").length - 1

  const readCode = (until: "}" | null) => {
    let begin = at
    let depth = 0
    const flush = () => {
      if (at > begin) found.push({ kind: "code", text: source.slice(begin, at), line })
      line += lineOf(begin, at)
    }
    while (at < source.length) {
      const two = source.slice(at, at + 2)
      const one = source[at] ?? ""
      if (two === "//" || two === "/*") {
        flush()
        const end = two === "//" ? source.indexOf("\n", at) : source.indexOf("*/", at) + 2
        const next = end < 2 ? source.length : end
        line += lineOf(at, next)
        begin = at = next
      } else if (one === '"' || one === "'" || one === "`") {
        flush()
        readText(one)
        begin = at
      } else if (one === "/" && startsRegex(source.slice(Math.max(begin, at - 40), at))) {
        at = endOfRegex(source, at)
      } else {
        if (one === "{") depth++
        if (one === "}" && depth-- === 0 && until === "}") break
        at++
      }
    }
    flush()
  }

  const readText = (quote: string) => {
    const begin = ++at
    const firstLine = line
    while (at < source.length && source[at] !== quote) {
      if (source[at] === "\\") at += 2
      else if (quote === "`" && source.startsWith("${", at)) {
        line = firstLine + lineOf(begin, at)
        at += 2
        readCode("}")
        at++
      } else at++
    }
    found.push({ kind: "text", text: source.slice(begin, at), line: firstLine })
    line = firstLine + lineOf(begin, at)
    at++
  }

  readCode(null)
  return found
}

const startsRegex = (before: string) =>
  /(^|[=(,:;!&|?{}[+\-*%<>~^]|\b(return|typeof|case|in|of|await|yield))\s*$/.test(before)

const endOfRegex = (source: string, from: number) => {
  let inClass = false
  for (let at = from + 1; at < source.length; at++) {
    const one = source[at]
    if (one === "\\") at++
    else if (one === "\n") return from + 1
    else if (one === "[") inClass = true
    else if (one === "]") inClass = false
    else if (one === "/" && !inClass) return at + 1
  }
  return from + 1
}

/** The TypeScript files under the folders of a checkout, as paths from its root with forward slashes, sorted. */
export const sourceFiles = (root: string, folders: ReadonlyArray<string>): ReadonlyArray<string> =>
  folders
    .filter((folder) => fs.existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/")),
    )
    .toSorted()

export const read = (root: string, file: string) => fs.readFileSync(path.join(root, file), "utf8")
