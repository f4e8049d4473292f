import { execFile, spawnSync } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"
import { promisify } from "node:util"

/** Where the browser lies, and the environment it needs. */
export interface Chromium {
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
}

/** The browser cannot run on this machine; the message says what to install. */
class BrowserUnusable extends Error {}

const run = promisify(execFile)
const inPackage = createRequire(import.meta.url)

/** Ours, and closed to others: a folder that somebody else has put there is not run. */
const isOwn = (folder: string) => {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.isDirectory() && found.uid === os.userInfo().uid && (found.mode & 0o022) === 0) return true
  throw new BrowserUnusable(`${folder} belongs to somebody else or is open to all. Remove it, or set TMPDIR.`)
}

/** The package unpacked, once a machine and user. Two that start at once unpack apart; the first one's stays. */
const unpacked = async (): Promise<string> => {
  const packageFile = path.resolve(path.dirname(inPackage.resolve("@sparticuz/chromium")), "../package.json")
  const { version } = JSON.parse(fs.readFileSync(packageFile, "utf8")) as { readonly version: string }
  const folder = path.join(os.tmpdir(), `hoistway-chromium-${version}-${os.userInfo().uid}`)
  if (isOwn(folder)) return folder
  const half = fs.mkdtempSync(`${folder}-`)
  try {
    await run(process.execPath, [path.join(import.meta.dirname, "unpack-chromium.ts")], {
      env: { ...process.env, TMPDIR: half },
    })
    fs.renameSync(half, folder)
  } catch (error) {
    fs.rmSync(half, { recursive: true, force: true })
    if (!isOwn(folder)) throw error
  }
  return folder
}

/** Which packages bring a library, by package manager. */
const packages: Readonly<Record<string, { readonly install: string; readonly names: Readonly<Record<string, string>> }>> =
  {
    "apt-get": {
      install: "apt-get install -y",
      names: { libnss: "libnss3", libsmime: "libnss3", libnspr: "libnspr4", libpl: "libnspr4", libexpat: "libexpat1", libgcc_s: "libgcc-s1" },
    },
    dnf: {
      install: "dnf install -y",
      names: { libnss: "nss", libsmime: "nss", libnspr: "nspr", libpl: "nspr", libexpat: "expat", libgcc_s: "libgcc" },
    },
    zypper: {
      install: "zypper install -y",
      names: { libnss: "mozilla-nss", libsmime: "mozilla-nss", libnspr: "mozilla-nspr", libpl: "mozilla-nspr", libexpat: "libexpat1", libgcc_s: "libgcc_s1" },
    },
    pacman: {
      install: "pacman -S --noconfirm",
      names: { libnss: "nss", libsmime: "nss", libnspr: "nspr", libpl: "nspr", libexpat: "expat", libgcc_s: "gcc-libs" },
    },
  } // prettier-ignore

/** The line to type that brings the missing libraries. */
export const installLine = (missing: ReadonlyArray<string>, manager: string | undefined): string => {
  const known = manager === undefined ? undefined : packages[manager]
  const find = (library: string) => Object.entries(known?.names ?? {}).find(([start]) => library.startsWith(start))?.[1]
  const names = missing.map(find)
  if (known === undefined || names.includes(undefined)) return `install the packages that bring ${missing.join(", ")}`
  return `${known.install} ${[...new Set(names)].join(" ")}`
}

/** The libraries that the linker does not find, from what ldd prints. */
export const missingLibraries = (printed: string): ReadonlyArray<string> => [
  ...new Set([...printed.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? "")),
]

const librariesMissing = (executable: string, environment: Readonly<Record<string, string>>) => {
  const asked = spawnSync("ldd", [executable], { env: { ...process.env, ...environment }, encoding: "utf8" })
  const printed = `${asked.stdout}\n${asked.stderr}`
  const tooOld = /version `(\w+)' not found/.exec(printed)
  if (tooOld !== null) {
    throw new BrowserUnusable(`This system is too old for the browser that the tests use: it lacks ${tooOld[1]}.`)
  }
  return missingLibraries(printed)
}

const managerHere = () =>
  Object.keys(packages).find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0)

/** The package names the folder of its own machines; ours has to be told. */
const fontsConfig = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`

/**
 * Makes the browser of the npm package ready to run on a bare machine: with its own fonts, so that pages measure the same
 * everywhere, and with its own libraries where the system has none. Throws `BrowserUnusable` with the line to type when a
 * library is missing all the same.
 */
export const readyChromium = async (): Promise<Chromium> => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new BrowserUnusable(
      "The browser that the tests use runs on Linux on x64 processors: run them there, or in a container.",
    )
  }
  const folder = await unpacked()
  const executable = path.join(folder, "chromium")
  const fonts = path.join(folder, "fonts.conf")
  if (!fs.existsSync(fonts)) {
    const own = `${fonts}.${process.pid}`
    fs.writeFileSync(own, fontsConfig(folder))
    fs.renameSync(own, fonts)
  }
  const plain = { FONTCONFIG_FILE: fonts, HOME: folder }
  const withOwnLibraries = { ...plain, LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") }
  const environment = librariesMissing(executable, plain).length === 0 ? plain : withOwnLibraries
  const missing = librariesMissing(executable, environment)
  if (missing.length > 0) {
    throw new BrowserUnusable(
      `The browser that the tests use lacks ${missing.join(", ")}. As root:\n\n  ${installLine(missing, managerHere())}\n`,
    )
  }
  return { executable, environment }
}
