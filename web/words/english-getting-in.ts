/** English words of this part of the portal: see english.ts. */
export const gettingIn = {
  problem: "There is a problem",
  tooMany: (wait: string) => `Too many tries. Wait ${wait}, then try again.`,

  /** At the door, beside the password. */
  door: {
    forgotten: "Forgotten your password?",
    passkey: "Sign in with a passkey",
    passkeyStopped: "No passkey was chosen. Try again, or sign in with your password.",
    passkeyFailed: "The passkey could not be asked for. Try again in a while, or sign in with your password.",
    provider: (name: string) => `Sign in with ${name}`,
  },
  problems: {
    "code-over": "The time for the code is over, or there were too many wrong ones. Sign in again.",
    passkey: "This passkey does not open anything here. Sign in with another one, or with your password.",
    "provider-unreachable":
      "The sign-in of your organisation does not answer as it should. Try again in a while, or sign in with your password.",
    "provider-declined":
      "Your organisation did not let you in, or you stopped. Try again, or sign in with your password.",
    "provider-broken": "That took too long, or was begun in another window. Try again from here.",
    "provider-not-vouched":
      "Your organisation gave no confirmed e-mail address that is accepted here. Sign in with your password.",
    "provider-unknown": "Nobody here has the address that your organisation gave. Your service company invites you.",
  },
  done: {
    "new-password": "Your new password counts from now on, and all earlier sign-ins have ended. Sign in with it.",
  },

  secondFactor: {
    title: "Enter your code",
    about: "Open your authenticator app and enter the six figures that it shows for this portal.",
    code: "Code",
    hint: "Six figures, or one of your recovery codes if you do not have the app at hand",
    button: "Sign in",
    again: "Sign in as someone else",
    missing: "Enter the code from your app, or a recovery code",
    wrong: (left: number) =>
      `The code is wrong or was used already. ${left === 1 ? "One try is" : `${left} tries are`} left`,
  },

  forgotten: {
    title: "Forgotten your password?",
    about: "Enter the address that you sign in with. We send a link by which you choose a new password.",
    email: "E-mail",
    button: "Send the link",
    back: "Back to signing in",
    sentTitle: "Look into your mail",
    sent: "If somebody signs in with that address, a letter with a link is on its way. The link works once, for two hours.",
    sentMore: "Nothing there after some minutes? Look among the unwanted mail, and check how the address is written.",
    kept: "This portal has no mail server yet: the letter lies under Operations, Outbox, where an administrator can read it.",
    again: "Send another link",
  },

  newPassword: {
    title: "Choose a new password",
    about: (email: string) => `For the sign-in of ${email}. All present sign-ins end, on every device.`,
    email: "E-mail",
    password: "New password",
    hint: "At least 12 characters. Several words that only you would put together are good",
    button: "Save the password",
    worthlessTitle: "This link is worth nothing any more",
    worthless: "It is older than two hours, or it or another one that was sent to you was used already.",
    another: "Send me a new link",
  },
} as const
