import type { Door } from "../../modules/access/use-cases/sign-in-session.ts"
import { signIn } from "../../modules/access/use-cases/sign-in.ts"
import type { Modules } from "./modules.ts"

/** Where tests come in that do without pages. */
export const door: Door = {
  place: "192.0.2.1",
  userAgent: "test",
  sessionHours: 2,
  formerSession: null,
  sender: { company: "Kestrel Lifts", address: "https://portal.kestrel.example" },
}

/** The session's token of a person who signs in by password alone. Each comes from a place of their own. */
export const sessionOf = async (modules: Modules, email: string, password: string): Promise<string> => {
  const entered = await modules.run(signIn({ ...door, place: email, email, password }))
  if (entered.kind !== "in") throw new Error(`${email} is asked for a code.`)
  return entered.session
}
