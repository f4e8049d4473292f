import { Effect, Schema, Semaphore } from "effect"

/** A picture that somebody sends may have so many bytes. */
export const MOST_PICTURE_BYTES = 10 * 1024 * 1024
/** Beyond it a small file could fill the memory when it is unpacked. No telephone takes larger ones. */
const MOST_PIXELS = 120_000_000
const LONGEST_SIDE = 2048
const THUMBNAIL_SIDE = 320
const SECONDS = 20

/** What is not taken as a picture, and why. */
export const pictureProblems = ["too-large", "heic", "no-picture", "damaged"] as const
export type PictureProblem = (typeof pictureProblems)[number]

/** The bytes are not a picture that can be shown: `heic` is one that only its maker's devices show. */
export class PictureRefused extends Schema.TaggedError<PictureRefused>()("PictureRefused", {
  problem: Schema.Literals(pictureProblems),
}) {}

/** A picture made anew from what was sent: upright, in sRGB, and without anything that the sender's file said beside it. */
export interface Picture {
  readonly type: "image/webp"
  readonly bytes: Buffer
  /** The same, small, in the same format. */
  readonly thumbnail: Buffer
  /** In pixels. */
  readonly width: number
  readonly height: number
}

const readable: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"])
const apples: ReadonlySet<string> = new Set(["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"])

/** Most programs never see a picture. */
const library = async () => {
  const [{ default: sharp }, { fileTypeFromBuffer }] = await Promise.all([import("sharp"), import("file-type")])
  // What was unpacked is of no use twice.
  sharp.cache(false)
  return { sharp, fileTypeFromBuffer }
}

/** Unpacking takes memory: of many pictures at once, two are worked on. */
const turns = Semaphore.makeUnsafe(2)

const within = (side: number) => ({ width: side, height: side, fit: "inside", withoutEnlargement: true }) as const

/**
 * Makes a picture anew from bytes of unknown origin. Their content says what they are, not their name; the longest side of
 * the picture has 2,048 pixels at most. Colours, and nothing else, are taken over: no place, no time, no device.
 */
export const readPicture = (bytes: Buffer): Effect.Effect<Picture, PictureRefused> =>
  Effect.gen(function* () {
    if (bytes.length > MOST_PICTURE_BYTES) return yield* new PictureRefused({ problem: "too-large" })
    const { sharp, fileTypeFromBuffer } = yield* Effect.promise(library)
    const type = yield* Effect.promise(() => fileTypeFromBuffer(bytes).catch(() => undefined))
    if (apples.has(type?.mime ?? "")) return yield* new PictureRefused({ problem: "heic" })
    if (!readable.has(type?.mime ?? "")) return yield* new PictureRefused({ problem: "no-picture" })
    return yield* Effect.tryPromise({
      try: async () => {
        const { data, info } = await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1 })
          .timeout({ seconds: SECONDS })
          .autoOrient()
          .resize(within(LONGEST_SIDE))
          .webp({ quality: 80 })
          .toBuffer({ resolveWithObject: true })
        const thumbnail = await sharp(data).resize(within(THUMBNAIL_SIDE)).webp({ quality: 70 }).toBuffer()
        return { type: "image/webp" as const, bytes: data, thumbnail, width: info.width, height: info.height }
      },
      catch: (error) => new PictureRefused({ problem: /pixel limit/i.test(String(error)) ? "too-large" : "damaged" }),
    }).pipe(turns.withPermits(1))
  })
