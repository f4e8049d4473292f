import { type ErrorView, errorWords } from "../errors/error-view.ts"
import { firstAdministratorFields, type FirstAdministratorView, type SignInView } from "../sign-in/sign-in-view.ts"
import { english as words } from "../words/english.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of the door, of the first administrator’s form, and of errors. */
export const doorSamples = ({ page, open }: SampleFrames) => {
  const demo = [
    ["Owner of Northgate Property Trust", "amara@northgate.example"],
    ["Manager of Northgate Property Trust", "piet@northgate.example"],
    ["Administrator of Kestrel Lifts", "admin@kestrel.example"],
  ] as const
  const signIn: SignInView = {
    page: open({ title: words.signIn.title }),
    email: "",
    next: "/",
    problem: null,
    done: null,
    passkeys: true,
    provider: "Kestrel Lifts",
    demo: demo.map(([who, email]) => ({ who, email, password: "hoistway" })),
  }
  const typed = { company: "Kestrel Lifts", address: "", phone: "7946 0", name: "", email: "odile@kestrel.example" }
  const first: FirstAdministratorView = {
    page: open({
      title: words.firstAdministrator.title,
      company: { name: "Hoistway", address: null, emergencyPhone: null },
    }),
    action: "/first-administrator/token",
    fields: firstAdministratorFields({ company: "", address: "", phone: "", name: "", email: "" }, new Set(), words),
  }
  const error = (status: number, reference: string | null = null): ErrorView => {
    const { title, answer, text, link } = errorWords(status, words, "2 minutes")
    return {
      page: status === 404 || status === 403 ? page({ title, tab: null }) : open({ title }),
      answer,
      text,
      reference,
      link,
    }
  }
  const pages: SamplePages = [
    ["sign-in", "sign-in/sign-in", signIn],
    [
      "sign-in-wrong",
      "sign-in/sign-in",
      {
        ...signIn,
        page: open({ title: words.signIn.title, failed: true }),
        email: "amara@northgate.example",
        problem: { text: words.signIn.wrong, field: "email" },
      },
    ],
    [
      "sign-in-too-many",
      "sign-in/sign-in",
      { ...signIn, problem: { text: words.signIn.tooMany("2 minutes"), field: null }, demo: [] },
    ],
    ["first-administrator", "sign-in/first-administrator", first],
    [
      "first-administrator-wrong",
      "sign-in/first-administrator",
      {
        ...first,
        page: { ...first.page, failed: true },
        fields: firstAdministratorFields(typed, new Set(["address", "phone", "name", "password"] as const), words),
      },
    ],
    ["error-404", "errors/error", error(404)],
    ["error-403", "errors/error", error(403)],
    ["error-429", "errors/error", error(429)],
    ["error-500", "errors/error", error(500, "7F3K-21")],
    ["error-503", "errors/error", error(503)],
  ]
  return { pages }
}
