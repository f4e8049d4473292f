import type { Allowed } from "../../web/http/access.ts"
import type { KnownUnit } from "./cast.ts"

type Probe = { readonly allowed: ReadonlyArray<Allowed> } & (
  | {
      /** A page or stream about one thing: which of a unit's ids, and the address with it. */
      readonly about: (unit: KnownUnit) => number
      readonly address: (id: number) => string
      /** What the page of one's own thing says. */
      readonly says: (unit: KnownUnit) => string
    }
  /** Addresses that show many things, some of them asking for hidden ones. */
  | { readonly lists: (hidden: ReadonlyArray<KnownUnit>) => ReadonlyArray<string> }
  /** For staff alone. `missing`: the address names something that is not there. */
  | { readonly staff: string; readonly missing?: boolean }
  /** The same for everybody. */
  | { readonly open: string }
  /** Tried by tests of its own, which the words name. */
  | { readonly apart: string }
)

const about = (
  of: (unit: KnownUnit) => number,
  address: (id: number) => string,
  says: (unit: KnownUnit) => string,
): Probe => ({ allowed: ["look-around"], about: of, address, says })
const plain = (address: string): Probe => ({ allowed: ["look-around"], lists: () => [address] })
const staff = (address: string, missing = false): Probe => ({ allowed: ["see-operations"], staff: address, missing })
const roles = (address: string, ...allowed: ReadonlyArray<Allowed>): Probe => ({
  allowed,
  staff: address,
  missing: true,
})
/** What the dispatcher decides: tests/web/service-requests.test.ts tries it as who may not. */
const dispatching: Probe = { allowed: ["dispatch-orders"], apart: "tests/web/service-requests.test.ts" }
const open = (address: string): Probe => ({ allowed: ["anyone"], open: address })
const own = (address: string): Probe => ({ allowed: ["own-settings"], lists: () => [address] })
/** One's own settings, whoever one is: others' could be named by an id at most, which tests/web/my-settings.test.ts tries. */
const mine: Probe = { allowed: ["own-settings"], apart: "my settings" }

const gettingIn: Probe = { allowed: ["anyone"], apart: "tests/web/getting-in.test.ts" }

/** The team of an account, and who looks through whose eyes: tests/web/team.test.ts tries it with others' ids. */
const team = (...allowed: ReadonlyArray<Allowed>): Probe => ({ allowed, apart: "the team" })

/** A service request and what is done about it: tests/web/service-requests.test.ts tries it with others' ids. */
const serviceRequest = (...allowed: ReadonlyArray<Allowed>): Probe => ({
  allowed,
  apart: "tests/web/service-requests.test.ts",
})

/** Photos, labels and what residents are told: tests/web/report-a-fault.test.ts tries them with others' ids, codes and links. */
const residents = (...allowed: ReadonlyArray<Allowed>): Probe => ({
  allowed,
  apart: "tests/web/report-a-fault.test.ts",
})
const informing = (addresses: (unit: KnownUnit) => ReadonlyArray<string>): Probe => ({
  allowed: ["inform-residents"],
  lists: (hidden) => hidden.slice(0, 2).flatMap(addresses),
})

/** A visit's steps and calendars: tests/web/visits.test.ts tries them with others' ids. */
const visit = (...allowed: ReadonlyArray<Allowed>): Probe => ({ allowed, apart: "tests/web/visits.test.ts" })

/** Ways to ask for the visits to what is hidden. */
const visitsAsked =
  (path: string) =>
  (hidden: ReadonlyArray<KnownUnit>): ReadonlyArray<string> => [
    path,
    `${path}?view=list&from=2020-01-01&to=2100-01-01&page=2`,
    ...hidden
      .slice(0, 1)
      .flatMap((unit) => [
        `${path}?view=list&from=2020-01-01&text=${encodeURIComponent(unit.name)}`,
        `${path}?view=week&building=${unit.buildingId}`,
        `${path}?view=list&from=2020-01-01&address=${unit.addressId}&unit=${unit.id}`,
        `${path}?view=list&from=2020-01-01&contract=${unit.contract ?? "C-1182"}&account=${unit.accountId}`,
      ]),
  ]

