const LETTER = String.raw`[[\p{L}\p{M}\p{N}\p{P}\p{S}]--[\p{DI}\u2800]]`

/** Whatever takes no ink: controls, marks of direction and format, fillers, tags, and what no writing has assigned. */
const INKLESS = String.raw`[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]`

/**
 * The inkless signs that change how their neighbours look, where they do: joiners (not between letters that never join, where
 * two names that differ would look alike), and the choice of a shape of emoji, keycaps, Chinese and Mongolian letters.
 */
const SHAPING = [
  String.raw`(?<=[${LETTER}--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]]\uFE0F?)[\u200C\u200D](?=${LETTER})`,
  String.raw`(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]`,
  String.raw`(?<=[0-9#*])\uFE0F(?=\u20E3)`,
  String.raw`(?<=\p{Script=Han})[\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180B-\u180D\u180F]`,
].join("|")

const inkless = new RegExp(INKLESS, "v")
const deceiving = new RegExp(`(?!${SHAPING})${INKLESS}`, "gv")
const meaning = /[[\p{L}\p{N}\p{S}]--[\p{DI}\u2800]]/v

/** Whether a text holds any sign that cannot be seen, whatever it is good for. A blank is none. */
export const holdsInkless = (text: string): boolean => inkless.test(text)

/** Whether a text holds what cannot be seen or turns the direction of what follows: it is not what it looks like. */
export const deceives = (text: string): boolean => text.search(deceiving) !== -1

/** The text, composed (NFC), without what deceives. */
export const withoutDeceit = (text: string): string => {
  const rest = text.normalize("NFC").replaceAll(deceiving, "")
  // What comes to stand side by side may compose, and then be something else.
  return rest === text ? text : withoutDeceit(rest)
}

/** Whether there is a letter, digit or symbol to be seen in it. */
export const saysSomething = (text: string): boolean => meaning.test(text)

/** A text of one line, composed (NFC), blanks single and none around it. Line breaks within stay. */
export const singleSpaced = (typed: string): string =>
  typed
    .normalize("NFC")
    .trim()
    .replaceAll(/[^\S\r\n]+/g, " ")

/** What something is called, `singleSpaced`; null when that is nothing, more than a line, deceives or is longer. */
export const lineTyped = (typed: string, longest: number): string | null => {
  const line = singleSpaced(typed)
  return deceives(line) || !saysSomething(line) || [...line].length > longest ? null : line
}
