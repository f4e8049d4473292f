import os from "node:os"
import path from "node:path"
import { createHash } from "node:crypto"
import { accessSync, constants } from "node:fs"

/** One row of the settings table: what it is, what it is when nothing is given, and how a given text is read. */
interface Setting<A> {
  readonly name: string
  readonly about: string
  readonly secret?: boolean
  readonly default: () => A
  /** Returns the value, or throws an Error that says what is expected. */
  readonly read: (text: string) => A
}

const integer = (from: number, to: number) => (text: string) => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < from || value > to) throw new Error(`give a whole number from ${from} to ${to}`)
  return value
}

const oneOf =
  <const A extends string>(...allowed: ReadonlyArray<A>) =>
  (text: string): A => {
    const found = allowed.find((a) => a === text)
    if (found === undefined) throw new Error(`give one of ${allowed.join(", ")}`)
    return found
  }

const postgresUrl = (value: string) => {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw new Error("give an address such as postgres://user:password@host:5432/database")
  }
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    throw new Error("give an address that starts with postgres://")
  }
  if (url.username === "" || url.password === "") {
    throw new Error("give the user and its password too: postgres://user:password@host:5432/database")
  }
  return value
}

const webAddress = (value: string) => {
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw new Error("give an address such as https://portal.example.com")
  }
  if (!/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "") {
    throw new Error("give an address such as https://portal.example.com, without a path")
  }
  return url.origin
}

const smtpUrl = (value: string) => {
  if (!URL.canParse(value) || !/^smtps?:$/.test(new URL(value).protocol)) {
    throw new Error("give an address such as smtp://user:password@mail.example.com:587")
  }
  return value
}

