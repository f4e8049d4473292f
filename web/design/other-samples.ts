import type { DocumentsView } from "../documents/documents-view.ts"
import type { HomeView } from "../home/home-view.ts"
import type { ReportsView } from "../reports/reports-view.ts"
import type { RequestsView } from "../services/services-view.ts"
import type { MySettingsView } from "../setup/my-view.ts"
import { english as words } from "../words/english.ts"
import type { SampleFrames, SamplePages } from "./sample-frames.ts"

/** Samples of My settings, requests, reports and documents. */
export const otherSamples = ({ page, crumbs }: SampleFrames, home: Pick<HomeView, "requests">) => {
  const mine = words.mySettings
  const mySettings: MySettingsView = {
    page: page({ title: mine.title, tab: "setup", crumbs: crumbs(words.tabs.setup) }),
    nav: {
      links: [
        { href: "/setup", text: words.setup.parts.settings, here: true },
        { href: "/setup/team", text: words.setup.parts.team, here: false },
      ],
    },
    done: mine.done.details,
    me: [
      { label: mine.name, value: "Amara Quist", href: null },
      { label: mine.language, value: "British English", href: null },
      { label: mine.timeZone, value: "Europe/London", href: null },
    ],
    reached: [
      { label: mine.email, value: "amara@northgate.example", link: { href: "/setup/e-mail", text: mine.change } },
      { label: mine.phone, value: "+442079460018", link: { href: "/setup/phone", text: mine.change } },
    ],
    signIn: [
      { label: mine.password, value: mine.passwordSet, link: { href: "/setup/password", text: mine.change } },
      {
        label: mine.twoFactor,
        value: mine.twoFactorOn(9, "9"),
        link: { href: "/setup/two-factor", text: mine.change },
      },
      { label: mine.passkeys, value: mine.countPasskeys(0, "0"), link: { href: "/setup/passkeys", text: mine.change } },
      { label: mine.sessions, value: mine.countSessions(2, "2"), link: { href: "/setup/sessions", text: mine.change } },
    ],
    hidden: "",
    own: true,
    memberships: [
      { account: "Northgate Property Trust", role: words.roles.owner, reach: words.setup.wholeAccount },
      { account: "Southbank Homes Association", role: words.roles.viewer, reach: "Towers" },
    ],
    none: mine.nothing,
    leave: { href: "/setup/departure", text: words.team.departure.link("Northgate Property Trust") },
  }
  const services: RequestsView = {
    page: page({ title: words.services.requests, tab: "services", crumbs: crumbs(words.tabs.services) }),
    nav: {
      links: [
        { href: "/services", text: words.visits.title, here: false },
        { href: "/services/requests", text: words.services.requests, here: true },
      ],
    },
    answer: words.services.answer(1, "1"),
    report: "/services/requests/new",
    text: "",
    states: [{ value: "", text: words.services.anyState, chosen: true }],
    active: false,
    requests: home.requests.requests,
    none: { ...words.services.none, link: null },
    pages: null,
  }
  const reports: ReportsView = {
    page: page({ title: words.reports.title, tab: "reports", crumbs: crumbs(words.tabs.reports) }),
    csv: "/equipment.csv",
  }
  const documents: DocumentsView = {
    page: page({ title: words.documents.title, tab: "documents", crumbs: crumbs(words.tabs.documents) }),
  }
  const pages: SamplePages = [
    ["services", "services/requests", services],
    ["reports", "reports/reports", reports],
    ["documents", "documents/documents", documents],
    ["my-settings", "setup/my-settings", mySettings],
  ]
  return { pages }
}
