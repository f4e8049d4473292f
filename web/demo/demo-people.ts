import type { CustomerRole, StaffRole } from "#access"
import type { DemoSignIn } from "../sign-in/sign-in-view.ts"

export const demoCompany = {
  name: "Kestrel Lifts",
  address: "14 Foundry Yard, London",
  // Ofcom keeps 020 7946 0000 to 0999 for fiction.
  emergencyPhone: "+44 20 7946 0199",
}

export const demoPassword = "kestrel-demo-lifts"

/** In whose name the demo's crews do their work. */
export const demoDispatcher = "dispatch@kestrel.example"

export interface DemoPerson {
  readonly email: string
  readonly name: string
  readonly timeZone: string
  readonly locale: string
  readonly staffRole: StaffRole | null
  readonly memberships: ReadonlyArray<{
    readonly account: string
    readonly role: CustomerRole
    readonly portfolio: string | null
  }>
  /** For the list of sign-ins. */
  readonly who: string
}

const customer = (
  email: string,
  name: string,
  who: string,
  memberships: DemoPerson["memberships"],
  timeZone = "Europe/London",
  locale = "en-GB",
): DemoPerson => ({ email, name, timeZone, locale, staffRole: null, memberships, who })

const staff = (email: string, name: string, staffRole: StaffRole, who: string): DemoPerson => ({
  email,
  name,
  timeZone: "Europe/London",
  locale: "en-GB",
  staffRole,
  memberships: [],
  who,
})

export const demoPeople: ReadonlyArray<DemoPerson> = [
  customer("owner@northgate.example", "Amara Quist", "Owner of Northgate Property Trust", [
    { account: "Northgate Property Trust", role: "owner", portfolio: null },
    { account: "Southbank Homes Association", role: "manager", portfolio: null },
  ]),
  customer("manager@northgate.example", "Daniel Obi", "Manager of Northgate Property Trust", [
    { account: "Northgate Property Trust", role: "manager", portfolio: null },
  ]),
  customer("viewer@northgate.example", "Ines Ferreira", "Viewer of one portfolio of Northgate", [
    { account: "Northgate Property Trust", role: "viewer", portfolio: "Quayside" },
  ]),
  customer(
    "owner@lakeshore.example",
    "Marcus Bell",
    "Owner of Lakeshore Medical Center, Chicago",
    [{ account: "Lakeshore Medical Center", role: "owner", portfolio: null }],
    "America/Chicago",
    "en-US",
  ),
  customer(
    "owner@harbourline.example",
    "Priya Nair",
    "Owner of Harbourline Transit, Sydney",
    [{ account: "Harbourline Transit", role: "owner", portfolio: null }],
    "Australia/Sydney",
    "en-AU",
  ),
  staff("admin@kestrel.example", "Ruth Adeyemi", "administrator", "Administrator of Kestrel Lifts (staff)"),
  staff(demoDispatcher, "Colin Marsh", "dispatcher", "Dispatcher (staff)"),
  staff("technician@kestrel.example", "Tomasz Wolny", "technician", "Technician (staff)"),
  staff("technician.sydney@kestrel.example", "Mia Castellano", "technician", "Technician in Sydney (staff)"),
  staff("billing@kestrel.example", "Hanna Lindqvist", "billing-clerk", "Billing clerk (staff)"),
]

/** The sign-ins that the door shows while the demo fleet runs. */
export const demoSignIns = (): ReadonlyArray<DemoSignIn> =>
  demoPeople.map(({ who, email }) => ({ who, email, password: demoPassword }))
