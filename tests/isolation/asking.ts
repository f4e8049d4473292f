import type { Cast, KnownUnit, Person } from "./cast.ts"

/** An id that nothing ever had. */
export const NEVER = 2_000_000_000

/** An answer without what differs from one to the next for the same question. */
export const shown = async (answer: Response) => ({
  status: answer.status,
  headers: [...answer.headers].filter(([name]) => !["x-request-id", "date"].includes(name)),
  body: await answer.text(),
})

/** The first message of a stream of changes, or the whole answer when it is none. */
export const beginning = async (answer: Response): Promise<string> => {
  if (!(answer.headers.get("content-type") ?? "").startsWith("text/event-stream")) return answer.text()
  let text = ""
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.includes("\n\n")) break
  }
  return text
}

/** One unit of each account that a person does not see whole, and one in a building that they do. */
export const hidden = (cast: Pick<Cast, "units">, person: Person): ReadonlyArray<KnownUnit> => {
  const unseen = cast.units.filter((unit) => !person.sees(unit))
  const oneAnAccount = [...Map.groupBy(unseen, (unit) => unit.account).values()].flatMap((units) => units.slice(0, 1))
  const seenBuildings = new Set(cast.units.filter(person.sees).map((unit) => unit.buildingId))
  return [...oneAnAccount, ...unseen.filter((unit) => seenBuildings.has(unit.buildingId)).slice(0, 1)]
}
