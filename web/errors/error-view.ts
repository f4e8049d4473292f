import type { Link } from "../components/view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { Words } from "../words/words.ts"

/** A page that says what happened, a reference, and the next step. Template `errors/error`. */
export interface ErrorView {
  readonly page: LayoutView
  readonly answer: string
  readonly text: string
  /** To be told on the telephone; null when there is nothing to look up. */
  readonly reference: string | null
  readonly link: Link
}

/** The words for a status; `wait` ("2 minutes") is used by 429. Unknown client errors read as 400, others as 500. */
export const errorWords = (
  status: number,
  words: Words,
  wait: string,
): { readonly title: string; readonly answer: string; readonly text: string; readonly link: Link } => {
  const { notFound, signedOut, forbidden, tooMany, broken, unavailable, invalid } = words.errors
  const home = (text: string): Link => ({ href: "/", text })
  if (status === 404) return { ...notFound, link: home(notFound.link) }
  if (status === 401) return { ...signedOut, link: { href: "/sign-in", text: signedOut.link } }
  if (status === 403) return { ...forbidden, link: home(forbidden.link) }
  if (status === 429) return { ...tooMany, text: tooMany.text(wait), link: home(tooMany.link) }
  if (status === 503) return { ...unavailable, link: home(unavailable.link) }
  if (status >= 400 && status < 500) return { ...invalid, link: home(invalid.link) }
  return { ...broken, link: home(broken.link) }
}
