/** The portal keeps no more of a photo than this, in pixels along its longer side. */
const LONGEST_SIDE = 2048
/** Smaller ones go as they are. */
const LARGE_BYTES = 1_500_000

/** A photo as small as it is kept in the end, for phones with a weak signal; what the browser cannot read goes as it is. */
const shrunk = async (/** @type {File} */ file) => {
  if (file.size <= LARGE_BYTES) return file
  try {
    const bitmap = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    bitmap.close()
    const small = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 })
    return small.size < file.size ? new File([small], file.name, { type: small.type }) : file
  } catch {
    return file
  }
}

/** The fields of a form, its large photos made smaller. @param {Array<[string, string | File]>} fields */
export const withSmallPhotos = (fields) =>
  Promise.all(fields.map(async ([name, value]) => [name, typeof value === "string" ? value : await shrunk(value)]))
