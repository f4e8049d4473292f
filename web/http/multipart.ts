/** One field of a form as it begins: `fileName` is null for what was typed, "" for a file field that was left empty. */
export interface PartHead {
  readonly name: string
  readonly fileName: string | null
}

/** Takes a part's bytes as they come; `end` is called when the whole part has been given. */
export interface PartSink {
  readonly write: (bytes: Buffer) => Promise<void>
  readonly end: () => Promise<void>
}

/** The body is not the form that its header promises, or ends before its end. */
export class MultipartBroken extends Error {}

const LONGEST_HEAD = 16 * 1024
const MOST_PARTS = 100
const endOfHead = Buffer.from("\r\n\r\n")

/** The boundary of a multipart form, or null when the body is something else. */
export const boundaryOf = (contentType: string | undefined): string | null => {
  const found = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? "")
  return found?.[1] ?? found?.[2] ?? null
}

/** As browsers write it (WHATWG): only quotation marks and line ends are escaped. */
const unescaped = (text: string) => text.replace(/%22/g, '"').replace(/%0D/gi, "\r").replace(/%0A/gi, "\n")

const readHead = (text: string): PartHead => {
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(text)?.[1] ?? ""
  const name = /;\s*name="([^"]*)"/i.exec(disposition)?.[1]
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1]
  if (name === undefined) throw new MultipartBroken("a part has no name")
  return { name: unescaped(name), fileName: fileName === undefined ? null : unescaped(fileName) }
}

/**
 * Reads a multipart form (RFC 7578) as it arrives: `open` is told of each part in turn and gets its bytes, at the pace at
 * which it takes them. Holds no more than a piece of the body in memory. Throws `MultipartBroken`.
 */
export const readMultipart = async (
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  open: (head: PartHead) => Promise<PartSink>,
): Promise<void> => {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first boundary needs no line end before it.
  let rest: Buffer = Buffer.from("\r\n")
  let within = "preamble" as "preamble" | "boundary" | "head" | "content" | "end"
  let sink = null as PartSink | null
  let parts = 0

  const throughContent = async (): Promise<boolean> => {
    const at = rest.indexOf(delimiter)
    // The last bytes may be the beginning of a boundary.
    const sure = at === -1 ? Math.max(0, rest.length - delimiter.length + 1) : at
    if (sure > 0) await sink?.write(rest.subarray(0, sure))
    rest = rest.subarray(at === -1 ? sure : at + delimiter.length)
    if (at === -1) return false
    await sink?.end()
    sink = null
    within = "boundary"
    return true
  }

  const throughBoundary = (): boolean => {
    if (rest.length < 2) return false
    const after = rest.toString("latin1", 0, 2)
    if (after !== "--" && after !== "\r\n") throw new MultipartBroken("a boundary does not end its line")
    within = after === "--" ? "end" : "head"
    return within === "head"
  }

  const throughHead = async (): Promise<boolean> => {
    const at = rest.indexOf(endOfHead)
    if (at === -1) {
      if (rest.length > LONGEST_HEAD) throw new MultipartBroken("a part's head is too long")
      return false
    }
    if (++parts > MOST_PARTS) throw new MultipartBroken("the form has too many parts")
    sink = await open(readHead(rest.toString("utf8", 2, at)))
    rest = rest.subarray(at + endOfHead.length)
    within = "content"
    return true
  }

  for await (const piece of body) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece])
    let further: boolean = true
    while (further) {
      if (within === "preamble" || within === "content") further = await throughContent()
      else if (within === "boundary") further = throughBoundary()
      else if (within === "head") further = await throughHead()
      else {
        rest = Buffer.alloc(0)
        further = false
      }
    }
  }
  if (within !== "end") throw new MultipartBroken("the form ends before its last boundary")
}
