import type { AddressInfo } from "node:net"
import { type ParsedMail, simpleParser } from "mailparser"
import { SMTPServer } from "smtp-server"

/** A mail as it came in. */
export interface ReceivedMail {
  /** From the envelope: whom it goes to, whatever it says of itself. */
  readonly recipients: ReadonlyArray<string>
  readonly raw: string
  readonly parsed: ParsedMail
}

/** A real mail server on this machine that keeps what it takes. */
export interface MailServer {
  readonly port: number
  /** As SMTP_URL wants it. */
  readonly url: string
  readonly received: ReadonlyArray<ReceivedMail>
  readonly stop: () => Promise<void>
}

interface Habits {
  /** 0: any free port. */
  readonly port?: number
  /** What it answers to a recipient, such as 550; 0: that one is welcome. */
  readonly refuse?: (recipient: string) => number
  /** Waits before it says that a mail was taken. */
  readonly beforeTaking?: (recipient: string) => Promise<void>
}

const refusal = (responseCode: number) => Object.assign(new Error("not here"), { responseCode })

/** Starts one. Stop it before the test ends. */
export const startMailServer = async (habits: Habits = {}): Promise<MailServer> => {
  const received: Array<ReceivedMail> = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, answer) => {
      const code = habits.refuse?.(address) ?? 0
      answer(code === 0 ? null : refusal(code))
    },
    onData: (stream, { envelope }, answer) => {
      const take = async () => {
        const chunks: Array<Buffer> = []
        for await (const chunk of stream) chunks.push(chunk as Buffer)
        const recipients = envelope.rcptTo.map(({ address }) => address)
        await habits.beforeTaking?.(recipients[0] ?? "")
        const raw = Buffer.concat(chunks).toString()
        received.push({ recipients, raw, parsed: await simpleParser(raw) })
      }
      take().then(
        () => answer(null),
        (error: Error) => answer(error),
      )
    },
  })
  // A sender that is killed in the middle is no failure of the server.
  server.on("error", () => {})
  await new Promise<void>((resolve) => server.listen(habits.port ?? 0, "127.0.0.1", resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