/** Ways to ask a list for what is hidden: by its text, its ids, its building's name, and by a page far away. */
const askingFor =
  (path: string) =>
  (hidden: ReadonlyArray<KnownUnit>): ReadonlyArray<string> => [
    path,
    `${path}?connected=no&sort=-availability`,
    `${path}?sort=today&page=2`,
    ...hidden
      .slice(0, 1)
      .flatMap((unit) => [
        `${path}?text=${encodeURIComponent(unit.number)}`,
        `${path}?text=${encodeURIComponent(unit.street)}`,
        `${path}?building=${unit.buildingId}`,
        `${path}?address=${unit.addressId}`,
        `${path}?building=${encodeURIComponent(unit.building)}`,
        `${path}?contract=${unit.contract ?? "C-1182"}&account=${unit.accountId}`,
      ]),
  ]

/** Contracts of hidden units, each also with its account named, as staff may name it. */
const contractsOf =
  (path: string) =>
  (hidden: ReadonlyArray<KnownUnit>): ReadonlyArray<string> =>
    hidden.flatMap(({ contract, accountId }) =>
      contract === null ? [] : [`${path}/${contract}`, `${path}/${contract}?account=${accountId}`],
    )

/** The demo's portfolio, that of a single unit which the cast makes, and one that never was. */
const portfolioIds = [1, 2, 2_000_000_000]
const portfolioPages = (address: (id: number) => string): Probe => ({
  allowed: ["manage-portfolios"],
  lists: () => portfolioIds.map(address),
})

const portfolioForm: Probe = { allowed: ["manage-portfolios"], apart: "tests/web/portfolios.test.ts" }

/** Ways to ask what can be added to a portfolio for what is hidden. */
const searchesToAdd = (path: string, hidden: ReadonlyArray<KnownUnit>): ReadonlyArray<string> => [
  path,
  ...hidden
    .slice(0, 1)
    .flatMap((unit) => [
      `${path}?by=unit&text=${encodeURIComponent(unit.number)}`,
      `${path}?by=building&text=${encodeURIComponent(unit.building)}`,
      `${path}?by=address&text=${encodeURIComponent(unit.street)}`,
      `${path}?by=contract&text=${encodeURIComponent(unit.contract ?? "C")}`,
    ]),
]

