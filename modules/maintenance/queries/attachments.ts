import * as Attachments from "../persistence/attachments.ts"

/** The pictures of a request or an order that the viewer sees, in order. */
export const attachmentsOf = Attachments.of

/** One picture, or null when there is none that the viewer may see. */
export const attachment = Attachments.find
