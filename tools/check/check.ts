import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { allNets } from "./nets.ts"

const root = path.resolve(import.meta.dirname, "../..")
const inModules = (...parts: ReadonlyArray<string>) => path.join(root, "node_modules", ...parts)

interface Outcome {
  readonly passed: boolean
  readonly output: string
}

/** Compiler and linter are written in Go: tidying up their memory often takes them a third of their time. */
const seldomTidied = { GOGC: "400", GOMEMLIMIT: `${Math.floor(os.totalmem() / 4)}B` }

/** Runs a program in the checkout and keeps what it says. */
const program = (file: string, ...args: ReadonlyArray<string>) =>
  new Promise<Outcome>((resolve) => {
    const child = spawn(file, args, { cwd: root, env: { ...seldomTidied, ...process.env } })
    let output = ""
    const collect = (chunk: Buffer) => (output += chunk.toString())
    child.stdout.on("data", collect)
    child.stderr.on("data", collect)
    child.once("error", (error) => resolve({ passed: false, output: String(error) }))
    child.once("close", (code) => resolve({ passed: code === 0, output }))
  })
const script = (file: string, ...args: ReadonlyArray<string>) => program(process.execPath, file, ...args)

// The compiler that also sees a forgotten yield* exists for some platforms only; the others get TypeScript's own.
const effectCompiler = inModules("@effect", `tsgo-${process.platform}-${process.arch}`, "lib", "tsc")
const compile = (...args: ReadonlyArray<string>) =>
  fs.existsSync(effectCompiler)
    ? program(effectCompiler, ...args)
    : script(inModules("typescript", "bin", "tsc"), ...args)

const boundaries = (): Promise<Outcome> => {
  const caught = Object.values(allNets).flatMap((net) => net(root))
  return Promise.resolve({ passed: caught.length === 0, output: caught.join("\n") })
}

const steps: Readonly<Record<string, () => Promise<Outcome>>> = {
  format: () => script(inModules("oxfmt", "bin", "oxfmt"), "--check"),
  lint: () => script(inModules("oxlint", "bin", "oxlint"), "--deny-warnings"),
  // What it found in files that have not changed since, nor what they rest on, it knows from the run before.
  types: () =>
    compile(
      ...["--noEmit", "-p", path.join(import.meta.dirname, "tsconfig.json")],
      ...["--incremental", "--tsBuildInfoFile", inModules(".cache", "types.tsbuildinfo")],
      ...["--checkers", String(os.availableParallelism())],
    ),
  boundaries,
  "dead code": () => script(inModules("knip", "bin", "knip.js"), "--no-progress", "--no-config-hints"),
}

const begun = performance.now()
const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`
const outcomes = await Promise.all(
  Object.entries(steps).map(async ([name, run]) => {
    const { passed, output } = await run()
    console.log(`${passed ? "ok    " : "FAILED"}  ${name.padEnd(10)}  ${seconds()}`)
    return { name, passed, output }
  }),
)
const failed = outcomes.filter(({ passed }) => !passed)
for (const { name, output } of failed) console.log(`\n— ${name}\n${output.trim()}`)
console.log(
  failed.length === 0 ? `\nAll is well, after ${seconds()}.` : `\n${failed.length} of ${outcomes.length} failed.`,
)
process.exitCode = failed.length === 0 ? 0 : 1
