import { crc32 } from "node:zlib"
import { Effect, Exit } from "effect"
import sharp from "sharp"
import { describe, expect, test } from "vitest"
import { type Picture, type PictureProblem, readPicture } from "./pictures.ts"

const read = (bytes: Buffer): Promise<Picture> => Effect.runPromise(readPicture(bytes))
const problem = async (bytes: Buffer): Promise<PictureProblem | null> =>
  Effect.runPromise(
    readPicture(bytes).pipe(
      Effect.as(null),
      Effect.catchTag("PictureRefused", (refused) => Effect.succeed(refused.problem)),
    ),
  )

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#c03020" } })

/** A photo as a telephone takes it: lying on its side, with where and when it was taken. */
const fromTelephone = () =>
  plain(3000, 1200)
    .jpeg()
    .withExif({
      IFD0: { Make: "Telephone", Copyright: "Somebody" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1", GPSLongitudeRef: "W", GPSLongitude: "0/1 7/1 0/1" },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer()

describe("a picture", () => {
  test("is made anew: upright, of at most 2,048 pixels, and without where it was taken", async () => {
    const sent = await fromTelephone()
    expect((await sharp(sent).metadata()).exif?.includes("Telephone")).toBe(true)
    const picture = await read(sent)
    expect([picture.width, picture.height]).toEqual([819, 2048])
    for (const bytes of [picture.bytes, picture.thumbnail]) {
      const { format, exif, xmp, iptc, orientation } = await sharp(bytes).metadata()
      expect({ format, exif, xmp, iptc, orientation }).toEqual({ format: "webp" })
    }
    expect((await sharp(picture.thumbnail).metadata()).height).toBe(320)
  })

  test("is known by its content, whatever its name says, and small ones stay small", async () => {
    const [png, gif, webp] = await Promise.all([
      plain(30, 20).png().toBuffer(),
      plain(30, 20).gif().toBuffer(),
      plain(30, 20).webp().toBuffer(),
    ])
    for (const bytes of [png, gif, webp]) expect((await read(bytes)).width).toBe(30)
  })

  test("is refused when it is none, or only its maker's devices show it", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    expect(await problem(Buffer.from(svg))).toBe("no-picture")
    expect(await problem(Buffer.from("%PDF-1.7\n"))).toBe("no-picture")
    expect(await problem(Buffer.alloc(0))).toBe("no-picture")
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")])
    expect(await problem(heic)).toBe("heic")
  })

  test("is refused when it is damaged, larger than 10 MB, or would fill the memory", async () => {
    const whole = await plain(400, 400).png().toBuffer()
    expect(await problem(whole.subarray(0, 60))).toBe("damaged")
    expect(await problem(Buffer.alloc(10 * 1024 * 1024 + 1))).toBe("too-large")
    const bomb = Buffer.from(whole)
    // Its head says 40,000 by 40,000, and is whole.
    bomb.writeUInt32BE(40_000, 16)
    bomb.writeUInt32BE(40_000, 20)
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29)
    expect(await problem(bomb)).toBe("too-large")
  })

  test("many at once are worked on in turn, and a damaged one holds up nobody", async () => {
    const [good, bad] = [await plain(50, 50).png().toBuffer(), Buffer.from("no picture")]
    const all = await Promise.all(
      [good, bad, good, bad, good].map((bytes) => Effect.runPromiseExit(readPicture(bytes))),
    )
    expect(all.map(Exit.isSuccess)).toEqual([true, false, true, false, true])
  })
})
