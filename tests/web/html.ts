import { HtmlValidate, StaticConfigLoader } from "html-validate"

/** Puts its rules together once, and not again for each page. */
class OnceResolved extends StaticConfigLoader {
  #resolved: ReturnType<StaticConfigLoader["getConfigFor"]> | undefined
  override getConfigFor(file: string) {
    return (this.#resolved ??= super.getConfigFor(file))
  }
}

const validator = new HtmlValidate(
  new OnceResolved({
    root: true,
    extends: ["html-validate:recommended"],
    // Check boxes of one question share a name.
    rules: { "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }] },
  }),
)

/** What is wrong with a page's HTML, a line each. */
export const htmlProblems = async (html: string): Promise<ReadonlyArray<string>> => {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`),
  )
}