const sender = (value: string) => {
  if (!/^(?:[^<>"@\r\n]+ )?<?[^\s<>"@]+@[^\s<>"@]+>?$/.test(value)) {
    throw new Error("give an address such as Kestrel Lifts <portal@kestrel.example>")
  }
  return value
}

const phoneNumber = (value: string) => {
  if (!/^\+[1-9]\d{6,14}$/.test(value)) throw new Error("give a number in international form such as +442079460199")
  return value
}

const providerAddress = (value: string) => {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new Error("give the issuer's address such as https://login.example.com/realms/office")
  }
  return value
}

const domains = (value: string): ReadonlyArray<string> => {
  const all = value.split(",").map((domain) => domain.trim().toLowerCase())
  if (all.some((domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))) {
    throw new Error("give domains such as kestrel.example, with commas between them")
  }
  return all
}

const asIs = (value: string) => value

const checkout = path.resolve(import.meta.dirname, "..")

/** As root the database server runs as another user, who cannot enter a home of mode 700: then the folder lies outside it. */
const dataFolder = () => {
  if (process.getuid?.() !== 0) {
    try {
      accessSync(checkout, constants.W_OK)
      return path.join(checkout, ".hoistway")
    } catch {
      return path.join(os.homedir(), ".hoistway", createHash("sha256").update(checkout).digest("hex").slice(0, 12))
    }
  }
  return path.join("/var/lib/hoistway", createHash("sha256").update(checkout).digest("hex").slice(0, 12))
}

const setting = <A>(row: Setting<A>) => row

/** Every setting of the product. Nothing else in the project reads the environment. */
export const settings = {
  databaseUrl: setting<string | null>({
    name: "DATABASE_URL",
    about:
      "Postgres 16 or later, as a user that may create roles and schemas. Not given: an embedded server is started.",
    secret: true,
    default: () => null,
    read: postgresUrl,
  }),
  data: setting<string>({
    name: "HOISTWAY_DATA",
    about: "Folder of the embedded server and of uploaded files.",
    default: dataFolder,
    read: (value) => path.resolve(value),
  }),
  host: setting<string>({
    name: "HOST",
    about: "Address to listen on. 0.0.0.0 is every network of this machine.",
    default: () => "127.0.0.1",
    read: asIs,
  }),
  port: setting<number | null>({
    name: "PORT",
    about: "Port to listen on. Not given: 8080, or the next free one.",
    default: () => null,
    read: integer(0, 65535),
  }),
  publicAddress: setting<string | null>({
    name: "PUBLIC_ADDRESS",
    about: "Where browsers find the portal. With https, cookies are marked Secure. Not given: as the request says.",
    default: () => null,
    read: webAddress,
  }),
  logLevel: setting<"debug" | "info" | "warn" | "error">({
    name: "LOG_LEVEL",
    about: "The least important lines to log: debug, info, warn or error.",
    default: () => "info",
    read: oneOf("debug", "info", "warn", "error"),
  }),
  logFormat: setting<"json" | "text">({
    name: "LOG_FORMAT",
    about: "json for machines, text for people.",
    default: () => (process.stdout.isTTY ? "text" : "json"),
    read: oneOf("json", "text"),
  }),
  environment: setting<"production" | "development">({
    name: "HOISTWAY_ENV",
    about: "development shows the /design page and reads templates and styles anew at each request.",
    default: () => "production",
    read: oneOf("production", "development"),
  }),
  telemetryDays: setting<number>({
    name: "TELEMETRY_DAYS",
    about: "For how many days single messages of units are kept; what is reckoned from them is kept for ever.",
    default: () => 40,
    read: integer(37, 3660),
  }),
  firmWeeks: setting<number>({
    name: "FIRM_WEEKS",
    about: "For how many weeks from tomorrow on the planner's visits are firm: their day is told to the customer.",
    default: () => 4,
    read: integer(1, 26),
  }),
  trappedMinutes: setting<number>({
    name: "RESPONSE_TRAPPED_MINUTES",
    about: "Within so many minutes somebody is promised to be at a unit with somebody inside.",
    default: () => 60,
    read: integer(1, 1440),
  }),
  responseMinutes: setting<number>({
    name: "RESPONSE_MINUTES",
    about: "Within so many minutes somebody is promised to be at a unit otherwise, once it is reported.",
    default: () => 240,
    read: integer(1, 43_200),
  }),
  sessionHours: setting<number>({
    name: "SESSION_HOURS",
    about: "Hours after its last use at which a sign-in ends.",
    default: () => 24 * 14,
    read: integer(1, 24 * 365),
  }),
  trustedProxies: setting<number>({
    name: "TRUSTED_PROXIES",
    about: "How many proxies of yours stand in front and add to X-Forwarded-For. 0: the header is not believed.",
    default: () => 0,
    read: integer(0, 10),
  }),
  metricsToken: setting<string | null>({
    name: "METRICS_TOKEN",
    about: "Bearer token that /metrics asks for. Not given: /metrics answers only to this machine itself.",
    secret: true,
    default: () => null,
    read: asIs,
  }),
  smtpUrl: setting<string | null>({
    name: "SMTP_URL",
    about: "Mail server. Not given: mail is kept and shown under Operations, Outbox.",
    secret: true,
    default: () => null,
    read: smtpUrl,
  }),
  mailFrom: setting<string | null>({
    name: "MAIL_FROM",
    about: "Who mail comes from, such as Kestrel Lifts <portal@kestrel.example>. SMTP_URL needs it.",
    default: () => null,
    read: sender,
  }),
  twilioAccount: setting<string | null>({
    name: "TWILIO_ACCOUNT_SID",
    about: "Account for text messages. Not given: they are kept and shown under Operations, Outbox.",
    default: () => null,
    read: asIs,
  }),
  twilioToken: setting<string | null>({
    name: "TWILIO_AUTH_TOKEN",
    about: "The account's token. TWILIO_ACCOUNT_SID needs it.",
    secret: true,
    default: () => null,
    read: asIs,
  }),
  twilioFrom: setting<string | null>({
    name: "TWILIO_FROM",
    about: "The number that text messages come from, such as +442079460199. TWILIO_ACCOUNT_SID needs it.",
    default: () => null,
    read: phoneNumber,
  }),
  twilioAddress: setting<string | null>({
    name: "TWILIO_ADDRESS",
    about: "Where the service is, when not at api.twilio.com: a proxy, or a test's own.",
    default: () => null,
    read: webAddress,
  }),
  oidcIssuer: setting<string | null>({
    name: "OIDC_ISSUER",
    about: "An OpenID Connect provider to sign in with. Not given: there is none.",
    default: () => null,
    read: providerAddress,
  }),
  oidcClientId: setting<string | null>({
    name: "OIDC_CLIENT_ID",
    about: "What the provider calls this portal. OIDC_ISSUER needs it.",
    default: () => null,
    read: asIs,
  }),
  oidcClientSecret: setting<string | null>({
    name: "OIDC_CLIENT_SECRET",
    about: "The portal's secret at the provider. OIDC_ISSUER needs it.",
    secret: true,
    default: () => null,
    read: asIs,
  }),
  oidcDomains: setting<ReadonlyArray<string> | null>({
    name: "OIDC_DOMAINS",
    about: "Whose addresses the provider may vouch for: domains with commas between them. OIDC_ISSUER needs it.",
    default: () => null,
    read: domains,
  }),
  oidcName: setting<string>({
    name: "OIDC_NAME",
    about: "What the button says: Sign in with …",
    default: () => "your organisation",
    read: asIs,
  }),
  uploadMegabytes: setting<number>({
    name: "UPLOAD_MEGABYTES",
    about: "Largest file that may be uploaded.",
    default: () => 200,
    read: integer(1, 10_000),
  }),
} as const

type Read<S> = S extends Setting<infer A> ? A : never
export type Config = { readonly [K in keyof typeof settings]: Read<(typeof settings)[K]> }

/** All wrong settings at once, one sentence each. */
export class ConfigInvalid extends Error {
  readonly problems: ReadonlyArray<string>
  constructor(problems: ReadonlyArray<string>) {
    super(
      `${problems.length === 1 ? "A setting is" : `${problems.length} settings are`} wrong:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    )
    this.problems = problems
  }
}

/** Settings that are of no use without others. */
const together: ReadonlyArray<readonly [keyof Config, ReadonlyArray<keyof Config>]> = [
  ["smtpUrl", ["mailFrom"]],
  ["twilioAccount", ["twilioToken", "twilioFrom"]],
  ["oidcIssuer", ["oidcClientId", "oidcClientSecret", "oidcDomains"]],
]

type Environment = Readonly<Record<string, string | undefined>>

/** The environment of a program that this one starts: its own, with some more. */
export const childEnvironment = (more: Environment): Environment => ({ ...process.env, ...more })

/** Reads every setting; an empty text counts as not given. Throws `ConfigInvalid` with all that is wrong. */
export const readConfig = (environment: Environment = process.env): Config => {
  const problems: Array<string> = []
  const entries = Object.entries(settings).map(([key, row]) => {
    const given = environment[row.name]
    if (given === undefined || given.trim() === "") return [key, row.default()]
    try {
      return [key, row.read(given.trim())]
    } catch (error) {
      const shown = row.secret === true ? "(not shown)" : JSON.stringify(given)
      problems.push(`${row.name}=${shown}: ${(error as Error).message}.`)
      return [key, null]
    }
  })
  const config = Object.fromEntries(entries) as Config
  for (const [key, needed] of together) {
    const missing = needed.filter((other) => config[other] === null).map((other) => settings[other].name)
    if (config[key] !== null && missing.length > 0) {
      problems.push(`${settings[key].name} needs ${missing.join(" and ")} too.`)
    }
  }
  if (problems.length > 0) throw new ConfigInvalid(problems)
  return config
}

/** The settings as a table for people: name, value now, default, secrets hidden. */
export const describeConfig = (config: Config): string =>
  Object.entries(settings)
    .map(([key, row]) => {
      const now = config[key as keyof Config]
      const standard = row.default()
      const shown = (value: unknown) => (value === null ? "(none)" : String(value))
      const value = row.secret === true && now !== null ? "(set, not shown)" : shown(now)
      const from = now === standard ? "default" : `default ${shown(standard)}`
      return `${row.name}${row.secret === true ? "  [secret]" : ""}\n    ${value}  (${from})\n    ${row.about}`
    })
    .join("\n")
