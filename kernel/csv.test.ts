import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { CsvBroken, csvLine, csvRecords, spreadsheetSafe } from "./csv.ts"

async function* pieces(text: string, size = 7) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const read = async (text: string, delimiter = ",", size = 7) => {
  const found: Array<[number, ...Array<string>]> = []
  for await (const records of csvRecords(pieces(text, size), delimiter)) {
    for (const { line, cells } of records) found.push([line, ...cells])
  }
  return found
}

describe("reading CSV", () => {
  test("numbers a record by the line on which it starts, whatever the line ends", async () => {
    const rows = ["a,b", '1,"two', 'lines"', "", "2,x"]
    const expected = [
      [1, "a", "b"],
      [2, "1", "two\nlines"],
      [5, "2", "x"],
    ]
    for (const end of ["\n", "\r\n", "\r"]) {
      const found = await read(rows.join(end), ",", 1000)
      expect(
        found.map((row) => row.map((cell) => (typeof cell === "string" ? cell.replace(end, "\n") : cell))),
      ).toEqual(expected)
    }
  })

  test("keeps quotation marks within a cell", async () => {
    expect(await read('16\'4",5\'6"\n"say ""hi""",x')).toEqual([
      [1, "16'4\"", "5'6\""],
      [2, 'say "hi"', "x"],
    ])
  })

  test("leaves records of another length to the reader", async () => {
    expect(await read("a,b\n1\n1,2,3")).toEqual([
      [1, "a", "b"],
      [2, "1"],
      [3, "1", "2", "3"],
    ])
  })

  test("gives all records before a quotation mark that is never closed, then says where it opens", async () => {
    const found: Array<string> = []
    const reading = (async () => {
      for await (const records of csvRecords(pieces('a,b\n1,2\n3,"4\n5,6\n'), ","))
        found.push(...records.map(({ cells }) => cells[0] ?? ""))
    })()
    await expect(reading).rejects.toSatisfy((error) => error instanceof CsvBroken && error.line === 3)
    expect(found).toEqual(["a", "1"])
  })

  test("gives back any table that was written", async () => {
    const cell = fc.string({ unit: "grapheme" }).map((text) => text.replace(/\r/g, ""))
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        const found = await read(rows.map(csvLine).join("\n"), ",", size)
        expect(found.map(([, ...cells]) => cells)).toEqual(rows)
      }),
    )
  })
})

describe("a cell for a spreadsheet", () => {
  test("is guarded when it would run as a formula", () => {
    for (const cell of ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
      expect(spreadsheetSafe(cell)).toBe(`'${cell}`)
  })
  test("is left alone otherwise", () => {
    for (const cell of ["1E217", "-73.95", "+44 20 7946", "", "B-1", "0012"]) expect(spreadsheetSafe(cell)).toBe(cell)
  })
})
