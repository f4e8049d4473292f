import { Effect } from "effect"
import type { Context } from "hono"
import { HTTPException } from "hono/http-exception"
import { formSeal, type StoredPicture } from "#maintenance"
import { MOST_PICTURE_BYTES, type PictureProblem, readPicture } from "#kernel/pictures.ts"
import type { Env } from "../http/env.ts"
import { formTexts } from "../http/forms.ts"
import { boundaryOf, MultipartBroken, type PartHead, type PartSink, readMultipart } from "../http/multipart.ts"
import { signed, unsigned } from "../http/signed.ts"
import { pictureFiles } from "./picture-files.ts"

/** So many photos may come with one report or message. */
export const MOST_PHOTOS = 5
/** The field of a form that brings them. Those that an earlier answer kept come back in the field `kept`. */
const FIELD = "photos"
const KEPT = "kept"
const KEPT_MS = 24 * 3_600_000
const LONGEST_TEXT = 64 * 1024
/** A body is not read on beyond this, only to say that it is too large. */
const MOST_BYTES = 12 * MOST_PICTURE_BYTES

/** The forms that bring photos, whose bodies may be larger than others'. */
const photoForms: ReadonlyArray<RegExp> = [
  /^\/f\/[^/]+$/,
  /^\/services\/requests(?:\/\d+\/messages)?$/,
  /^\/day\/orders\/\d+\/photos$/,
]

/** Whether a form that is posted there may bring photos. */
export const takesPhotos = (address: string): boolean => photoForms.some((form) => form.test(address))

/** A photo that is stored, and not yet part of anything. */
export interface SentPhoto {
  /** As its sender's device calls it. */
  readonly name: string
  readonly picture: StoredPicture
}

/** One that was not taken; `too-many` is one more than may come at once. */
export interface RefusedPhoto {
  readonly name: string
  readonly problem: PictureProblem | "too-many"
}

/** What a form that may bring photos brought. */
export interface PhotoForm {
  readonly texts: Readonly<Record<string, string>>
  readonly photos: ReadonlyArray<SentPhoto>
  readonly refused: ReadonlyArray<RefusedPhoto>
}

const shortName = (name: string) =>
  (name.split(/[\\/]/).at(-1) ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").slice(-60) || "photo"

/** The value by which a photo comes back with its form after something else in it was wrong; good for a day. */
export const keptPhoto = (key: Uint8Array, photo: SentPhoto, now: Date): string =>
  signed(key, KEPT, JSON.stringify({ ...photo, at: now.getTime() }))

const keptBefore = (key: Uint8Array, value: string, now: Date): SentPhoto | null => {
  const text = unsigned(key, KEPT, value)
  if (text === null) return null
  const { at, name, picture } = JSON.parse(text) as SentPhoto & { readonly at: number }
  return now.getTime() - at <= KEPT_MS ? { name, picture } : null
}

const nowhere: PartSink = { write: async () => {}, end: async () => {} }

const collect = (most: number, take: (bytes: Buffer, isWhole: boolean) => Promise<void>): PartSink => {
  const pieces: Array<Buffer> = []
  let size = 0
  return {
    write: async (bytes) => {
      size += bytes.length
      if (size <= most) pieces.push(Buffer.from(bytes))
      else pieces.length = 0
    },
    end: () => take(Buffer.concat(pieces), size <= most),
  }
}

async function* bounded(body: AsyncIterable<Uint8Array>) {
  let size = 0
  try {
    for await (const piece of body) {
      size += piece.length
      if (size > MOST_BYTES) throw new HTTPException(413, { message: "the form is too large" })
      yield piece
    }
  } catch (error) {
    if (error instanceof HTTPException) throw error
    throw new MultipartBroken(`the sender went away: ${String(error)}`)
  }
}

/**
 * Reads a form that may bring photos. Each photo is made anew and stored as it arrives; one that is no good is told of and
 * hinders none of the others. With `takes: false` photos are thrown away unread. A body that is no form is answered with 400.
 */
export const readPhotoForm = Effect.fn("readPhotoForm")(function* (c: Context<Env>, takes = true) {
  const boundary = boundaryOf(c.req.header("content-type"))
  const { body } = c.req.raw
  if (boundary === null || body === null) {
    const form: PhotoForm = { texts: yield* formTexts(c), photos: [], refused: [] }
    return form
  }
  const files = pictureFiles(c.get("web").config)
  const key = yield* formSeal
  const now = new Date()
  const texts: Record<string, string> = {}
  const photos: Array<SentPhoto> = []
  const refused: Array<RefusedPhoto> = []

  const store = async (name: string, bytes: Buffer) => {
    const made = await Effect.runPromise(
      readPicture(bytes).pipe(Effect.catchTag("PictureRefused", ({ problem }) => Effect.succeed(problem))),
    )
    if (typeof made === "string") return void refused.push({ name, problem: made })
    const { type, width, height } = made
    const [sha, thumbnailSha] = [await files.keep(made.bytes), await files.keep(made.thumbnail)]
    photos.push({ name, picture: { sha, thumbnailSha, type, bytes: made.bytes.length, width, height } })
  }
  const textPart = (name: string): PartSink =>
    collect(LONGEST_TEXT, async (bytes, isWhole) => {
      if (!isWhole) throw new HTTPException(413, { message: "a text is too long" })
      const text = bytes.toString("utf8")
      if (text.includes("\0")) throw new HTTPException(400, { message: "no text holds a NUL" })
      const kept = name === KEPT ? keptBefore(key, text, now) : null
      if (name !== KEPT) texts[name] = text
      else if (kept !== null && takes && photos.length < MOST_PHOTOS) photos.push(kept)
    })
  const filePart = ({ name: field, fileName }: PartHead): PartSink => {
    // A file field that was left empty comes without a name.
    if (field !== FIELD || fileName === null || fileName === "" || !takes) return nowhere
    const name = shortName(fileName)
    if (photos.length < MOST_PHOTOS) {
      return collect(MOST_PICTURE_BYTES, async (bytes, isWhole) => {
        if (isWhole) await store(name, bytes)
        else refused.push({ name, problem: "too-large" })
      })
    }
    refused.push({ name, problem: "too-many" })
    return nowhere
  }
  yield* Effect.promise(async () => {
    try {
      await readMultipart(bounded(body), boundary, async (head) =>
        head.fileName === null ? textPart(head.name) : filePart(head),
      )
    } catch (error) {
      if (error instanceof MultipartBroken) throw new HTTPException(400, { message: error.message })
      throw error
    }
  })
  const form: PhotoForm = { texts, photos, refused }
  return form
})
