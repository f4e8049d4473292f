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
): Probe => ({ allowed: ["signed-in"], about: of, address, says })
const plain = (address: string): Probe => ({ allowed: ["signed-in"], lists: () => [address] })
const staff = (address: string, missing = false): Probe => ({ allowed: ["staff"], staff: address, missing })
const roles = (address: string, ...allowed: ReadonlyArray<Allowed>): Probe => ({
  allowed,
  staff: address,
  missing: true,
})
const open = (address: string): Probe => ({ allowed: ["anyone"], open: address })

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

/** Every route of the portal, and how it is tried. A route that is missing here fails the test. */
export const everyRoute: Readonly<Record<string, Probe>> = {
  "GET /": plain("/"),
  "GET /live/home": plain("/live/home"),
  "GET /services": plain("/services"),
  "GET /reports": plain("/reports"),
  "GET /documents": plain("/documents"),
  "GET /setup": plain("/setup"),

  "GET /equipment": { allowed: ["signed-in"], lists: askingFor("/equipment") },
  "GET /live/equipment": { allowed: ["signed-in"], lists: askingFor("/live/equipment") },
  "GET /equipment.csv": { allowed: ["signed-in"], lists: askingFor("/equipment.csv") },

  "GET /equipment/units/:id": about(
    (unit) => unit.id,
    (id) => `/equipment/units/${id}`,
    (unit) => unit.name,
  ),
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
    allowed: ["signed-in"],
    lists: (hidden) => hidden.map(({ id }) => `/equipment/units/${id}/intervals/${Date.now() - 3_600_000}`),
  },
  "POST /equipment/units/:id/intervals/:at": roles("/equipment/units/1/intervals/1", "administrator", "dispatcher"),
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
  "GET /equipment/contracts/:number": { allowed: ["signed-in"], lists: contractsOf("/equipment/contracts") },
  "GET /live/contracts/:number": { allowed: ["signed-in"], lists: contractsOf("/live/contracts") },

  "GET /operations": staff("/operations"),
  "GET /operations/messages": staff("/operations/messages"),
  "GET /operations/queues": staff("/operations/queues"),
  "GET /operations/customers": staff("/operations/customers"),
  "GET /operations/gateways": staff("/operations/gateways"),
  "GET /operations/imports": staff("/operations/imports"),
  "GET /operations/imports/:id{[0-9]+}": staff("/operations/imports/1", true),
  "GET /operations/imports/:id{[0-9]+}/rejected.csv": staff("/operations/imports/1/rejected.csv", true),
  "GET /operations/imports/preview/:upload": staff("/operations/imports/preview/guessed", true),
  "GET /live/imports/:id": staff("/live/imports/1", true),
  "GET /operations/messages/:id/disposal": roles("/operations/messages/guessed/disposal", "administrator"),
  "POST /operations/messages/:id/disposal": roles("/operations/messages/guessed/disposal", "administrator"),
  "POST /operations/messages/:id/redelivery": roles("/operations/messages/guessed/redelivery", "administrator"),
  "POST /operations/messages/redelivery": roles("/operations/messages/redelivery", "administrator"),
  "POST /operations/customers": roles("/operations/customers", "administrator"),
  "POST /operations/gateways": roles("/operations/gateways", "administrator"),
  "POST /operations/gateways/:id/token": roles("/operations/gateways/1/token", "administrator"),
  "POST /operations/imports": roles("/operations/imports", "administrator", "dispatcher"),
  "POST /operations/imports/preview/:upload": roles(
    "/operations/imports/preview/guessed",
    "administrator",
    "dispatcher",
  ),

  "GET /sign-in": open("/sign-in"),
  "GET /set-up/:token": open("/set-up/guessed"),
  "GET /healthz": open("/healthz"),
  "GET /readyz": open("/readyz"),
  "GET /metrics": open("/metrics"),
  "GET /assets/:file": open("/assets/favicon.000000000000.svg"),

  "POST /sign-in": { allowed: ["anyone"], apart: "the door" },
  "POST /sign-out": { allowed: ["anyone"], apart: "the way out" },
  "POST /set-up/:token": { allowed: ["anyone"], apart: "the way out" },
  "POST /session/account": { allowed: ["signed-in"], apart: "looking at an account" },
  // In development only, with samples of its own in place of anybody's data.
  "GET /design": { allowed: ["anyone"], apart: "nowhere" },
  "GET /telemetry/figures": { allowed: ["gateway"], apart: "a gateway" },
  "POST /telemetry/past": { allowed: ["gateway"], apart: "a gateway" },
  "GET /telemetry/units": { allowed: ["gateway"], apart: "a gateway" },
  "POST /telemetry": { allowed: ["gateway"], apart: "a gateway" },
}
