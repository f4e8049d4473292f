import { fileURLToPath } from "node:url"
import { LABEL, type LabelView } from "./label.ts"

/** Points in a tenth of a millimetre. */
const TENTH = 72 / 254
/** Two beside each other, four beneath: the space around and between them, in tenths of a millimetre, on A4. */
const SHEET = { columns: 2, rows: 4, left: 130, top: 190, across: 40, down: 40 } as const

/** The fonts that every PDF reader has know Western letters alone, so these are put into it, with the letters that are used. */
const fonts = {
  plain: fileURLToPath(import.meta.resolve("@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf")),
  bold: fileURLToPath(import.meta.resolve("@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf")),
} as const

/** What the fonts have no letter for, and what would run from right to left: all but Latin, Greek, Cyrillic and the usual signs. */
const unwritable =
  /[^\u0020-\u007e\u00a0-\u017f\u01fa-\u01ff\u0218-\u021b\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u0482\u048a-\u0513\u1e80-\u1e85\u1e9e\u1ea0-\u1ef9\u2013-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2116\u2122]/gu

/** Whether a PDF can write a text. What it cannot write it leaves out: number and code always stand there. */
export const pdfWrites = (text: string): boolean => text.normalize("NFC").search(unwritable) === -1

/** Labels on A4 sheets, eight on each, to be cut out. */
export const labelsPdf = async (labels: ReadonlyArray<LabelView>, title: string): Promise<Buffer> => {
  const { default: PDFDocument } = await import("pdfkit")
  return new Promise((resolve, reject) => {
    const pdf = new PDFDocument({ size: "A4", margin: 0, autoFirstPage: false, info: { Title: title } })
    const pieces: Array<Buffer> = []
    pdf.on("data", (piece: Buffer) => pieces.push(piece))
    pdf.on("end", () => resolve(Buffer.concat(pieces)))
    pdf.on("error", reject)
    labels.forEach((label, at) => {
      const place = at % (SHEET.columns * SHEET.rows)
      if (place === 0) pdf.addPage()
      const x = SHEET.left + (place % SHEET.columns) * (LABEL.width + SHEET.across)
      const y = SHEET.top + Math.floor(place / SHEET.columns) * (LABEL.height + SHEET.down)
      pdf.save().scale(TENTH).translate(x, y)
      pdf.lineWidth(2).rect(0, 0, LABEL.width, LABEL.height).stroke("#999")
      for (const { x: left, y: line, width, size, bold, text } of label.texts) {
        const written = text.normalize("NFC").replaceAll(unwritable, "").trim()
        pdf.font(bold ? fonts.bold : fonts.plain, size).fillColor("#000")
        const room = width / Math.max(width, pdf.widthOfString(written))
        pdf.fontSize(size * room).text(written, left, line, { baseline: "alphabetic", lineBreak: false })
      }
      const { code } = label
      pdf.translate(code.x, code.y).scale(code.side / code.size)
      pdf.path(code.squares).fill("#000")
      pdf.restore()
    })
    pdf.end()
  })
}
