/** English words of the door: see english.ts. */
export const signIn = {
  title: "Sign in",
  heading: "Sign in",
  email: "E-mail",
  password: "Password",
  button: "Sign in",
  problem: "There is a problem",
  wrong: "E-mail and password do not belong together. Check both; capital letters count in the password.",
  incomplete: "Enter your e-mail and your password.",
  tooMany: (wait: string) => `Too many tries. Wait ${wait}, then try again.`,
  demo: "Demo: sign in as",
  demoAbout: "This is a demonstration with a made-up fleet. Choose someone, or type it above.",
  demoAs: (who: string) => `Sign in as: ${who}`,
  demoPassword: (password: string) => `The password of each is ${password}`,
  noAccount: "No access yet? Your service company invites you.",
  who: "Who",
  noScript: "",
}

/** English words of the door: see english.ts. */
export const firstAdministrator = {
  title: "Set up Hoistway",
  heading: "Set up this portal",
  about:
    "Once, on the first start. It creates your company and its first administrator; everything can be changed later.",
  company: "Company",
  you: "You",
  fields: {
    company: "Name of the service company",
    address: "Address",
    phone: "Emergency telephone number",
    phoneHint: "Shown on every page, day and night: someone may be trapped",
    name: "Your name",
    email: "Your e-mail",
    password: "Password",
    passwordHint: "At least 12 characters",
  },
  button: "Create and sign in",
  problem: "There is a problem",
  errors: {
    company: "Enter the company’s name",
    address: "Enter the company’s address",
    phone: "Enter a telephone number with the country code, like +44 20 7946 0199",
    name: "Enter your name",
    email: "Enter an e-mail address, like name@example.com",
    password: "Enter a password of at least 12 characters",
  } as Record<string, string>,
}
