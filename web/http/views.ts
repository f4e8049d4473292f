import path from "node:path"
import { Eta } from "eta"
import type { Words } from "../words/words.ts"

const printable = (value: unknown): string => {
  if (value === undefined || value === null) throw new Error("A template printed undefined: its page forgot a value.")
  const text = String(value)
  if (!/[&<>"']/.test(text)) return text
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Renders `web/<name>.eta`. In a template `w` is the catalogue of words and `part("components/state", {...})` a component. */
export type Render = <View extends object>(name: string, view: View, words: Words) => string

/** One renderer a process; with `fresh` (development) a changed template shows at the next request. */
export const views = (fresh: boolean): Render => {
  const eta = new Eta({
    views: path.resolve(import.meta.dirname, ".."),
    escapeFunction: printable,
    cache: !fresh,
    autoTrim: false,
    // Eta's own include hands down everything the page has; a component gets what it was given and no more.
    functionHeader:
      "const w = it.w; const part = (name, data) => this.render('/' + name, { ...data, w: it.w }, options);",
  })
  // Eta works out a template's file at every use; all of ours are named from the views' folder.
  const files = new Map<string, string>()
  const { resolvePath } = eta
  eta.resolvePath = (name) => {
    const file = files.get(name) ?? resolvePath?.call(eta, name) ?? name
    files.set(name, file)
    return file
  }
  return (name, view, words) => eta.render(`/${name}`, { ...view, w: words })
}
