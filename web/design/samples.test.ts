import { gzipSync } from "node:zlib"
import { HtmlValidate } from "html-validate"
import { describe, expect, it } from "vitest"
import { assets } from "../assets/assets.ts"
import { views } from "../http/views.ts"
import { english } from "../words/english.ts"
import { designView } from "./design-view.ts"
import { samples } from "./samples.ts"

const files = assets(false)
const render = views(false)
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  // Check boxes of one question share a name.
  rules: { "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }] },
})
const pages = [
  ...samples(files.layout()).pages,
  ["design", "design/design", designView(files.layout(), files.href("design.css"))] as const,
]

describe.each(pages.map(([name, template, view]) => ({ name, template, view })))(
  "the page $name",
  ({ template, view }) => {
    const html = render(template, view, english)

    it("is valid HTML", async () => {
      const report = await validator.validateString(html)
      expect(
        report.results.flatMap((result) => result.messages.map((message) => `${message.line}: ${message.message}`)),
      ).toEqual([])
    })
    it("has no inline style or script and asks no other host", () => {
      expect(html).not.toMatch(
        / style=|<style| on[a-z]+="|<script(?! src="\/assets\/)|(href|src|action)="(https?:)?\/\//,
      )
    })
    it("stays inside its budget", () => {
      expect(gzipSync(html).byteLength).toBeLessThanOrEqual(14_336)
    })
  },
)
