import { buildings, plural, units } from "./counted.ts"

/** English words of Home: see english.ts. */
export const home = {
  title: "Home",
  /** The answer to "is everything running?". */
  allRunning: (count: number, figure: string) =>
    count === 1
      ? "The unit is in service."
      : count === 2
        ? "Both units are in service."
        : `All ${figure} units are in service.`,
  allConnectedRunning: (count: number, figure: string, total: string) =>
    `${count === 1 ? "The one connected unit" : `All ${figure} connected units`} of ${total} ${plural(count, "is", "are")} in service.`,
  noneConnected: (count: number, figure: string) =>
    count === 1 ? "1 unit, not connected." : `${figure} units, none of them connected.`,
  trouble: (parts: ReadonlyArray<string>) => `${parts.join(", ")}.`,
  first: (figure: string, total: string, count: number, state: string, of = 0) =>
    of === 1 ? `The unit is ${state}` : `${figure} of ${total} units ${plural(count, "is", "are")} ${state}`,
  next: (figure: string, count: number, state: string) => `${figure} ${plural(count, "is", "are")} ${state}`,
  /** A state as the end of a sentence about a unit. */
  being: {
    "in-service": "in service",
    degraded: "degraded",
    "out-of-order": "out of order",
    "planned-outage": "out for planned work",
    unknown: "unknown",
    "not-connected": "not connected",
  },
  nothingConnectedWhy:
    "Their state is not known here: a unit is followed once its gateway is connected. Live data is part of Connected Services.",
  noUnits: "There is no equipment here yet.",
  empty: {
    title: "No units are in this account.",
    text: "Once your service company has entered the equipment, this page answers whether everything is running.",
    link: null,
  },
  emptyStaff: {
    title: "No units are in this account.",
    text: "Import the fleet from a CSV file; every bad row is reported with its line and reason.",
    linkText: "Import equipment",
  },
  byBuilding: "All units, by building",
  attention: "Need attention",
  attentionNone: "Nothing needs attention.",
  known: "What is known",
  moreAttention: (_count: number, figure: string) => `and ${figure} more`,
  attentionOf: (building: string, account: string) => `${building}, ${account}`,
  requests: "Open requests",
  noRequests: "None.",
  visits: "Visits in the next 7 days",
  toPay: "To pay",
  noInvoices: {
    title: "No invoices are recorded here yet.",
    text: "Unpaid, overdue and disputed invoices will stand here with their sums, once the Billing part is in use.",
    link: null,
  },
  available: (period: string) => `Available in ${period}`,
  soFar: (month: string) => `${month} so far`,
  lastMonth: (month: string, value: string) => `${month}: ${value}`,
  about: (count: number, figure: string, coverage: string) =>
    `Technical availability of the ${count === 1 ? "connected unit" : `${figure} connected units`}; signal ${coverage} of the time.`,
  aboutNone: "No unit is connected. Availability is counted from live data, which is part of Connected Services.",
  hoursOut: "Hours not available:",
  unplanned: "unplanned",
  external: "outside cause",
  planned: "planned",
  together: "Together",
  notAvailable: "Not available",
  mostly: "Mostly",
  mostlyOf: (cause: string, unit: string) => `${cause}: ${unit}`,
  longestOut: "Longest out of use",
  longestOutAbout: (month: string) => `The units with the most hours not available, ${month}`,
  outLabel: (unplanned: string, external: string, planned: string) =>
    `Unplanned ${unplanned}, outside cause ${external}, planned ${planned}`,
  notConnected: "no data: not connected",
  nothingKnown: "no data: no signal in this time",
  moreBuildings: (count: number, figure: string) => `and ${buildings(count, figure)} more`,
  since: (when: string) => `Since ${when}`,
  noSignal: (when: string) => `No signal since ${when}. Whether it runs is not known`,
  sentence: (since: string, reason: string) => (reason === "" ? since : `${since}. ${reason}`),
  backAbout: (when: string) => `Back about ${when}`,
  whySince: (building: string, since: string, reason: string) =>
    `, ${building}, since ${since}.${reason === "" ? "" : ` ${reason}.`}`,
  whyUnknown: (building: string, since: string) =>
    `, ${building}, has sent no signal since ${since}. Whether it runs is not known.`,
}

/** English words of Home: see english.ts. */
export const street = {
  title: (building: string, count: number) => `${building}, ${units(count, String(count))}`,
  unit: (unit: string, state: string) => `${unit}: ${state}`,
  more: (count: number, figure: string) => `and ${figure} more ${plural(count, "building", "buildings")}`,
  moreUnits: (figure: string) => `+${figure}`,
  note: "Cars stand where they stand now. Pale shafts are not connected: live data is part of Connected Services. The same as a table: ",
}
