import type { DemoAccount } from "./demo-fleet.ts"

export interface DemoTechnician {
  readonly name: string
  /** Of those who can sign in. */
  readonly email: string | null
  readonly base: string
  readonly latitude: number
  readonly longitude: number
  readonly timeZone: string
  readonly region: string
  readonly skills: ReadonlyArray<string>
  /** Lines of addresses; none: anywhere. */
  readonly territory: ReadonlyArray<string>
}

const everything = ["traction", "hydraulic", "escalator", "small-lifts", "inspection"]

/** Who works for the demo's service company. */
export const demoTechnicians: ReadonlyArray<DemoTechnician> = [
  {
    name: "Tomasz Wolny",
    email: "technician@kestrel.example",
    ...{
      base: "Foundry Yard, London",
      latitude: 51.521,
      longitude: -0.062,
      timeZone: "Europe/London",
      region: "GB-ENG",
    },
    skills: everything,
    territory: [],
  },
  {
    name: "Grace Okafor",
    email: null,
    ...{ base: "Stratford, London", latitude: 51.541, longitude: -0.003, timeZone: "Europe/London", region: "GB-ENG" },
    skills: ["traction", "hydraulic", "escalator", "inspection"],
    territory: [],
  },
  {
    name: "Liam Byrne",
    email: null,
    ...{ base: "Bermondsey, London", latitude: 51.494, longitude: -0.067, timeZone: "Europe/London", region: "GB-ENG" },
    skills: ["traction", "hydraulic", "small-lifts", "inspection"],
    territory: [],
  },
  {
    name: "Dolores Vega",
    email: null,
    ...{
      base: "River North, Chicago",
      latitude: 41.892,
      longitude: -87.634,
      timeZone: "America/Chicago",
      region: "US-IL",
    },
    skills: everything,
    territory: ["US, Chicago"],
  },
  {
    name: "Curtis Hale",
    email: null,
    ...{ base: "Pilsen, Chicago", latitude: 41.857, longitude: -87.657, timeZone: "America/Chicago", region: "US-IL" },
    skills: everything,
    territory: ["US, Chicago"],
  },
  {
    name: "Mia Castellano",
    email: "technician.sydney@kestrel.example",
    ...{
      base: "Redfern, Sydney",
      latitude: -33.892,
      longitude: 151.204,
      timeZone: "Australia/Sydney",
      region: "AU-NSW",
    },
    skills: everything,
    territory: ["AU, Sydney"],
  },
  {
    name: "Noah Barlow",
    email: null,
    ...{
      base: "Mascot, Sydney",
      latitude: -33.926,
      longitude: 151.192,
      timeZone: "Australia/Sydney",
      region: "AU-NSW",
    },
    skills: everything,
    territory: ["AU, Sydney"],
  },
  {
    name: "Jonas Petersen",
    email: null,
    ...{ base: "Kreuzberg, Berlin", latitude: 52.499, longitude: 13.403, timeZone: "Europe/Berlin", region: "DE-BE" },
    skills: everything,
    territory: [],
  },
]

/** Monday to Friday, with half an hour at noon. */
export const demoWorkingHours = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { weekday, from: 7 * 60 + 30, to: 12 * 60 },
  { weekday, from: 12 * 60 + 30, to: 16 * 60 + 30 },
])

/** The places in the list of those who work where an account is. */
export const techniciansOf = ({ timeZone }: DemoAccount): ReadonlyArray<number> =>
  demoTechnicians.flatMap((technician, place) => (technician.timeZone === timeZone ? [place] : []))
