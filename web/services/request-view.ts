import type { Choice, Fact, Link, Moment } from "../components/view.ts"
import type { PhotosField, ShownPhoto } from "../files/photos-view.ts"
import type { LayoutView } from "../layout/layout-view.ts"
import type { InsideWords } from "./new-request-view.ts"

/** Live part `request-sign`, partial `services/_sign`. */
export interface RequestSign {
  /** "Lift 2: The doors do not close" */
  readonly heading: string
  /** "Accepted. We are seeing to it." */
  readonly answer: string
  /** Who reported it and when, and since when somebody is inside. */
  readonly why: string
  /** Somebody is inside: whom to call, and what to say; null: nobody is, or staff are looking, who are called. */
  readonly call: { readonly phone: Link | null; readonly say: string; readonly words: InsideWords } | null
}

export interface ThreadEntry {
  readonly id: string
  readonly when: Moment
  readonly title: string
  /** "4 of 5" or "". */
  readonly rating: string
  readonly text: string
  readonly photos: ReadonlyArray<ShownPhoto>
  /** The latest. */
  readonly last: boolean
}

/** Live part `request-thread`, partial `services/_thread`. */
export interface RequestThread {
  readonly entries: ReadonlyArray<ThreadEntry>
}

/** Live part `request-actions`, partial `services/_actions`: each is the address of its form, or null when it is not for now. */
export interface RequestActions {
  readonly accept: string | null
  readonly reject: string | null
  readonly complete: string | null
  readonly close: string | null
  readonly reopen: { readonly action: string; readonly about: string; readonly text: string } | null
  readonly rate: { readonly action: string; readonly choices: ReadonlyArray<Choice>; readonly text: string } | null
  readonly errors: RequestView["errors"]
}

/** Live part `request-facts`, partial `services/_request-facts`. */
interface RequestFacts {
  readonly facts: ReadonlyArray<Fact>
}

/** `services/request`: `GET /services/requests/<id>`. Live parts: request-sign, request-actions, request-thread, request-facts. */
export interface RequestView {
  readonly page: LayoutView
  readonly sign: RequestSign
  readonly actions: RequestActions
  readonly thread: RequestThread
  /** The message form, or null for who may only read. */
  readonly message: {
    readonly action: string
    readonly key: string
    readonly text: string
    readonly photos: PhotosField
  } | null
  readonly facts: RequestFacts
  readonly errors: ReadonlyArray<{
    readonly field: "message" | "photos" | "reopening" | "rating" | "words"
    readonly text: string
  }>
}

/** `services/rejection`: `GET /services/requests/<id>/rejection`; `POST` there rejects. */
export interface RejectionView {
  readonly page: LayoutView
  /** "Lift 2: The doors do not close" */
  readonly heading: string
  readonly action: string
  readonly back: string
  readonly reason: string
  readonly error: string
}
