import { AsyncLocalStorage } from "node:async_hooks"
import type { Config } from "./config.ts"

export type Level = "debug" | "info" | "warn" | "error"
type Fields = Readonly<Record<string, unknown>>

/** Writes one line an event: JSON for machines, or text for people. */
export type Log = Readonly<Record<Level, (message: string, fields?: Fields) => void>>

const order: ReadonlyArray<Level> = ["debug", "info", "warn", "error"]

const context = new AsyncLocalStorage<Fields>()

/** Adds fields, such as a request's id, to every line written while the work runs. */
export const withLogFields = <A>(fields: Fields, work: () => A): A =>
  context.run({ ...context.getStore(), ...fields }, work)

const plain = (value: unknown): unknown =>
  value instanceof Error ? { message: value.message, stack: value.stack } : value

/** A log that writes what is important enough to standard error. */
export const createLog = (config: Pick<Config, "logLevel" | "logFormat">): Log => {
  const write = (level: Level, message: string, fields: Fields = {}) => {
    if (order.indexOf(level) < order.indexOf(config.logLevel)) return
    const all = { ...context.getStore(), ...fields }
    const time = new Date().toISOString()
    if (config.logFormat === "json") {
      const entries = Object.entries(all).map(([name, value]) => [name, plain(value)])
      process.stderr.write(`${JSON.stringify({ time, level, message, ...Object.fromEntries(entries) })}\n`)
      return
    }
    const pairs = Object.entries(all).map(([name, value]) => {
      if (value instanceof Error) return `\n  ${value.stack}`
      return `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`
    })
    process.stderr.write(`${time.slice(11, 19)} ${level.padEnd(5)} ${message} ${pairs.join(" ")}\n`)
  }
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  }
}
