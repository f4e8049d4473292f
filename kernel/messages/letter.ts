/** A message to a person as it is meant: a few sentences, and at most one thing to do. */
export interface Letter {
  readonly subject: string
  /** Plain sentences, one paragraph each. */
  readonly paragraphs: ReadonlyArray<string>
  readonly action?: { readonly label: string; readonly url: string }
  /** Why this came, and what to do when it was not expected. */
  readonly closing: string
  /** Who sends it: the maintenance company. */
  readonly from: string
}

const escape = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? sign,
  )

/** One line: what somebody typed (a name, say) must not begin a header or a paragraph of its own. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim()

/** The letter as plain text: the whole of it, for who reads no HTML. */
export const letterText = ({ paragraphs, action, closing, from }: Letter): string =>
  [
    ...paragraphs.map(oneLine),
    ...(action === undefined ? [] : [`${oneLine(action.label)}:\n${action.url}`]),
    oneLine(closing),
    oneLine(from),
  ].join("\n\n")

/** The letter as a page of its own: readable at 390 px, light and dark, with nothing fetched from anywhere. */
export const letterHtml = ({ subject, paragraphs, action, closing, from }: Letter): string =>
  `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escape(oneLine(subject))}</title>
<style>
body { margin: 0; padding: 24px 16px; background: #f6f7f2; color: #10171b; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 34em; margin: 0 auto; overflow-wrap: anywhere; }
h1 { font-size: 22px; line-height: 1.3; }
.act a { display: inline-block; padding: 12px 20px; background: #0f5166; color: #ffffff; font-weight: 600; text-decoration: none; border-radius: 2px; }
.quiet { color: #4a555b; font-size: 14px; }
@media (prefers-color-scheme: dark) { body { background: #10171b; color: #eef0ea; } .act a { background: #8ccbdb; color: #10171b; } .quiet { color: #a5afb4; } a { color: #8ccbdb; } }
</style></head>
<body><main><h1>${escape(oneLine(subject))}</h1>
${paragraphs.map((text) => `<p>${escape(oneLine(text))}</p>`).join("\n")}
${
  action === undefined
    ? ""
    : `<p class="act"><a href="${escape(action.url)}">${escape(oneLine(action.label))}</a></p>\n<p class="quiet">If the button does nothing, copy this address: ${escape(action.url)}</p>`
}
<p class="quiet">${escape(oneLine(closing))}</p>
<p class="quiet">${escape(oneLine(from))}</p>
</main></body></html>
`

/** The subject as a header may carry it. */
export const letterSubject = ({ subject }: Letter): string => oneLine(subject).slice(0, 200)
