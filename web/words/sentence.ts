/** What somebody typed, as the last sentence of its line: with a full stop, unless it ends as a sentence does. */
export const sentence = (typed: string): string => {
  const text = typed.trim()
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
