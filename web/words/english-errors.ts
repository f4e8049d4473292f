/** English words of what went wrong: see english.ts. */
export const errors = {
  notFound: {
    title: "Not found",
    answer: "There is nothing at this address.",
    text: "The address may be mistyped, or what it showed is gone or not yours to see.",
    link: "Go to Home",
  },
  forbidden: {
    title: "Not allowed",
    answer: "Your role does not allow this.",
    text: "An owner of the account can do it, or give you the role.",
    link: "Go to Home",
  },
  signedOut: {
    title: "Signed out",
    answer: "You are signed out, and nothing was sent.",
    text: "Sign in again, best in another tab. Then go back to what you wrote and send it once more.",
    link: "Sign in",
  },
  tooMany: {
    title: "Too many requests",
    answer: "That was too much at once.",
    text: (wait: string) => `Wait ${wait}, then try again.`,
    link: "Go to Home",
  },
  broken: {
    title: "Something went wrong",
    answer: "This page could not be built.",
    text: "It is not your doing, and it has been recorded. Go back and try again; if it happens again, call and give the reference.",
    link: "Go to Home",
  },
  unavailable: {
    title: "Not available",
    answer: "This portal is not available right now.",
    text: "It is starting or being maintained. Try again in a minute.",
    link: "Try again",
  },
  invalid: {
    title: "Not understood",
    answer: "This request could not be read.",
    text: "Go back, check what was sent, and try again.",
    link: "Go to Home",
  },
  offline: {
    title: "Offline",
    answer: "You are offline.",
    text: "This device has no connection. What you saw before stays as it was; nothing newer is known.",
    link: "Try again",
  },
  reference: "Reference",
  emergency: "If someone is trapped, call:",
}
