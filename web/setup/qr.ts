import { encode } from "uqr"

/** A text as a QR code: its dark squares as an SVG path in a field of `size` by `size`, with the quiet zone that readers need. */
export const qrCode = (text: string): { readonly squares: string; readonly size: number } => {
  const { data, size } = encode(text, { ecc: "M", border: 4 })
  const squares = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      // Squares beside each other are drawn in one stroke.
      if (!dark || row[x - 1] === true) return []
      const light = row.indexOf(false, x)
      return [`M${x} ${y}h${(light < 0 ? size : light) - x}v1H${x}z`]
    }),
  )
  return { squares: squares.join(""), size }
}
