import type { Assets, LayoutView } from "../layout/layout-view.ts"

/** Name of a sample, its template, its view. */
export type SamplePages = ReadonlyArray<readonly [string, string, object]>

/** What is around the samples' pages: of a customer, of staff, of somebody who is not signed in. */
export const sampleFrames = (assets: Assets) => {
  const page = (over: Partial<LayoutView>): LayoutView => ({
    locale: "en-GB",
    title: "Home",
    failed: false,
    tab: "home",
    staff: false,
    administrator: false,
    viewing: null,
    company: {
      name: "Kestrel Lifts",
      address: "14 Foundry Yard, London",
      emergencyPhone: { href: "tel:+442079460199", text: "020 7946 0199" },
    },
    user: { id: "1", name: "Amara Quist" },
    account: { id: "1", name: "Northgate Property Trust" },
    accounts: [
      { id: "1", name: "Northgate Property Trust" },
      { id: "2", name: "Southbank Homes Association" },
    ],
    allAccounts: null,
    crumbs: [],
    today: null,
    searched: "",
    banners: [],
    live: null,
    assets,
    ...over,
  })
  const staff = {
    staff: true,
    user: { id: "2", name: "Odile Marchetti" },
    account: null,
    accounts: [
      { id: "all", name: "All customers" },
      { id: "1", name: "Northgate Property Trust" },
    ],
  }
  const crumbs = (...texts: ReadonlyArray<string>) =>
    ["Northgate Property Trust", ...texts].map((text, index) => ({ text, href: index === 0 ? "/" : "/equipment" }))
  const open = (over: Partial<LayoutView>) => page({ user: null, account: null, accounts: [], tab: null, ...over })
  return { page, staff, crumbs, open }
}

export type SampleFrames = ReturnType<typeof sampleFrames>
