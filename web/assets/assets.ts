import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { brotliCompress, gzip } from "node:zlib"
import { Hono } from "hono"
import { allow } from "../http/access.ts"
import type { Env } from "../http/env.ts"
import type { Assets } from "../layout/layout-view.ts"

const here = import.meta.dirname

/** The stylesheet's files in the order in which they are joined; each wraps itself in its cascade layer. */
const styles = [
  "tokens",
  "reset",
  "base",
  "layout",
  "state",
  "strips",
  "figures",
  "tables",
  "forms",
  "rail",
  "calendar",
  "availability",
  "pages",
  "requests",
  "planning",
  "print",
]

const css = (names: ReadonlyArray<string>) =>
  names
    .map((name) => readFileSync(path.join(here, "css", `${name}.css`), "utf8"))
    .join("\n")
    .replace(/\/\*[^]*?\*\//g, "")
    .replace(/\n\s*/g, "\n")
    .replace(/\n+/g, "\n")

const fromPackage = (name: string) =>
  readFileSync(fileURLToPath(import.meta.resolve(name)), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\n?$/, "\n")
const ours = (name: string) => readFileSync(path.join(here, name), "utf8")

/** Small modules as one script of its own: each after those that it imports. */
const joined = (folder: string, ...names: ReadonlyArray<string>) => {
  const texts = names.map((name) => ours(path.join(folder, `${name}.js`)))
  return `"use strict";(() => {\n${texts.join("\n").replace(/^import\b[^]*? from ".*"$|^export /gm, "")}\n})()`
}

interface Source {
  readonly type: string
  readonly read: (href: (name: string) => string) => string
  /** Of a service worker: the pages that it may serve. */
  readonly scope?: string
}

const sources: Record<string, Source> = {
  "hoistway.css": {
    type: "text/css; charset=utf-8",
    read: () => `@layer reset, tokens, base, layout, components, pages;\n${css(styles)}`,
  },
  "paper.css": { type: "text/css; charset=utf-8", read: () => css(["paper"]) },
  "design.css": { type: "text/css; charset=utf-8", read: () => css(["design"]) },
  // In one piece: htmx begins as soon as it is there, and an extension that comes a moment later is too late.
  "app.js": {
    type: "text/javascript; charset=utf-8",
    read: () =>
      [fromPackage("htmx.org/dist/htmx.min.js"), fromPackage("htmx.org/dist/ext/hx-sse.min.js"), ours("app.js")].join(
        ";\n",
      ),
  },
  "photos.js": { type: "text/javascript; charset=utf-8", read: () => ours("photos.js") },
  "passkey.js": { type: "text/javascript; charset=utf-8", read: () => ours("passkey.js") },
  "day.css": { type: "text/css; charset=utf-8", read: () => css(["day"]) },
  // The technician's day without a connection: its pages' script, and the worker that answers for the portal meanwhile.
  "day.js": {
    type: "text/javascript; charset=utf-8",
    read: () =>
      joined(
        "day",
        ...[
          "store",
          "shelf",
          "outbox",
          "draft",
          "kept",
          "shrink",
          "sending",
          "checks",
          "signature",
          "sign-out",
          "keep-day",
          "day",
        ],
      ),
  },
  "day-worker.js": {
    type: "text/javascript; charset=utf-8",
    read: () => joined("day", "store", "shelf", "outbox", "worker"),
    scope: "/day",
  },
  "planning.js": { type: "text/javascript; charset=utf-8", read: () => ours("planning.js") },
  "favicon.svg": { type: "image/svg+xml", read: () => ours("favicon.svg") },
  "manifest.webmanifest": {
    type: "application/manifest+json",
    read: (href) => ours("manifest.webmanifest").replace("favicon.svg", href("favicon.svg")),
  },
}

interface Asset {
  readonly type: string
  readonly scope: string | undefined
  readonly hash: string
  readonly plain: Buffer
  /** As small as it gets, which takes a tenth of a second: made when it is first asked for. */
  readonly packed: Map<Coding, Promise<Buffer>>
}

const deflate = promisify(gzip)
const pack = {
  br: promisify(brotliCompress) as (plain: Buffer) => Promise<Buffer>,
  gzip: (plain: Buffer) => deflate(plain, { level: 9 }),
}
type Coding = keyof typeof pack

const packedOf = ({ plain, packed }: Asset, coding: Coding) => {
  const known = packed.get(coding)
  if (known !== undefined) return known
  const made = pack[coding](plain)
  packed.set(coding, made)
  return made
}

/** They stay the same as long as the process runs. */
const kept = new Map<string, Asset>()

export interface AssetFiles {
  /** Mount at `/assets`. */
  readonly route: Hono<Env>
  /** The address of a file, with the hash of its content: `/assets/hoistway.1f3a9c02.css`. */
  readonly href: (name: string) => string
  /** What the layout links to. */
  readonly layout: () => Assets
}

/**
 * The files a browser loads beside the pages. Each is served under its content's hash and kept for ever; a process reads and
 * compresses them once. With `fresh` (development) every request reads them again, so that a changed file shows at once.
 */
export const assets = (fresh: boolean): AssetFiles => {
  const load = (name: string): Asset | undefined => {
    const found = fresh ? undefined : kept.get(name)
    if (found !== undefined) return found
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined
    if (source === undefined) return undefined
    const plain = Buffer.from(source.read(href))
    const hash = createHash("sha256").update(plain).digest("hex").slice(0, 12)
    const asset: Asset = {
      type: source.type,
      scope: source.scope,
      hash,
      plain,
      packed: new Map(),
    }
    if (!fresh) kept.set(name, asset)
    return asset
  }
  const href = (name: string): string => {
    const asset = load(name)
    if (asset === undefined) throw new Error(`There is no asset ${name}.`)
    const dot = name.lastIndexOf(".")
    return `/assets/${name.slice(0, dot)}.${asset.hash}${name.slice(dot)}`
  }
  if (!fresh) for (const name of Object.keys(sources)) load(name)

  const route = new Hono<Env>()
  route.get("/:file", allow("anyone"), async (c) => {
    const parts = /^(.+)\.([0-9a-f]{12})(\.[a-z]+)$/.exec(c.req.param("file"))
    const asset = parts === null ? undefined : load(`${parts[1]}${parts[3]}`)
    if (parts === null || asset === undefined || asset.hash !== parts[2]) return c.notFound()
    const accepted = c.req.header("accept-encoding") ?? ""
    const takes = (coding: string) => new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(\\.0+)?\\s*(,|$))`).test(accepted)
    const coding = fresh ? null : takes("br") ? "br" : takes("gzip") ? "gzip" : null
    const body = coding === null ? asset.plain : await packedOf(asset, coding)
    c.header("Content-Type", asset.type)
    c.header("Cache-Control", fresh ? "no-store" : "public, max-age=31536000, immutable")
    c.header("Vary", "Accept-Encoding")
    c.header("X-Content-Type-Options", "nosniff")
    if (asset.scope !== undefined) c.header("Service-Worker-Allowed", asset.scope)
    c.header("Content-Length", String(body.byteLength))
    if (coding !== null) c.header("Content-Encoding", coding)
    return c.body(new Uint8Array(body))
  })
  return {
    route,
    href,
    layout: () => ({
      css: href("hoistway.css"),
      scripts: [href("app.js")],
      icon: href("favicon.svg"),
      manifest: href("manifest.webmanifest"),
    }),
  }
}
