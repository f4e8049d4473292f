import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { Effect, Layer } from "effect"
import { connectGateway } from "#equipment"
import { type Config, readConfig } from "#kernel/config.ts"
import type { Level, Log } from "#kernel/observability.ts"
import { consumers, createRuntime, type Runtime, services } from "../../web/composition.ts"
import { createWeb } from "../../web/create-web.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { DEMO_HUB } from "../../web/demo/load-demo.ts"
import { listen } from "../../web/listen.ts"
import type { Web } from "../../web/web.ts"
import type { TestDatabase } from "./database.ts"
import { demoDatabase, portalDatabase } from "./database-templates.ts"

export interface LogLine {
  readonly level: Level
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Somebody who asks the portal for pages, signed in or not. Redirects are not followed. */
export interface Visitor {
  /** As sent: "hoistway=…", or "". */
  readonly cookie: string
  readonly get: (address: string, headers?: Readonly<Record<string, string>>) => Promise<Response>
  /** Posts a form from a page of the portal itself. */
  readonly post: (
    address: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>
}

/** A whole portal in the test's process: database, services, consumers, and a server that listens. */
export interface Portal {
  readonly url: string
  readonly port: number
  readonly database: TestDatabase
  readonly runtime: Runtime
  readonly config: Config
  readonly web: Web
  /** Every line logged so far. */
  readonly logged: ReadonlyArray<LogLine>
  readonly visitor: (cookie?: string) => Visitor
  /** Signs in with a password (the demo's, if none is given) at the door. */
  readonly signIn: (email: string, password?: string) => Promise<Visitor>
  /** The id of a unit by its equipment number or by its name and building. */
  readonly unitId: (name: string, building?: string) => Promise<number>
  /** Lets no request in any more and waits for those under way. */
  readonly close: () => Promise<void>
  readonly stop: () => Promise<void>
}

interface Options {
  readonly demo?: boolean
  /** Another portal's, as after a restart; who made it drops it. */
  readonly database?: TestDatabase
  /** As the environment gives them. */
  readonly settings?: Readonly<Record<string, string>>
}

const collectingLog = () => {
  const logged: Array<LogLine> = []
  const at =
    (level: Level) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void logged.push({ level, message, fields })
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
  return { log, logged }
}

/** What the browser keeps of an answer's session: "name=value", or "" when it has none. Other steps have cookies of their own. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .find((cookie) => /^(__Host-)?hoistway=./.test(cookie)) ?? ""

const visitorAt = (url: string, cookie = ""): Visitor => {
  // Who does not say what it takes is sent packed pages: that is what the browsers of the journeys are for.
  const own = { "Accept-Encoding": "identity", ...(cookie === "" ? {} : { Cookie: cookie }) }
  return {
    cookie,
    get: (address, headers = {}) => fetch(url + address, { redirect: "manual", headers: { ...own, ...headers } }),
    post: (address, form, headers = {}) =>
      fetch(url + address, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams(form),
        headers: { Origin: url, ...own, ...headers },
      }),
  }
}

/** Starts a portal on a free port of 127.0.0.1. Call `stop` in afterAll. */
export const testPortal = async (options: Options = {}): Promise<Portal> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "hoistway-portal-"))
  const database = options.database ?? (await (options.demo === true ? demoDatabase() : portalDatabase()))
  const config = readConfig({ HOISTWAY_DATA: folder, PORT: "0", ...options.settings })
  const { log, logged } = collectingLog()
  const worker = consumers(database.appUrl, config, (failure) => log.warn("a consumer failed", { ...failure }))
  const runtime = createRuntime(worker.pipe(Layer.provideMerge(services(database.appUrl, { listening: true }))))
  await runtime.runPromise(Effect.void)
  const web = createWeb(config, runtime, log)
  const listening = await listen(web, config)
  const { url } = listening
  return {
    url,
    port: listening.port,
    database,
    runtime,
    config,
    web,
    logged,
    visitor: (cookie) => visitorAt(url, cookie),
    signIn: async (email, password = demoPassword) => {
      const answer = await visitorAt(url).post("/sign-in", { email, password })
      if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`)
      return visitorAt(url, cookieOf(answer))
    },
    unitId: async (name, building) => {
      const [found, another] = await database.owner<Array<{ id: number }>>`
        select u.id from equipment.units u join equipment.buildings b on b.id = u.building_id
        where (u.name = ${name} or u.equipment_number = ${name}) and (${building ?? null}::text is null or b.name = ${building ?? null})`
      if (found === undefined || another !== undefined) throw new Error(`Not one unit ${name}.`)
      return found.id
    },
    close: listening.close,
    stop: async () => {
      await listening.close()
      await runtime.dispose()
      if (options.database === undefined) await database.drop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The demo's hub, which may report for every connected unit. Returns its token. */
export const demoHub = async (portal: Portal): Promise<string> => {
  const { token } = await portal.runtime.runPromise(
    connectGateway({ accountId: null, name: DEMO_HUB, unitIds: "as before" }),
  )
  return token
}

/** Sends messages as a gateway does: one JSON object a line. */
export const report = (url: string, token: string, ...messages: ReadonlyArray<object>): Promise<Response> =>
  fetch(`${url}/telemetry`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/x-ndjson" },
    body: messages.map((message) => `${JSON.stringify(message)}\n`).join(""),
  })
