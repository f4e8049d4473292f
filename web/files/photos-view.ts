import { Effect } from "effect"
import type { Context } from "hono"
import { formSeal } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"
import { keptPhoto, MOST_PHOTOS, type PhotoForm } from "./photo-form.ts"

/** The field of a form that takes photos: partial `files/_photos`. Its page needs the script `photos.js`. */
export interface PhotosField {
  /** "Up to 5, …" */
  readonly hint: string
  readonly most: number
  /** Those that the form has brought before, each to be kept or left out. */
  readonly kept: ReadonlyArray<{ readonly value: string; readonly name: string }>
  /** One sentence for each that was not taken. */
  readonly refused: ReadonlyArray<string>
}

/** What one photo of a thread is shown with. */
export interface ShownPhoto {
  readonly href: string
  readonly thumbnail: string
  /** "Photo 1 of 2" */
  readonly text: string
  readonly width: number
  readonly height: number
}

/** The field before anybody chose a photo, or with what the form has brought. */
export const photosField = Effect.fn("photosField")(function* (
  c: Context<Env>,
  sent: Pick<PhotoForm, "photos" | "refused"> = { photos: [], refused: [] },
) {
  const { photos: words } = c.get("web").words
  const key = sent.photos.length === 0 ? null : yield* formSeal
  const now = new Date()
  const field: PhotosField = {
    hint: words.hint(formatsFor(c).number(MOST_PHOTOS)),
    most: MOST_PHOTOS,
    kept: key === null ? [] : sent.photos.map((photo) => ({ value: keptPhoto(key, photo, now), name: photo.name })),
    refused: sent.refused.map(({ name, problem }) => words.refused[problem](name)),
  }
  return field
})

/** A thread shows them within so many pixels: known before they are there, so that nothing moves. */
const SHOWN = { width: 240, height: 160 } as const

/** Photos as a thread shows them: small, each a link to its whole self. */
export const shownPhotos = (
  c: Context<Env>,
  photos: ReadonlyArray<{ readonly id: number; readonly width: number; readonly height: number }>,
): ReadonlyArray<ShownPhoto> => {
  const { photos: words } = c.get("web").words
  const { number } = formatsFor(c)
  return photos.map(({ id, width, height }, at) => {
    const scale = Math.min(1, SHOWN.width / width, SHOWN.height / height)
    return {
      href: `/files/${id}`,
      thumbnail: `/files/${id}/thumbnail`,
      text: words.one(number(at + 1), number(photos.length)),
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    }
  })
}
