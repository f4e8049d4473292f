import zlib from "node:zlib"
import { expect, test } from "vitest"
import type { LabelView } from "./label.ts"
import { labelsPdf, pdfWrites } from "./labels-pdf.ts"

const label = (text: string): LabelView => ({
  title: "Label",
  texts: [{ x: 40, y: 92, width: 820, size: 40, bold: false, text }],
  code: { x: 500, y: 220, side: 370, size: 21, squares: "M0 0h1v1h-1z" },
})

/** Which letters the fonts of a PDF say that their signs stand for. */
const lettersOf = async (text: string) => {
  const pdf = (await labelsPdf([label(text)], "Labels")).toString("latin1")
  const streams = [...pdf.matchAll(/\nstream\n([^]*?)\nendstream/g)].map(([, packed = ""]) =>
    zlib.inflateSync(Buffer.from(packed, "latin1")).toString("latin1"),
  )
  const told = streams.find((stream) => stream.includes("beginbfrange")) ?? ""
  const codes = told.match(/\[([^\]]*)\]/)?.[1]?.match(/[\da-f]{4}/g) ?? []
  return new Set(codes.map((code) => String.fromCodePoint(Number.parseInt(code, 16))))
}

test("a label is written in Latin, Greek and Cyrillic letters, composed or not", async () => {
  const letters = await lettersOf("Łódź Αθήνα Київ Zu\u0308rich")
  for (const letter of "ŁódźΑθήναКиївü") expect(letters, letter).toContain(letter)
  expect(pdfWrites("Łódź, Αθήνα, Київ, Zu\u0308rich № 2 “north”")).toBe(true)
})

test("letters that it has no font for are left out, and it is known that they are", async () => {
  const letters = await lettersOf("Lift 5 エレベーター מעלית")
  expect([...letters].filter((letter) => letter > "~")).toEqual([])
  expect(letters).toContain("L")
  for (const text of ["エレベーター", "מעלית", "مصعد", "Lift \u{1f6d7}"]) expect(pdfWrites(text), text).toBe(false)
})
