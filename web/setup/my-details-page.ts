import { Effect } from "effect"
import { type Context, Hono } from "hono"
import { changeMyDetails, nameTyped } from "#access"
import { allow } from "../http/access.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { formats } from "../words/format.ts"
import { timeZones, timeZoneTyped } from "../words/time-zones.ts"
import { formPage, goTo, inputField, type Me, mine, MY_SETTINGS } from "./my-frame.ts"
import { languageName, languages } from "./my-languages.ts"

const ADDRESS = "/setup/details"

interface Typed {
  readonly name: string
  readonly language: string
  readonly timeZone: string
}

/** Name, language and time zone. */
export const myDetailsPages = new Hono<Env>()
  .get(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => {
      const { name, locale, timeZone } = me.settings
      return detailsPage(c, me, { name, language: locale, timeZone }, new Set())
    }),
  )
  .post(
    ADDRESS,
    allow("own-settings"),
    mine((c, me) => change(c, me)),
  )

/** Those on offer, and the one that the person has, should it be another. */
const languagesFor = ({ settings }: Me): ReadonlyArray<string> => [...new Set<string>([...languages, settings.locale])]

const change = Effect.fn("setup.changeMyDetails")(function* (c: Context<Env>, me: Me) {
  const form = yield* formTexts(c)
  const typed: Typed = {
    name: form["name"] ?? "",
    language: form["language"] ?? "",
    timeZone: form["time-zone"] ?? "",
  }
  const name = nameTyped(typed.name)
  const timeZone = timeZoneTyped(typed.timeZone)
  const wrong = new Set<keyof Typed>()
  if (name === null) wrong.add("name")
  if (timeZone === null) wrong.add("timeZone")
  if (!languagesFor(me).includes(typed.language)) wrong.add("language")
  if (name === null || timeZone === null || wrong.size > 0) return yield* detailsPage(c, me, typed, wrong)
  yield* changeMyDetails(me.person.userId, { name, locale: typed.language, timeZone })
  return goTo(c, MY_SETTINGS, "details")
})

const detailsPage = (c: Context<Env>, me: Me, typed: Typed, wrong: ReadonlySet<keyof Typed>) => {
  const words = c.get("web").words.mySettings
  const text = words.details
  const now = new Date()
  const choices = languagesFor(me).map((value) => ({
    value,
    text: `${languageName(value)}: ${formats(value, "UTC").date(now)}`,
    chosen: value === typed.language,
  }))
  const form = {
    heading: null,
    action: ADDRESS,
    button: text.save,
    fields: [
      inputField(
        "name",
        words.name,
        { type: "text", value: typed.name, autocomplete: "name" },
        { hint: text.nameHint, error: wrong.has("name") ? text.nameMissing : null },
      ),
      {
        name: "language",
        label: text.language,
        hint: text.languageHint,
        error: wrong.has("language") ? text.languageMissing : null,
        input: { choices },
      },
      inputField(
        "time-zone",
        words.timeZone,
        { type: "text", value: typed.timeZone, autocomplete: "off", list: timeZones },
        { hint: text.timeZoneHint, error: wrong.has("timeZone") ? text.timeZoneMissing : null },
      ),
    ],
  }
  return formPage(c, text.title, { answer: text.title, about: text.about, form }, wrong.size > 0 ? 422 : 200)
}