/** Every route of the portal, and how it is tried. A route that is missing here fails the test. */
export const everyRoute: Readonly<Record<string, Probe>> = {
  "GET /": plain("/"),
  "GET /live/home": plain("/live/home"),
  "GET /services": { allowed: ["look-around"], lists: visitsAsked("/services") },
  "GET /live/services": {
    allowed: ["look-around"],
    lists: (hidden) => visitsAsked("/live/services")(hidden).slice(0, 2),
  },
  "GET /services.csv": { allowed: ["look-around"], lists: visitsAsked("/services.csv") },
  "GET /services/visits/:id{[0-9]+}": about(
    (unit) => unit.visitId,
    (id) => `/services/visits/${id}`,
    (unit) => unit.name,
  ),
  "GET /live/visits/:id": about(
    (unit) => unit.visitId,
    (id) => `/live/visits/${id}`,
    (unit) => unit.name,
  ),
  "GET /services/visits/:id{[0-9]+}/wish": visit("report-problems"),
  "POST /services/visits/:id{[0-9]+}/wish": visit("report-problems"),
  "GET /services/visits/:id{[0-9]+}/contact": visit("report-problems"),
  "POST /services/visits/:id{[0-9]+}/contact": visit("report-problems"),
  "GET /services/calendars": {
    allowed: ["subscribe-calendar"],
    lists: (hidden) => [
      "/services/calendars",
      ...hidden.slice(0, 1).map(({ buildingId }) => `/services/calendars?building=${buildingId}`),
    ],
  },
  "POST /services/calendars": visit("subscribe-calendar"),
  "GET /services/calendars/:id{[0-9]+}/revocation": visit("subscribe-calendar"),
  "POST /services/calendars/:id{[0-9]+}/revocation": visit("subscribe-calendar"),
  "GET /calendar/:file{[\\w-]+\\.ics}": open("/calendar/guessed.ics"),
  "GET /services/requests": {
    allowed: ["look-around"],
    lists: (hidden) => [
      "/services/requests",
      "/services/requests?state=open&page=2",
      ...hidden.slice(0, 1).map(({ name }) => `/services/requests?text=${encodeURIComponent(name)}`),
    ],
  },
  "GET /services/requests/new": {
    allowed: ["report-problems"],
    lists: (hidden) => [
      "/services/requests/new",
      ...hidden
        .slice(0, 1)
        .flatMap((unit) => [
          `/services/requests/new?text=${encodeURIComponent(unit.number)}`,
          `/services/requests/new?unit=${unit.id}`,
        ]),
    ],
  },
  "GET /services/requests/:id{[0-9]+}": serviceRequest("look-around"),
  "GET /live/requests/:id": serviceRequest("look-around"),
  "POST /services/requests": serviceRequest("report-problems"),
  "POST /services/requests/:id{[0-9]+}/messages": serviceRequest("report-problems"),
  "POST /services/requests/:id{[0-9]+}/joining": serviceRequest("report-problems"),
  "POST /services/requests/:id{[0-9]+}/closing": serviceRequest("report-problems"),
  "POST /services/requests/:id{[0-9]+}/reopening": serviceRequest("report-problems"),
  "POST /services/requests/:id{[0-9]+}/rating": serviceRequest("report-problems"),
  "GET /services/requests/:id{[0-9]+}/rejection": roles("/services/requests/2000000000/rejection", "answer-requests"),
  "POST /services/requests/:id{[0-9]+}/rejection": roles("/services/requests/1/rejection", "answer-requests"),
  "POST /services/requests/:id{[0-9]+}/acceptance": roles("/services/requests/1/acceptance", "answer-requests"),
  "POST /services/requests/:id{[0-9]+}/completion": roles("/services/requests/1/completion", "answer-requests"),
  "GET /operations/dispatch": staff("/operations/dispatch"),
  "GET /live/dispatch": staff("/live/dispatch"),
  "GET /live/dispatch/:id": staff("/live/dispatch/2000000000", true),
  "GET /operations/dispatch/:id{[0-9]+}": staff("/operations/dispatch/2000000000", true),
  "GET /operations/dispatch/new": roles("/operations/dispatch/new?unit=2000000000", "dispatch-orders"),
  "POST /operations/dispatch": dispatching,
  "POST /operations/dispatch/requests/:id{[0-9]+}/acceptance": { ...dispatching, allowed: ["answer-requests"] },
  "POST /operations/dispatch/requests/:id{[0-9]+}/order": dispatching,
  "POST /operations/dispatch/needs/:id{[0-9]+}/order": dispatching,
  "GET /operations/dispatch/needs/:id{[0-9]+}/dismissal": roles(
    "/operations/dispatch/needs/2000000000/dismissal",
    "dispatch-orders",
  ),
  "POST /operations/dispatch/needs/:id{[0-9]+}/dismissal": dispatching,
  "POST /operations/dispatch/:id{[0-9]+}/technician": dispatching,
  "POST /operations/dispatch/:id{[0-9]+}/unassignment": dispatching,
  "POST /operations/dispatch/:id{[0-9]+}/day": dispatching,
  "POST /operations/dispatch/:id{[0-9]+}/times": dispatching,
  "POST /operations/dispatch/:id{[0-9]+}/closing": dispatching,
  "GET /operations/dispatch/:id{[0-9]+}/cancellation": roles(
    "/operations/dispatch/2000000000/cancellation",
    "dispatch-orders",
  ),
  "POST /operations/dispatch/:id{[0-9]+}/cancellation": dispatching,
  "GET /operations/requests": staff("/operations/requests"),
  "GET /operations/early-signs": staff("/operations/early-signs"),
  "POST /operations/early-signs/:id{[0-9]+}/order": roles("/operations/early-signs/1/order", "dispatch-orders"),
  "GET /operations/early-signs/:id{[0-9]+}/dismissal": roles(
    "/operations/early-signs/2000000000/dismissal",
    "dispatch-orders",
  ),
  "POST /operations/early-signs/:id{[0-9]+}/dismissal": roles("/operations/early-signs/1/dismissal", "dispatch-orders"),
  "GET /live/requests": staff("/live/requests"),
  "GET /reports": plain("/reports"),
  "GET /documents": plain("/documents"),
  "GET /setup": own("/setup"),
  "GET /setup/details": own("/setup/details"),
  "GET /setup/e-mail": own("/setup/e-mail"),
  "GET /setup/phone": own("/setup/phone"),
  "GET /setup/password": own("/setup/password"),
  "GET /setup/two-factor": own("/setup/two-factor"),
  "GET /setup/passkeys": own("/setup/passkeys"),
  "GET /setup/sessions": own("/setup/sessions"),
  "GET /setup/phone/code": mine,
  "GET /setup/phone/removal": mine,
  "GET /setup/two-factor/enrolment": mine,
  "GET /setup/two-factor/recovery-codes": mine,
  "GET /setup/two-factor/removal": mine,
  "GET /setup/passkeys/:id/removal": mine,
  "POST /setup/details": mine,
  "POST /setup/e-mail": mine,
  "POST /setup/e-mail/cancellation": mine,
  "POST /setup/phone": mine,
  "POST /setup/phone/code": mine,
  "POST /setup/phone/cancellation": mine,
  "POST /setup/phone/removal": mine,
  "POST /setup/password": mine,
  "POST /setup/two-factor": mine,
  "POST /setup/two-factor/enrolment": mine,
  "POST /setup/two-factor/recovery-codes": mine,
  "POST /setup/two-factor/removal": mine,
  "POST /setup/passkeys": mine,
  "POST /setup/passkeys/options": mine,
  "POST /setup/passkeys/:id/removal": mine,
  "POST /setup/sessions/others/end": mine,
  "POST /setup/sessions/:id{[0-9]+}/end": mine,

  "GET /setup/tokens": { allowed: ["manage-tokens"], lists: () => ["/setup/tokens"] },
  "GET /setup/log": { allowed: ["read-audit-log"], lists: () => ["/setup/log"] },
  "GET /setup/log.csv": { allowed: ["read-audit-log"], lists: () => ["/setup/log.csv"] },

  "GET /setup/portfolios": { allowed: ["manage-portfolios"], lists: () => ["/setup/portfolios"] },
  "GET /setup/portfolios/:id": portfolioPages((id) => `/setup/portfolios/${id}`),
  "GET /setup/portfolios/:id/deletion": portfolioPages((id) => `/setup/portfolios/${id}/deletion`),
  "GET /setup/portfolios/:id/removals": portfolioPages((id) => `/setup/portfolios/${id}/removals`),
  "GET /setup/portfolios/:id/additions": {
    allowed: ["manage-portfolios"],
    lists: (hidden) => portfolioIds.flatMap((id) => searchesToAdd(`/setup/portfolios/${id}/additions`, hidden)),
  },
  "GET /setup/portfolios/:id/additions/all": portfolioForm,
  "POST /setup/portfolios": portfolioForm,
  "POST /setup/portfolios/:id": portfolioForm,
  "POST /setup/portfolios/:id/deletion": portfolioForm,
  "POST /setup/portfolios/:id/removals": portfolioForm,
  "POST /setup/portfolios/:id/additions": portfolioForm,
  "POST /setup/portfolios/:id/additions/all": portfolioForm,

  "GET /equipment": { allowed: ["look-around"], lists: askingFor("/equipment") },
  "GET /live/equipment": { allowed: ["look-around"], lists: askingFor("/live/equipment") },
  "GET /equipment.csv": { allowed: ["look-around"], lists: askingFor("/equipment.csv") },

  "GET /equipment/units/:id": about(
    (unit) => unit.id,
    (id) => `/equipment/units/${id}`,
    (unit) => unit.name,
  ),
  "GET /equipment/units/:id/timeline": about(
    (unit) => unit.id,
    (id) => `/equipment/units/${id}/timeline`,
    (unit) => unit.name,
  ),
  "GET /equipment/buildings/:id/timeline": about(
    (unit) => unit.buildingId,
    (id) => `/equipment/buildings/${id}/timeline`,
    (unit) => unit.building,
  ),
  "GET /equipment/contracts/:number/timeline": {
    allowed: ["look-around"],
    lists: (hidden) =>
      hidden.flatMap(({ contract, accountId }) =>
        contract === null ? [] : [`/equipment/contracts/${contract}/timeline?account=${accountId}`],
      ),
  },
  "GET /equipment/units/:id/availability": about(
    (unit) => unit.id,
    (id) => `/equipment/units/${id}/availability`,
    (unit) => unit.name,
  ),
  "GET /equipment/units/:id/availability.csv": about(
    (unit) => unit.id,
    (id) => `/equipment/units/${id}/availability.csv`,
    (unit) => unit.number,
  ),
  // An hour ago every connected unit was in some interval.
  "GET /equipment/units/:id/intervals/:at": {
    allowed: ["look-around"],
    lists: (hidden) => hidden.map(({ id }) => `/equipment/units/${id}/intervals/${Date.now() - 3_600_000}`),
  },
  "POST /equipment/units/:id/intervals/:at": roles("/equipment/units/1/intervals/1", "class-down-time"),
  "GET /live/units/:id": about(
    (unit) => unit.id,
    (id) => `/live/units/${id}`,
    (unit) => unit.name,
  ),
  "GET /equipment/buildings/:id": about(
    (unit) => unit.buildingId,
    (id) => `/equipment/buildings/${id}`,
    (unit) => unit.building,
  ),
  "GET /live/buildings/:id": about(
    (unit) => unit.buildingId,
    (id) => `/live/buildings/${id}`,
    (unit) => unit.building,
  ),
  "GET /equipment/addresses/:id": about(
    (unit) => unit.addressId,
    (id) => `/equipment/addresses/${id}`,
    (unit) => unit.street,
  ),
  "GET /live/addresses/:id": about(
    (unit) => unit.addressId,
    (id) => `/live/addresses/${id}`,
    (unit) => unit.street,
  ),
  "GET /equipment/contracts/:number": { allowed: ["look-around"], lists: contractsOf("/equipment/contracts") },
  "GET /live/contracts/:number": { allowed: ["look-around"], lists: contractsOf("/live/contracts") },

  "GET /files/:id{[0-9]+}": residents("look-around"),
  "GET /files/:id{[0-9]+}/thumbnail": residents("look-around"),
  "GET /f": open("/f"),
  "GET /f/:code": open("/f/7K3DP9QXM2VT"),
  "POST /f/:code": residents("anyone"),
  "GET /r/:token": open("/r/guessed"),
  "GET /b/:token": open("/b/guessed"),
  "GET /equipment/labels": informing(({ id, buildingId }) => [
    `/equipment/labels?building=${buildingId}`,
    `/equipment/labels?unit=${id}`,
  ]),
  "GET /equipment/labels.pdf": informing(({ id }) => [`/equipment/labels.pdf?unit=${id}`]),
  "GET /equipment/units/:id/label": informing(({ id }) => [`/equipment/units/${id}/label`]),
  "GET /equipment/units/:id/label.svg": informing(({ id }) => [`/equipment/units/${id}/label.svg`]),
  "GET /equipment/units/:id/label/renewal": informing(({ id }) => [`/equipment/units/${id}/label/renewal`]),
  "POST /equipment/units/:id/label/renewal": residents("inform-residents"),
  "GET /equipment/units/:id/announcement": informing(({ id }) => [`/equipment/units/${id}/announcement`]),
  "POST /equipment/units/:id/announcement": residents("inform-residents"),
  "POST /equipment/units/:id/announcement/end": residents("inform-residents"),
  "GET /equipment/units/:id/notice": informing(({ id }) => [`/equipment/units/${id}/notice`]),
  "GET /equipment/buildings/:id/residents": informing(({ buildingId }) => [
    `/equipment/buildings/${buildingId}/residents`,
  ]),
  "POST /equipment/buildings/:id/residents": residents("inform-residents"),
  "GET /equipment/buildings/:id/residents/:link/end": informing(({ buildingId }) => [
    `/equipment/buildings/${buildingId}/residents/1/end`,
  ]),
  "POST /equipment/buildings/:id/residents/:link/end": residents("inform-residents"),

  "GET /setup/team": { allowed: ["see-team"], lists: () => ["/setup/team", "/setup/team?text=a&page=2"] },
  "GET /setup/team/invitations/new": { allowed: ["manage-team"], lists: () => ["/setup/team/invitations/new?find=a"] },
  "POST /setup/team/invitations": team("manage-team"),
  "POST /setup/team/invitations/:id/letter": team("manage-team"),
  "POST /setup/team/invitations/:id/revocation": team("manage-team"),
  "GET /setup/team/:id{[0-9]+}": team("manage-team"),
  "POST /setup/team/:id{[0-9]+}": team("manage-team"),
  "GET /setup/team/:id{[0-9]+}/removal": team("manage-team"),
  "POST /setup/team/:id{[0-9]+}/removal": team("manage-team"),
  "GET /setup/departure": own("/setup/departure"),
  "POST /setup/departure": team("own-settings"),
  "GET /accounts": { allowed: ["own-settings"], lists: () => ["/accounts", "/accounts?text=e&page=2"] },
  "POST /session/viewing": roles("/session/viewing", "view-as-customer"),
  "POST /session/viewing/end": team("own-settings"),
  "GET /operations/staff": { allowed: ["manage-staff"], staff: "/operations/staff" },
  // A technician's day: staff see all orders; that they act on their own alone is tried in tests/journeys/technician.test.ts.
  "GET /day": { allowed: ["work-orders"], staff: "/day" },
  "GET /live/day": { allowed: ["work-orders"], staff: "/live/day" },
  "GET /day/unsent": { allowed: ["work-orders"], staff: "/day/unsent" },
  "GET /day/orders/:id{[0-9]+}": roles("/day/orders/2000000000", "work-orders"),
  "POST /day/orders/:id{[0-9]+}/travel": roles("/day/orders/1/travel", "work-orders"),
  "POST /day/orders/:id{[0-9]+}/arrival": roles("/day/orders/1/arrival", "work-orders"),
  "POST /day/orders/:id{[0-9]+}/report": roles("/day/orders/1/report", "work-orders"),
  "POST /day/orders/:id{[0-9]+}/photos": roles("/day/orders/1/photos", "work-orders"),
  "POST /operations/staff/invitations": roles("/operations/staff/invitations", "manage-staff"),
  "POST /operations/staff/invitations/:id/letter": roles("/operations/staff/invitations/1/letter", "manage-staff"),
  "POST /operations/staff/invitations/:id/revocation": roles(
    "/operations/staff/invitations/1/revocation",
    "manage-staff",
  ),
  "GET /operations/staff/:id{[0-9]+}": roles("/operations/staff/2000000000", "manage-staff"),
  "POST /operations/staff/:id{[0-9]+}": roles("/operations/staff/1", "manage-staff"),
  "GET /operations/staff/:id{[0-9]+}/removal": roles("/operations/staff/2000000000/removal", "manage-staff"),
  "POST /operations/staff/:id{[0-9]+}/removal": roles("/operations/staff/1/removal", "manage-staff"),

  "GET /operations": staff("/operations"),
  "GET /operations/tokens": { allowed: ["manage-staff-tokens"], staff: "/operations/tokens" },
  "POST /operations/tokens": roles("/operations/tokens", "manage-staff-tokens"),
  "GET /operations/tokens/:id/revocation": roles("/operations/tokens/2000000000/revocation", "manage-staff-tokens"),
  "POST /operations/tokens/:id/revocation": roles("/operations/tokens/2000000000/revocation", "manage-staff-tokens"),
  "GET /operations/outbox": { allowed: ["read-outbox"], staff: "/operations/outbox" },
  "POST /operations/outbox/redelivery": roles("/operations/outbox/redelivery", "read-outbox"),
  "GET /operations/outbox/:id": roles("/operations/outbox/999999", "read-outbox"),
  "GET /operations/outbox/:id/html": roles("/operations/outbox/999999/html", "read-outbox"),
  "POST /operations/outbox/:id/redelivery": roles("/operations/outbox/999999/redelivery", "read-outbox"),
  "GET /operations/planning": staff("/operations/planning"),
  "POST /operations/planning/runs": roles("/operations/planning/runs", "plan-visits"),
  "GET /live/planning": staff("/live/planning"),
  "GET /operations/planning/technicians/:id{[0-9]+}": staff("/operations/planning/technicians/2000000000", true),
  "GET /operations/planning/visits/:id{[0-9]+}": staff("/operations/planning/visits/2000000000", true),
  "POST /operations/planning/visits/:id{[0-9]+}": roles("/operations/planning/visits/1", "plan-visits"),
  "POST /operations/planning/visits/:id{[0-9]+}/answer": roles("/operations/planning/visits/1/answer", "plan-visits"),
  "GET /operations/technicians": staff("/operations/technicians"),
  "POST /operations/technicians": roles("/operations/technicians", "plan-visits"),
  "GET /operations/technicians/:id{[0-9]+}": staff("/operations/technicians/2000000000", true),
  "POST /operations/technicians/:id{[0-9]+}": roles("/operations/technicians/1", "plan-visits"),
  "POST /operations/technicians/:id{[0-9]+}/absences": roles("/operations/technicians/1/absences", "plan-visits"),
  "POST /operations/technicians/:id{[0-9]+}/absences/:absence{[0-9]+}/removal": roles(
    "/operations/technicians/1/absences/1/removal",
    "plan-visits",
  ),
  "GET /operations/holidays": staff("/operations/holidays"),
  "POST /operations/holidays": roles("/operations/holidays", "plan-visits"),
  "POST /operations/holidays/countries": roles("/operations/holidays/countries", "plan-visits"),
  "POST /operations/holidays/removals": roles("/operations/holidays/removals", "plan-visits"),
  "POST /operations/holidays/weeks": roles("/operations/holidays/weeks", "plan-visits"),
  "GET /operations/plans": staff("/operations/plans"),
  "GET /operations/plans/usual": staff("/operations/plans/usual"),
  "POST /operations/plans/usual": roles("/operations/plans/usual", "plan-visits"),
  "POST /operations/plans/usual/countries": roles("/operations/plans/usual/countries", "plan-visits"),
  "GET /operations/plans/usual/new": roles("/operations/plans/usual/new?country=XX", "plan-visits"),
  "GET /operations/plans/usual/return": roles("/operations/plans/usual/return?country=XX", "plan-visits"),
  "POST /operations/plans/usual/return": roles("/operations/plans/usual/return", "plan-visits"),
  "GET /operations/plans/usual/:id{[0-9]+}": roles("/operations/plans/usual/2000000000", "plan-visits"),
  "POST /operations/plans/usual/:id{[0-9]+}": roles("/operations/plans/usual/2000000000", "plan-visits"),
  "GET /operations/plans/usual/:id{[0-9]+}/removal": roles("/operations/plans/usual/2000000000/removal", "plan-visits"),
  "POST /operations/plans/usual/:id{[0-9]+}/removal": roles(
    "/operations/plans/usual/2000000000/removal",
    "plan-visits",
  ),
  "GET /operations/plans/changes": { allowed: ["plan-visits"], staff: "/operations/plans/changes" },
  "POST /operations/plans/changes": roles("/operations/plans/changes", "plan-visits"),
  "GET /operations/plans/:id{[0-9]+}": staff("/operations/plans/2000000000", true),
  "POST /operations/plans/:id{[0-9]+}": roles("/operations/plans/1", "plan-visits"),
  "GET /operations/messages": staff("/operations/messages"),
  "GET /operations/queues": staff("/operations/queues"),
  "GET /operations/customers": staff("/operations/customers"),
  "GET /operations/gateways": staff("/operations/gateways"),
  "GET /operations/imports": staff("/operations/imports"),
  "GET /operations/imports/:id{[0-9]+}": staff("/operations/imports/1", true),
  "GET /operations/imports/:id{[0-9]+}/rejected.csv": staff("/operations/imports/1/rejected.csv", true),
  "GET /operations/imports/preview/:upload": staff("/operations/imports/preview/guessed", true),
  "GET /live/imports/:id": staff("/live/imports/1", true),
  "GET /operations/messages/:id/disposal": roles("/operations/messages/guessed/disposal", "redrive-messages"),
  "POST /operations/messages/:id/disposal": roles("/operations/messages/guessed/disposal", "redrive-messages"),
  "POST /operations/messages/:id/redelivery": roles("/operations/messages/guessed/redelivery", "redrive-messages"),
  "POST /operations/messages/redelivery": roles("/operations/messages/redelivery", "redrive-messages"),
  "POST /operations/customers": roles("/operations/customers", "open-accounts"),
  "POST /operations/gateways": roles("/operations/gateways", "manage-gateways"),
  "POST /operations/gateways/:id/heartbeat-limit": roles("/operations/gateways/1/heartbeat-limit", "manage-gateways"),
  "POST /operations/gateways/:id/token": roles("/operations/gateways/1/token", "manage-gateways"),
  "POST /operations/imports": roles("/operations/imports", "import-data"),
  "POST /operations/imports/preview/:upload": roles("/operations/imports/preview/guessed", "import-data"),

  "GET /e-mail-change/moved": open("/e-mail-change/moved"),
  "GET /e-mail-change/:token": open("/e-mail-change/guessed"),
  "POST /e-mail-change/:token": { allowed: ["anyone"], apart: "my settings" },
  "GET /invitations/:token": open("/invitations/guessed"),
  "POST /invitations/:token": { allowed: ["anyone"], apart: "the team" },
  "GET /sign-in": open("/sign-in"),
  "GET /sign-in/second-factor": open("/sign-in/second-factor"),
  "GET /sign-in/single-sign-on": open("/sign-in/single-sign-on"),
  "GET /sign-in/single-sign-on/return": open("/sign-in/single-sign-on/return?code=guessed&state=guessed"),
  "GET /forgotten-password": open("/forgotten-password"),
  "GET /new-password/:token": open("/new-password/guessed"),
  "GET /set-up/:token": open("/set-up/guessed"),
  "GET /healthz": open("/healthz"),
  "GET /readyz": open("/readyz"),
  "GET /metrics": open("/metrics"),
  "GET /assets/:file": open("/assets/favicon.000000000000.svg"),

  "POST /sign-in": { allowed: ["anyone"], apart: "the door" },
  "POST /sign-in/second-factor": gettingIn,
  "POST /sign-in/passkey/options": gettingIn,
  "POST /sign-in/passkey": gettingIn,
  "POST /forgotten-password": gettingIn,
  "POST /new-password/:token": gettingIn,
  "POST /sign-out": { allowed: ["anyone"], apart: "the way out" },
  "POST /set-up/:token": { allowed: ["anyone"], apart: "the way out" },
  "POST /session/account": { allowed: ["own-settings"], apart: "looking at an account" },
  // In development only, with samples of its own in place of anybody's data.
  "GET /design": { allowed: ["anyone"], apart: "nowhere" },
  "POST /setup/tokens": { allowed: ["manage-tokens"], apart: "tests/web/tokens.test.ts" },
  "GET /setup/tokens/:id/revocation": { allowed: ["manage-tokens"], apart: "tests/web/tokens.test.ts" },
  "POST /setup/tokens/:id/revocation": { allowed: ["manage-tokens"], apart: "tests/web/tokens.test.ts" },
  "GET /api/units": { allowed: ["token"], apart: "tests/isolation/api.test.ts" },
  "GET /api/units/:id": { allowed: ["token"], apart: "tests/isolation/api.test.ts" },
  "POST /api/units/:id/requests": { allowed: ["token"], apart: "tests/isolation/api.test.ts" },
  "GET /api/buildings": { allowed: ["token"], apart: "tests/isolation/api.test.ts" },
  "GET /api/work": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "POST /api/requests/:id/acceptance": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "POST /api/orders/:id/assignment": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "POST /api/orders/:id/travel": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "POST /api/orders/:id/arrival": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "POST /api/orders/:id/completion": { allowed: ["token"], apart: "tests/isolation/work.test.ts" },
  "GET /telemetry/figures": { allowed: ["token"], apart: "a gateway" },
  "POST /telemetry/past": { allowed: ["token"], apart: "a gateway" },
  "GET /telemetry/units": { allowed: ["token"], apart: "a gateway" },
  "POST /telemetry": { allowed: ["token"], apart: "a gateway" },
}
