import { plural } from "./counted.ts"

/** English words of the tokens of the service company's own programs: see english.ts. */
export const staffTokens = {
  title: "Tokens",
  answer: (count: number, figure: string) =>
    count === 0
      ? "No program of the company’s has a token."
      : `${figure} ${plural(count, "token lets a program", "tokens let programs")} do the company’s work`,
  about:
    "A token lets a program accept requests, hand out orders and report what was done. It acts for one of the staff, may what they may at any time, and ends when they leave.",
  staff: "Acts for",
  left: "not on the staff any more",
  role: (name: string, role: string) => `${name}, ${role.toLowerCase()}`,
  none: {
    title: "No token has been made.",
    text: "Make one below for each program, so that each can be revoked by itself.",
    link: null,
  },
  newNameHint: "The program that uses it, such as “Call centre”",
  newStaffHint: "They are told by mail",
  choose: "Choose a person",
  staffMissing: "Choose for whom it acts",
  nameTaken: (name: string) => `${name} has a token of this name: choose another, or revoke that one`,
  shownAbout:
    "This is the only time that it is shown. Put it where the program keeps its secrets. Whoever has it does the company’s work in that person’s name.",
} as const
