import type { Letter } from "#kernel/messages/letter.ts"

/** Whose portal it is, and where: what every letter needs. */
export interface Sender {
  readonly company: string
  /** Where people find the portal, without a slash at the end. */
  readonly address: string
}

const NOT_YOU = "If you did not ask for this, you need not do anything: nothing changes."

/** `hours` from now, in words: "24 hours", "7 days". */
const lasting = (hours: number) => (hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`)

export const invitationLetter = (
  sender: Sender,
  invitation: {
    readonly token: string
    readonly invitedBy: string
    /** The customer's name, or null for the service company's own team. */
    readonly account: string | null
    readonly hours: number
  },
): Letter => {
  const place = invitation.account ?? `the team of ${sender.company}`
  return {
    subject: `${invitation.invitedBy} invites you to ${place}`,
    paragraphs: [
      invitation.account === null
        ? `${invitation.invitedBy} invites you to work with the portal of ${sender.company}.`
        : `${invitation.invitedBy} invites you to the portal of ${sender.company}: it shows the lifts and escalators of ${invitation.account}, their maintenance and what is being done.`,
      `The link is for you alone, works once, and is good for ${lasting(invitation.hours)}.`,
    ],
    action: { label: "Accept the invitation", url: `${sender.address}/invitations/${invitation.token}` },
    closing: "If you do not know what this is about, you need not do anything.",
    from: sender.company,
  }
}

export const newPasswordLetter = (
  sender: Sender,
  link: { readonly token: string; readonly hours: number },
): Letter => ({
  subject: "Choose a new password",
  paragraphs: [
    `Somebody, you we hope, asked for a new password for this address at the portal of ${sender.company}.`,
    `The link works once and is good for ${lasting(link.hours)}.`,
  ],
  action: { label: "Choose a new password", url: `${sender.address}/new-password/${link.token}` },
  closing: NOT_YOU,
  from: sender.company,
})

export const passwordChangedLetter = (sender: Sender): Letter => ({
  subject: "Your password was changed",
  paragraphs: [
    `The password of your sign-in at the portal of ${sender.company} was changed, and other sign-ins have ended.`,
  ],
  action: { label: "I did not do this: choose a new password", url: `${sender.address}/forgotten-password` },
  closing: "If it was you, you need not do anything.",
  from: sender.company,
})

/** To both addresses: the present one and the new one. Each is confirmed by a link of its own. */
export const emailChangeLetter = (
  sender: Sender,
  change: { readonly token: string; readonly to: "old" | "new"; readonly newEmail: string; readonly hours: number },
): Letter => ({
  subject: "Confirm your new e-mail address",
  paragraphs: [
    change.to === "old"
      ? `Your sign-in at the portal of ${sender.company} is to move from this address to ${change.newEmail}.`
      : `A sign-in at the portal of ${sender.company} is to move to this address.`,
    `It moves once both addresses, the old and the new one, have confirmed. The link is good for ${lasting(change.hours)}.`,
  ],
  action: { label: "Confirm", url: `${sender.address}/e-mail-change/${change.token}` },
  closing:
    change.to === "old"
      ? "If you did not ask for this, do not confirm, and change your password: somebody else may know it."
      : NOT_YOU,
  from: sender.company,
})

export const lockedLetter = (sender: Sender, lock: { readonly minutes: number; readonly place: string }): Letter => ({
  subject: "Too many tries to sign in as you",
  paragraphs: [
    `Somebody tried several wrong passwords or codes for this address at the portal of ${sender.company}. The last try came out of the network at ${lock.place}.`,
    `For up to ${lock.minutes} minutes nobody can sign in with this address by password. Whoever is signed in stays so.`,
  ],
  action: { label: "Choose a new password", url: `${sender.address}/forgotten-password` },
  closing: "If it was you, wait a little and try again.",
  from: sender.company,
})

/** To a person whose role, portfolios or term were changed by somebody else, or whose access has ended. */
export const accessChangedLetter = (
  sender: Sender,
  /** `account`: the customer's name, or null for the service company's own team. */
  change: { readonly account: string | null; readonly ended: boolean },
): Letter => {
  const place = change.account ?? `the team of ${sender.company}`
  const what = change.ended ? `Your access to ${place} has ended` : `Your access to ${place} was changed`
  return {
    subject: what,
    paragraphs: [
      `${what}, at the portal of ${sender.company}. Your sign-ins there have ended${change.ended ? "" : ": sign in again to see what you may do now"}.`,
    ],
    ...(change.ended ? {} : { action: { label: "Sign in", url: `${sender.address}/sign-in` } }),
    closing: `If you think that this is a mistake, ask ${change.account === null ? "an administrator of the portal" : "an owner of the account"}.`,
    from: sender.company,
  }
}

/** Something about how one comes in was changed: told, so that one notices when it was somebody else. */
export const securityChangedLetter = (sender: Sender, what: string): Letter => ({
  subject: what,
  paragraphs: [`${what}, for your sign-in at the portal of ${sender.company}.`],
  action: { label: "Look at my settings", url: `${sender.address}/setup` },
  closing: "If it was not you, change your password at once and sign out everywhere else.",
  from: sender.company,
})

/** To one of the staff in whose name a program may act from now on. */
export const staffTokenLetter = (
  sender: Sender,
  token: { readonly name: string; readonly madeBy: string },
): Letter => ({
  subject: "A program may now act in your name",
  paragraphs: [
    `${token.madeBy} made a token for the program “${token.name}” at the portal of ${sender.company}. Whoever has it can do in your name the work with requests and service orders that you may do yourself.`,
  ],
  closing: "If you do not know what this is about, ask an administrator of the portal: it can be revoked at any time.",
  from: sender.company,
})

/** The text message that confirms a telephone number. */
export const phoneCodeText = (sender: Sender, code: string, minutes: number): string =>
  `${code} confirms this number at the portal of ${sender.company}. It is good for ${minutes} minutes. If you did not ask for it, you need not do anything.`
