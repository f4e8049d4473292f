import { Effect, Schema } from "effect"

export const requestStates = ["submitted", "accepted", "rejected", "completed", "closed"] as const
export type RequestState = (typeof requestStates)[number]

/** Somebody still has to do something about a request in one of these states. */
export const openStates: ReadonlyArray<RequestState> = ["submitted", "accepted"]

/** What people write in their own words, and their names, have at most so many characters. */
export const LONGEST_TEXT = 2000
export const LONGEST_NAME = 100

/** For so many days after its completion the customer may reopen a request. */
export const REOPENING_DAYS = 14

/** Each step, from which states it leads, and where to. */
const steps = {
  accept: { from: ["submitted"], to: "accepted" },
  reject: { from: ["submitted"], to: "rejected" },
  complete: { from: ["accepted"], to: "completed" },
  close: { from: ["completed"], to: "closed" },
  reopen: { from: ["completed", "closed"], to: "submitted" },
} as const satisfies Readonly<Record<string, { readonly from: ReadonlyArray<RequestState>; readonly to: RequestState }>>
export type Step = keyof typeof steps

/** How far a request is. */
export interface Standing {
  readonly state: RequestState
  readonly changedBy: string
  /** Null: a passer-by, who has no account. */
  readonly changedById: number | null
  readonly completedAt: Date | null
  readonly trappedSince: Date | null
  readonly trappedUntil: Date | null
  readonly waitingSince: Date
  readonly rating: number | null
}

/** The request is not, or no longer, in a state from which that leads on: `changedBy` brought it where it is. */
export class RequestNotSo extends Schema.TaggedError<RequestNotSo>()("RequestNotSo", {
  state: Schema.Literals(requestStates),
  changedBy: Schema.String,
  changedById: Schema.NullOr(Schema.Int),
}) {}

/** It was completed too long ago to be reopened. */
export class ReopeningOver extends Schema.TaggedError<ReopeningOver>()("ReopeningOver", {}) {}

/** It has its rating; a new one comes with a new completion. */
export class RequestAlreadyRated extends Schema.TaggedError<RequestAlreadyRated>()("RequestAlreadyRated", {}) {}

const notSo = ({ state, changedBy, changedById }: Standing) => new RequestNotSo({ state, changedBy, changedById })

const canStill = (request: Pick<Standing, "completedAt">, now: Date) =>
  request.completedAt !== null && now.getTime() - request.completedAt.getTime() <= REOPENING_DAYS * 86_400_000

/** Whether a step is possible now. */
export const isPossible = (request: Pick<Standing, "state" | "completedAt">, step: Step, now: Date): boolean => {
  const from: ReadonlyArray<RequestState> = steps[step].from
  return from.includes(request.state) && (step !== "reopen" || canStill(request, now))
}

/** Whether the customer may say how it was: once for each completion. */
export const canBeRated = ({ state, rating }: Pick<Standing, "state" | "rating">): boolean =>
  (state === "completed" || state === "closed") && rating === null

interface By {
  readonly userId: number
  readonly name: string
}

const moved = (request: Standing, step: Step, by: By): Effect.Effect<Standing, RequestNotSo> => {
  const from: ReadonlyArray<RequestState> = steps[step].from
  if (!from.includes(request.state)) return Effect.fail(notSo(request))
  return Effect.succeed({ ...request, state: steps[step].to, changedBy: by.name, changedById: by.userId })
}

/** The service company will see to it. */
export const accepted = (request: Standing, by: By) => moved(request, "accept", by)

/** The service company will do nothing, and says why. */
export const rejected = (request: Standing, by: By) => moved(request, "reject", by)

/** The work is done; whoever was inside is free at the latest now. */
export const completed = (request: Standing, by: By, now: Date) =>
  Effect.map(moved(request, "complete", by), (standing) => ({
    ...standing,
    completedAt: now,
    trappedUntil: standing.trappedSince === null ? null : (standing.trappedUntil ?? now),
  }))

/** The customer is content. */
export const closed = (request: Standing, by: By) => moved(request, "close", by)

/** The customer is not: it waits anew, and may be rated anew once it is completed again. */
export const reopened = (request: Standing, by: By, now: Date): Effect.Effect<Standing, RequestNotSo | ReopeningOver> =>
  Effect.flatMap(moved(request, "reopen", by), (standing) =>
    canStill(request, now)
      ? Effect.succeed({ ...standing, completedAt: null, rating: null, waitingSince: now })
      : Effect.fail(new ReopeningOver()),
  )

/** Where it stands with a rating of 1 to 5. */
export const rated = (
  request: Standing,
  rating: number,
): Effect.Effect<Standing, RequestNotSo | RequestAlreadyRated> => {
  if (request.state !== "completed" && request.state !== "closed") return Effect.fail(notSo(request))
  return request.rating === null ? Effect.succeed({ ...request, rating }) : Effect.fail(new RequestAlreadyRated())
}
