import { execFile } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/** This checkout. */
export const root = path.resolve(import.meta.dirname, "../..")

const put = (folder: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), text)
  }
}

/** A folder with these files, gone when the `using` block ends. */
export const scratch = (files: Readonly<Record<string, string>>) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-scratch-"))
  put(folder, files)
  return { folder, [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) }
}

/** A copy of this checkout's sources with more files in it, sharing the installed packages. */
export const scratchCheckout = (files: Readonly<Record<string, string>>) => {
  const copy = scratch({})
  for (const entry of fs.readdirSync(root)) {
    if ([".git", "node_modules", ".hoistway", "docs", "migrations"].includes(entry)) continue
    fs.cpSync(path.join(root, entry), path.join(copy.folder, entry), { recursive: true })
  }
  fs.symlinkSync(path.join(root, "node_modules"), path.join(copy.folder, "node_modules"))
  put(copy.folder, files)
  return copy
}

/** Runs a program to its end, whatever its exit code. */
export const runProgram = (file: string, args: ReadonlyArray<string>, cwd: string) =>
  new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
    execFile(file, [...args], { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    )
  })

/** The same with a script, run by this Node. */
export const runScript = (file: string, args: ReadonlyArray<string>, cwd: string) =>
  runProgram(process.execPath, [path.join(root, file), ...args], cwd)
