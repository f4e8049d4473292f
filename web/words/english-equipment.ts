import { buildings, plural, units } from "./counted.ts"

/** English words of lists and places of equipment: see english.ts. */
export const equipment = {
  title: "Equipment",
  headline: (count: number, figure: string, places: number, placesFigure: string) =>
    `${units(count, figure)} in ${buildings(places, placesFigure)}`,
  headlineRunning: (headline: string, running: string) => `${headline}, ${running} in service`,
  headlineFound: (count: number, figure: string, total: string) =>
    `${figure} of ${total} units ${plural(count, "matches", "match")}`,
  filter: "Filter",
  filterBy: "Filter units",
  anything: "Anything printed here",
  building: "Building",
  allBuildings: (figure: string) => `All ${figure}`,
  buildingName: "Building’s name",
  kind: "Kind",
  allKinds: "All kinds",
  connected: "Live data",
  anyConnected: "Any",
  anyContract: "Any",
  connectedOnly: "Connected",
  notConnectedOnly: "Not connected",
  states: "State",
  reset: "Show all",
  csv: "CSV",
  csvLong: "as CSV",
  export: "Export",
  position: "Position",
  select: "Select",
  selectUnit: (unit: string, building: string) => `Select ${unit}, ${building}`,
  caption: (sorted: string) => `Units, sorted by ${sorted}. Select one to create a service request.`,
  plainCaption: "Units",
  columns: {
    name: "Unit",
    number: "Number",
    building: "Building",
    state: "State",
    since: "Since, and back",
    days: "30 days to today",
    startsToday: "Starts today",
    starts30: "Starts 30 days",
    availability: "Available",
  },
  labels: { number: "Number", startsToday: "Starts today", starts30: "in 30 days", availability: "Available" },
  noLive: "no live data",
  since: (when: string) => `since ${when}`,
  none: (what: string) => `No unit matches ${what}.`,
  noneAtAll: "There are no units in this account yet.",
  about: (what: string, made: string) => `${what}. ${made}`,
  noSuchPage: "The list is shorter than that page.",
  thisFilter: "this filter",
  showAll: (figure: string) => `Show all ${figure}`,
  note: {
    available: "Available",
    noLive: "no live data",
    noLiveText: ": the unit is not connected; live data is part of Connected Services.",
  },
  availabilityNote: (from: string, to: string) =>
    `: technical availability, ${from} to ${to}; time without a signal is left out, never counted as up.`,
  create: "Create service request",
  createFor: "for",
  createPick: "Select a unit, or find it on the next page",
}

/** English words of lists and places of equipment: see english.ts. */
export const place = {
  answer: {
    all: (count: number, figure: string) =>
      count === 1 ? "The unit is in service." : `All ${figure} units are in service.`,
  },
  units: "Units",
  figures: "Figures",
  about: { building: "This building", address: "This address" },
  facts: {
    address: "Address",
    use: "Use",
    timeZone: "Time zone",
    coordinates: "Coordinates",
    units: "Units",
    buildings: "Buildings",
    building: "Building",
  },
  uses: { office: "office", home: "homes", hotel: "hotel", hospital: "hospital", shop: "shops", transit: "transit" },
  events: "What happened",
  eventsAbout: "Last 30 days; every time a unit was not in service",
  noEvents: "Nothing in the last 30 days: every connected unit was in service throughout.",
  nothingKnown: "Nothing is recorded: no unit here is connected, and live data is part of Connected Services.",
  visits: "Visits",
  contracts: "Contracts",
  noContracts: {
    title: "No contracts are recorded yet.",
    text: "The contracts that cover these units, and what they promise, will stand here once the Billing part is in use.",
    link: null,
  },
  starts30: "Starts in 30 days",
  hours30: "Hours in operation in 30 days",
  todayToo: (today: string) => `All units together, 30 days to today; ${today} today`,
  connected: (figure: string, all: number, allFigure: string) => `${figure} of ${units(all, allFigure)} connected`,
  coveragePeriod: (month: string, connected: string, without: string) =>
    `${month} so far, ${connected}; ${without} without signal`,
  neverOut: "No unit was out of use in this time.",
  forUnits: (hours: string, count: number, figure: string) => `${hours} (${units(count, figure)})`,
  byContract: (hours: string, contract: string) => `${hours}, contract ${contract}`,
  contract: (number: string) => `Contract ${number}`,
  contractOfSeveral: (number: string, figure: string) => `${figure} customers have a contract ${number}.`,
  unitCount: (count: number, figure: string) => units(count, figure),
  moreUnits: (count: number, figure: string) => `and ${figure} more ${plural(count, "unit", "units")}`,
  moreEvents: "More",
  inAll: "so far",
}

/** English words of lists and places of equipment: see english.ts. */
export const days = {
  nothing: "Nothing is recorded of these days",
  label: (calm: number, known: number, troubles: string) =>
    `In service all day on ${calm} of ${known} ${plural(known, "day", "days")}${troubles === "" ? "" : `; ${troubles}`}`,
  on: (state: string, days: number) => `${state} on ${days}`,
  one: (day: string, state: string, length: string, today: boolean, what: string) =>
    `${day}: ${state} ${length}${today ? " so far" : ""}${what === "" ? "" : `, ${what}`}`,
  fromTo: (from: string, to: string, label: string) => `${from} to ${to}. ${label}`,
  soFar: (length: string) => `${length} so far`,
  today: "today",
  title: "Last 90 days",
  worst: "Worst state",
  howLong: "How long",
  table: (days: number) => (days === 1 ? "That day as a table" : `The ${days} days with trouble as a table`),
  legend: { ok: "in service all day", height: "Worst state of each day; height: up to 1 h, 4 h, 12 h, 24 h" },
  thirty: "30 days to today",
}

/** English words of lists and places of equipment: see english.ts. */
export const shaft = {
  title: (what: string) => `Shaft: ${what}`,
  at: (floor: string, open: boolean) => `car at floor ${floor}, doors ${open ? "open" : "closed"}`,
  notKnown: "position not known",
  moves: (kind: string, direction: string | null) =>
    `${kind === "escalator" ? "escalator" : "moving walk"}${direction === "up" ? ", running up" : direction === "down" ? ", running down" : ""}`,
  described: (stops: number, lowest: string, highest: string, state: string) =>
    stops > 1 ? `${stops} stops from ${lowest} to ${highest}. ${state}.` : `${state}.`,
  car: "Where the car is",
}
