import fc from "fast-check"
import { expect, test } from "vitest"
import { localPath } from "./local-path.ts"
import { anyText } from "../../tests/support/any-text.ts"

const here = "https://portal.kestrel.example"
/** Pieces of which addresses are made that mean to lead away. */
const pieces = fc.constantFrom("/", "//", "\\", "\t", "\n", "\u0000", " ", ".", "..", "@", ":", "https:", "evil.example", "%2F", "%5C", "?", "#", "javascript:", "ünï", "\u2028") // prettier-ignore
const addresses = fc.oneof(
  anyText(),
  fc.array(pieces, { maxLength: 8 }).map((all) => all.join("")),
)

test("wherever a link says to go next, it is on this site", () => {
  fc.assert(
    fc.property(addresses, (next) => {
      const path = localPath(next)
      expect(new URL(path, `${here}/sign-in`).origin).toBe(here)
      expect(new URL(path, "http://127.0.0.1:8080/sign-in?next=x").host).toBe("127.0.0.1:8080")
      expect(path).toMatch(/^\/(?![/\\])/)
      expect(path).not.toMatch(/[\r\n\t]/)
    }),
    { numRuns: 2000 },
  )
})

test("addresses of this site are kept as they are, but those of the door", () => {
  for (const path of ["/", "/equipment?text=lift&page=2", "/equipment/units/7#now", "/é"])
    expect(localPath(path)).toBe(path)
  for (const path of [undefined, "", "/sign-in", "/sign-in?next=/", "equipment", `/${"x".repeat(3000)}`]) {
    expect(localPath(path)).toBe("/")
  }
})
