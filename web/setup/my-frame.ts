import { Effect } from "effect"
import type { Context } from "hono"
import { type Myself, type MySettings, mySettings, type Person } from "#access"
import type { Services } from "../composition.ts"
import { orNotFound, type PageNotFound, respond } from "../http/bridge.ts"
import type { Env } from "../http/env.ts"
import { formatsFor, type PageHead } from "../http/layout.ts"
import { placeOf } from "../http/requests.ts"
import type { Words } from "../words/words.ts"
import type { MyField, MyFormView } from "./my-view.ts"
import { setupFrame } from "./setup-frame.ts"

export const MY_SETTINGS = "/setup"

/** Who changes their own settings. */
export interface Me {
  readonly person: Person
  readonly myself: Myself
  readonly settings: MySettings
}

/**
 * A page under My settings, for the person themselves: who looks through somebody's eyes is led back to what may be seen.
 * Nothing of it is kept by the browser, for it may hold secrets.
 */
export const mine =
  (work: (c: Context<Env>, me: Me) => Effect.Effect<Response, PageNotFound, Services>) => (c: Context<Env>) =>
    respond(
      c,
      Effect.gen(function* () {
        const person = yield* orNotFound(c.get("person"))
        if (person.viewedBy !== null) return c.redirect(MY_SETTINGS, 303)
        const { userId, sessionId } = person
        const settings = yield* orNotFound(yield* mySettings(userId))
        c.header("Cache-Control", "no-store")
        return yield* work(c, { person, myself: { userId, sessionId, place: placeOf(c) }, settings })
      }),
    )

/** What the address says was just done, in words; null for anything that is not one of ours. */
export const doneIn = (c: Context<Env>): string | null => {
  const { done } = c.get("web").words.mySettings
  const name = c.req.query("done") ?? ""
  return Object.hasOwn(done, name) ? done[name as Done] : null
}

type Done = keyof Words["mySettings"]["done"]

/** To a page that says what was done. */
export const goTo = (c: Context<Env>, path: string, done: Done): Response => c.redirect(`${path}?done=${done}`, 303)

/** The frame of a page under My settings, with what was just done. */
export const myFrame = (c: Context<Env>, title: string, more: Partial<PageHead> = {}) =>
  Effect.map(setupFrame(c, "settings", title, [{ href: new URL(c.req.url).pathname, text: title }], more), (frame) => ({
    ...frame,
    done: doneIn(c),
  }))

/** Anything longer is nobody's password: it is not worth the time to hash it. */
export const LONGEST_PASSWORD = 1000

type InputField = Extract<MyField["input"], { readonly type: string }>

/** A field to type into. */
export const inputField = (
  name: string,
  label: string,
  input: Partial<InputField> & Pick<InputField, "type" | "autocomplete">,
  { hint = null, error = null }: { readonly hint?: string | null; readonly error?: string | null } = {},
): MyField => ({
  name,
  label,
  hint,
  error,
  input: { value: "", most: 200, digits: false, required: true, list: [], ...input },
})

/** How a form page is answered: as it is first asked for, or with what is wrong in it. */
export type FormStatus = 200 | 422 | 429

/** A page with one question. Parts that are not given are left out. */
export const formPage = Effect.fn("setup.formPage")(function* (
  c: Context<Env>,
  title: string,
  parts: Partial<MyFormView> & Pick<MyFormView, "answer">,
  status: FormStatus = 200,
) {
  const { render, words } = c.get("web")
  const view: MyFormView = {
    ...(yield* myFrame(c, title, { failed: status !== 200 })),
    about: "",
    facts: [],
    problem: null,
    form: null,
    links: [{ href: MY_SETTINGS, text: words.mySettings.back }],
    also: [],
    ...parts,
  }
  return c.html(render("setup/my-form", view, words), status)
})

/** Says how long to wait, on the page and to machines. */
export const waitFor = (c: Context<Env>, seconds: number): string => {
  c.header("Retry-After", String(seconds))
  return formatsFor(c).duration(seconds)
}
