import { plural } from "./counted.ts"
import type { MessageKind, MessageStatus } from "#kernel/messages/outbox.ts"

const statuses: Readonly<Record<MessageStatus, string>> = {
  waiting: "Waiting",
  kept: "Kept",
  failed: "Failed",
  sent: "Sent",
}

const kinds: Readonly<Record<MessageKind, string>> = { mail: "Mail", text: "Text message" }

/** English words of this part of the portal: see english.ts. */
export const outbox = {
  title: "Outbox",
  answer: (count: number, figure: string) =>
    count === 0
      ? "Everything has been sent."
      : `${figure} ${plural(count, "message has", "messages have")} not been sent.`,
  about:
    "Mail and text messages to people. Those that were sent stay for 90 days without their text, for it may let somebody in.",
  noMail: "No mail server is set (SMTP_URL): mail is kept here, to be read and handed on.",
  noTexts: "No service for text messages is set (TWILIO_ACCOUNT_SID): they are kept here.",
  demo: "This is the demonstration: no mail leaves it. Read here what people would get.",
  filter: "Show",
  all: "All",
  statuses,
  kinds,
  subject: "Message",
  to: "To",
  status: "State",
  when: "Written",
  sentAt: "Sent",
  tries: "Tries",
  error: "Error",
  again: "Send again",
  againAll: (figure: string) => `Send all ${figure} again`,
  againDone: (count: number, figure: string) =>
    count === 0
      ? "There was nothing left to send again: somebody was quicker."
      : `${figure} ${plural(count, "message is", "messages are")} being sent again.`,
  none: {
    title: "No message.",
    text: "What the portal writes to people (invitations, links for a new password, codes) appears here.",
    link: null,
  },
  shown: (count: number, figure: string) => `${figure} ${plural(count, "message", "messages")}`,
  read: "That you read this is written into the audit log.",
  text: "Text",
  html: "As it is shown by mail programs",
  gone: {
    title: "Its text is no longer here.",
    text: "It has been sent, and with that its text was removed: it may have let somebody in.",
    link: null,
  },
  back: "Back to the outbox",
} as const
