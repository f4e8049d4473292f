import { Context } from "effect"
import type { Config } from "../config.ts"
import type { TakenMessage } from "./outbox.ts"

/** What takes a message out of the house. Null: there is no such way, and the message is kept. */
export interface CarriersShape {
  readonly mail: ((message: TakenMessage) => Promise<void>) | null
  readonly text: ((message: TakenMessage) => Promise<void>) | null
}

export class Carriers extends Context.Service<Carriers, CarriersShape>()("kernel/Carriers") {}

/** Says that trying again would not help: the address does not exist, the number is none. */
export class Undeliverable extends Error {}

type Mail = Pick<Config, "smtpUrl" | "mailFrom">
type Texts = Pick<Config, "twilioAccount" | "twilioToken" | "twilioFrom" | "twilioAddress">

const TIMEOUT_MS = 20_000

const mailCarrier = ({ smtpUrl, mailFrom }: Mail): CarriersShape["mail"] => {
  if (smtpUrl === null || mailFrom === null) return null
  const transport = import("nodemailer").then(({ createTransport }) =>
    createTransport({
      url: smtpUrl,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    }),
  )
  return async ({ id, recipient, subject, text, html }) => {
    const mailer = await transport
    try {
      await mailer.sendMail({
        from: mailFrom,
        // As an object: a name or comma in it cannot become a second recipient.
        to: { name: "", address: recipient },
        subject,
        text,
        ...(html === null ? {} : { html }),
        // The same for each try, so that a mail that was sent twice can be seen to be one.
        messageId: `<hoistway-${id}@${mailFrom.replace(/^.*@|>$/g, "")}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    } catch (error) {
      const { responseCode } = error as { responseCode?: number }
      if (responseCode !== undefined && responseCode >= 550 && responseCode <= 559) {
        throw new Undeliverable((error as Error).message)
      }
      throw error
    }
  }
}

const textCarrier = ({ twilioAccount, twilioToken, twilioFrom, twilioAddress }: Texts): CarriersShape["text"] => {
  if (twilioAccount === null || twilioToken === null || twilioFrom === null) return null
  const client = import("twilio").then(({ default: twilio }) => {
    const made = twilio(twilioAccount, twilioToken, { timeout: TIMEOUT_MS })
    if (twilioAddress !== null) made.api.baseUrl = twilioAddress
    return made
  })
  return async ({ recipient, text }) => {
    try {
      await (await client).messages.create({ to: recipient, from: twilioFrom, body: text })
    } catch (error) {
      const { status } = error as { status?: number }
      if (status === 400) throw new Undeliverable((error as Error).message)
      throw error
    }
  }
}

/** The ways out that the settings name. */
export const carriers = (config: Mail & Texts): CarriersShape => ({
  mail: mailCarrier(config),
  text: textCarrier(config),
})
