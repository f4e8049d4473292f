import type { Sender } from "#access"
import type { Letter } from "#kernel/messages/letter.ts"
import type { ServiceRequest } from "./persistence/service-requests.ts"

/** To somebody without an account who asked to be told: their link leads on, and no other one does. */
export const backLetter = (company: string, request: Subject): Letter => ({
  subject: `${at(request)}: done`,
  paragraphs: [
    `The work on ${at(request)} that you reported is completed.`,
    "If something is still wrong, report it again with the code on the lift or escalator.",
  ],
  closing:
    "You get this once, because you asked for it when you reported a problem. Your address is used for nothing else, and deleted.",
  from: company,
})

/** The same as a text message. */
export const backText = (company: string, request: Subject): string =>
  `${company}: the work on ${at(request)} that you reported is completed.`

type Subject = Pick<ServiceRequest, "id" | "unit" | "building">

const letter = (sender: Sender, request: Subject, subject: string, paragraphs: ReadonlyArray<string>): Letter => ({
  subject: `${request.unit}, ${request.building}: ${subject}`,
  paragraphs,
  action: { label: "See the request", url: `${sender.address}/services/requests/${request.id}` },
  closing: `You get this because you reported or joined service request ${request.id}.`,
  from: sender.company,
})

const at = ({ unit, building }: Subject) => `${unit} in ${building}`

export const acceptedLetter = (sender: Sender, request: Subject): Letter =>
  letter(sender, request, "accepted", [
    `${sender.company} has accepted your service request about ${at(request)} and is seeing to it.`,
  ])

export const rejectedLetter = (sender: Sender, request: Subject, reason: string): Letter =>
  letter(sender, request, "not accepted", [
    `${sender.company} does not accept your service request about ${at(request)}, for this reason:`,
    reason,
  ])

export const answeredLetter = (sender: Sender, request: Subject, by: string, text: string): Letter =>
  letter(sender, request, "answered", [
    `${by} of ${sender.company} wrote about your service request on ${at(request)}:`,
    text,
  ])

export const completedLetter = (sender: Sender, request: Subject, days: number): Letter =>
  letter(sender, request, "completed", [
    `${sender.company} has completed the work on ${at(request)} that you asked for.`,
    `If it is not as it should be, you can reopen the request within ${days} days. You can also say how content you are.`,
  ])
