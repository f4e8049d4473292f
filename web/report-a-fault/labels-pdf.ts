import PDFDocument from "pdfkit"
import { LABEL, type LabelView } from "./label.ts"

/** Points in a tenth of a millimetre. */
const TENTH = 72 / 254
/** Two beside each other, four beneath: the space around and between them, in tenths of a millimetre, on A4. */
const SHEET = { columns: 2, rows: 4, left: 130, top: 190, across: 40, down: 40 } as const

/** The fonts that every PDF reader has know Western letters alone. Other ones are left out: number and code always stand there. */
const drawable = (text: string) =>
  text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018-\u201d\u2026\u20ac]/g, "").trim()

/** Labels on A4 sheets, eight on each, to be cut out. */
export const labelsPdf = (labels: ReadonlyArray<LabelView>, title: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
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
      for (const { x: left, y: line, size, bold, text } of label.texts) {
        pdf.font(bold ? "Helvetica-Bold" : "Helvetica", size).fillColor("#000")
        pdf.text(drawable(text), left, line, { baseline: "alphabetic", lineBreak: false })
      }
      const { code } = label
      pdf.translate(code.x, code.y).scale(code.side / code.size)
      pdf.path(code.squares).fill("#000")
      pdf.restore()
    })
    pdf.end()
  })
