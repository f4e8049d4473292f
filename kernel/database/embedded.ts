import { execFile, spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { promisify } from "node:util"
import { EmbeddedServerFailed, findBinaries, type Owner, reachable, serverOwner } from "./embedded-binaries.ts"

const run = promisify(execFile)
const USER = "hoistway"

/** A running server: where it is, whether an earlier run had left it running, and how to end it. */
export interface EmbeddedServer {
  readonly url: string
  readonly reused: boolean
  /** Ends the server after its sessions (a fast shutdown); resolves when it is gone. */
  readonly stop: () => Promise<void>
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

/** The name of a process's program, or null where it cannot be told. */
const programOf = (pid: number): string | null => {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, "utf8")
  } catch {
    return spawnSync("ps", ["-p", String(pid), "-o", "comm="], { encoding: "utf8" }).stdout
  }
}

const gone = async (pid: number) => {
  while (isAlive(pid)) await after(20)
}

/** A server process, and the end of what it has said. */
interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly lastWords: () => string
}

const PATIENCE_MINUTES = 10

/**
 * The server that works in a cluster, or null when none does. One that is just starting or ending is waited for. After a crash
 * of the machine, or in a new container, the number that it had may be another program's: then what it left is taken away.
 * Rejects with EmbeddedServerFailed when it starts or ends for longer than a crash of any size takes to be made good.
 */
const serverAtWork = async (cluster: string): Promise<Postmaster | null> => {
  const pidFile = path.join(cluster, "postmaster.pid")
  for (const deadline = performance.now() + PATIENCE_MINUTES * 60_000; performance.now() < deadline; await after(50)) {
    const [pid, , , port, , , , status] = fs.existsSync(pidFile) ? fs.readFileSync(pidFile, "utf8").split("\n") : []
    if (pid === undefined || !isAlive(Number(pid))) return null
    if (programOf(Number(pid))?.trim().endsWith("postgres") === false) {
      fs.rmSync(pidFile)
      return null
    }
    if (status?.trim() === "ready") return { pid: Number(pid), port: Number(port), lastWords: () => "" }
  }
  throw new EmbeddedServerFailed(
    `The Postgres of an earlier run has been starting or ending for ${PATIENCE_MINUTES} minutes. ` +
      `Its process number is the first line of ${pidFile}: end it, then start again.`,
  )
}

/** An eighth of the memory, from 128 MB to 1 GB: what is written again and again stays there. It is taken only as it is used. */
const bufferMegabytes = (): number => Math.round(Math.min(1024, Math.max(128, os.totalmem() / 2 ** 20 / 8)))

const address = (password: string, port: number) => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`

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

/** How the server is run. */
interface Options {
  /** Speed instead of durability, and nothing left afterwards: for tests. */
  readonly ephemeral?: boolean
  readonly connections?: number
  /** Given, the server is started again whenever it ends by itself, and this is told why. */
  readonly keepUp?: (what: string, why: string) => void
}

/** Starts a server in a cluster; resolves once it accepts connections. */
const launch = async (
  postgres: string,
  cluster: string,
  port: number,
  owner: Owner,
  options: Options,
): Promise<Postmaster> => {
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
  const settings = Object.entries(flags).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  // Detached: Ctrl-C reaches our process alone, which then ends the server last.
  const server = spawn(postgres, ["-D", cluster, "-p", String(port), ...settings], {
    ...owner,
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  })
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
  server.unref()
  if ("unref" in server.stderr) (server.stderr as net.Socket).unref()
  return { pid: server.pid ?? 0, port, lastWords: () => log }
}

const PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

/** The server that is, or is just being started, and whether it is to end. */
interface Place {
  postmaster: Promise<Postmaster>
  leaving: boolean
}

/** Looks each second whether the server is still there, and starts it when it is not, ever more seldom while that fails. */
const keepUp = async (place: Place, start: () => Promise<Postmaster>, tell: NonNullable<Options["keepUp"]>) => {
  for (let pause = PAUSE_MS; ;) {
    await after(pause, undefined, { ref: false })
    const before = await place.postmaster
    if (place.leaving) return
    if (isAlive(before.pid)) continue
    if (pause === PAUSE_MS) tell("the database ended by itself and is started again", before.lastWords())
    place.postmaster = start().catch((error: Error) => {
      tell("the database does not start", error.message)
      return before
    })
    pause = (await place.postmaster) === before ? Math.min(2 * pause, LONGEST_PAUSE_MS) : PAUSE_MS
  }
}

/**
 * Starts a Postgres from the npm package on a free port of 127.0.0.1 with its cluster in `folder`, which is made when it is
 * missing. A server that a killed run left there is used as it is. Rejects with EmbeddedServerFailed.
 */
export const startEmbedded = async (folder: string, options: Options = {}): Promise<EmbeddedServer> => {
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

  const earlier = await serverAtWork(cluster)
  const port = earlier?.port ?? (await freePort())
  const start = () => launch(found.postgres, cluster, port, owner, options)
  const place: Place = { postmaster: Promise.resolve(earlier ?? (await start())), leaving: false }
  if (options.keepUp !== undefined) void keepUp(place, start, options.keepUp)
  return {
    url: address(password, port),
    reused: earlier !== null,
    stop: async () => {
      place.leaving = true
      const { pid } = await place.postmaster
      if (isAlive(pid)) process.kill(pid, "SIGINT")
      await gone(pid)
      if (options.ephemeral === true) fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
