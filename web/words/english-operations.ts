import { plural } from "./counted.ts"
import { importList, importProgress, mapping } from "./english-importing.ts"

/** English words of Operations: see english.ts. */
export const operations = {
  title: "Operations",
  overview: {
    answerCalm: "Everything is being worked off.",
    answerFailed: (count: number, figure: string) =>
      `${figure} ${plural(count, "message has", "messages have")} failed.`,
    about: "Customers, imports, the gateways that report, and messages between the parts of this portal.",
  },
  nav: {
    messages: "Failed messages",
    customers: "Customers",
    imports: "Imports",
    gateways: "Gateways",
    queues: "Queues",
    schedules: "Schedules",
  },
  facts: {
    failed: "Failed messages",
    waiting: "Waiting",
    customers: "Customers",
    withAccount: "with an account",
    noCustomers: "no account is open yet",
    lastImport: "Last import",
    gateways: "Gateways",
    newest: (when: string) => `the latest ${when}`,
    noneFailed: "none",
    inQueues: (count: number, figure: string) => `in ${figure} ${plural(count, "queue", "queues")}`,
    silent: (figure: string) => `${figure} silent`,
    noneSilent: "all report",
    noGateways: "none is set up",
    noImport: "nothing was imported yet",
    ofImport: (file: string, status: string) => `${file}, ${status.toLowerCase()}`,
    rows: (count: number) => plural(count, "row", "rows"),
  },
  messages: {
    title: "Failed messages",
    answer: (count: number, figure: string) =>
      count === 0 ? "No message has failed." : `${figure} ${plural(count, "message has", "messages have")} failed.`,
    about:
      "Each was tried as often as its queue allows. Retry once the cause is removed; a message discarded is gone for good.",
    event: "Message",
    queue: "Handler",
    when: "Failed",
    tries: "Tries",
    error: "Error",
    payload: "What it carries",
    trace: "Where it failed",
    schedule: "Scheduled run",
    lookOnly: "Only an administrator can retry or discard them.",
    retried: (count: number, figure: string) =>
      count === 0
        ? "There was nothing left to try again: somebody was quicker."
        : `${figure} ${plural(count, "message is", "messages are")} being tried again.`,
    discarded: "The message was discarded.",
    actions: "What to do",
    retry: "Retry",
    discard: "Discard",
    retryAll: (figure: string) => `Retry all ${figure}`,
    retryOne: (event: string, queue: string) => `Retry ${event} for ${queue}`,
    discardOne: (event: string, queue: string) => `Discard ${event} for ${queue}`,
    none: {
      title: "Nothing failed.",
      text: "A message that fails more often than its queue allows is kept here, with its error, until somebody retries or discards it.",
      link: null,
    },
  },
  discard: {
    title: "Discard a message",
    question: "Discard this message for good?",
    about: "Its handler will never run for it. What it should have done must be done by hand.",
    yes: "Discard it",
    no: "Keep it",
  },
  queues: {
    title: "Queues",
    answer: (count: number, figure: string) =>
      count === 0 ? "Nothing is waiting." : `${figure} ${plural(count, "message is", "messages are")} waiting.`,
    name: "Queue",
    waiting: "Waiting",
    active: "In work",
    failed: "Failed",
    done: "Done in 24 h",
    oldest: "Oldest waiting",
    schedules: "Schedules",
    schedule: "Schedule",
    runs: "Runs",
    lastRun: "Last run",
    nextRun: "Next run",
    none: "No schedule is set.",
    runsAs: (cron: string) => {
      if (cron === "* * * * *") return "every minute"
      const every = /^\*\/(\d+) \* \* \* \*$/.exec(cron)?.[1]
      if (every !== undefined) return `every ${every} minutes`
      const [, minute, hour] = /^(\d+) (\d+) \* \* \*$/.exec(cron) ?? []
      if (minute !== undefined && hour !== undefined)
        return `every day at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")} UTC`
      const hourly = /^(\d+) \* \* \* \*$/.exec(cron)?.[1]
      return hourly === undefined ? cron : `every hour, at minute ${hourly}`
    },
  },
  customers: {
    title: "Customers",
    answer: (count: number, figure: string) =>
      count === 0
        ? "No customer has an account yet."
        : `${figure} ${plural(count, "customer has an account", "customers have accounts")}`,
    about: "Equipment and people belong to a customer’s account, and nobody sees into another.",
    lookOnly: "Only an administrator can open accounts.",
    name: "Customer",
    country: "Country",
    timeZone: "Time zone",
    buildings: "Buildings",
    units: "Units",
    none: {
      title: "No account is open.",
      text: "The first thing a portal needs is a customer’s account; its equipment is imported into it.",
      link: null,
    },
    new: "New customer account",
    newName: "Name of the customer",
    newNameHint: "As it is printed on contracts and invoices",
    newCountry: "Country",
    newCountryHint: "Where most of its buildings stand",
    newTimeZone: "Time zone",
    newTimeZoneHint: "Such as Europe/London",
    open: "Open the account",
    problem: "There is a problem",
    nameMissing: "Give the customer’s name, at most 200 characters",
    nameTaken: "There is an account of this name. Choose another",
    countryMissing: "Choose the customer’s country",
    timeZoneMissing: "Give a time zone such as Europe/London",
  },
  imports: importList,
  mapping,
  import: importProgress,
  gateways: {
    title: "Gateways",
    answer: (count: number, figure: string) => `${figure} ${plural(count, "gateway", "gateways")}`,
    silent: (_count: number, figure: string) => `, ${figure} silent`,
    about:
      "A gateway reports for one or more units. It is called silent when its last message is older than its units’ heartbeat. Messages are missing when the numbers of those that came leave gaps; what comes late fills them.",
    name: "Gateway",
    account: "Customer",
    units: "Units",
    last: "Last message",
    missing: "Missing messages",
    state: "Reports",
    none: {
      title: "No gateway is set up.",
      text: "Units report through gateways. Without one, no unit is connected and no live data is shown.",
      link: null,
    },
    yes: "yes",
    no: "silent",
    never: "never",
    hub: "All customers (hub)",
    new: "New gateway",
    newName: "Its name",
    newNameHint: "Where it stands, such as Meridian House, machine room",
    newAccount: "For the units of",
    everyAccount: "all customers: a hub of ours",
    newText: "Only units with these words",
    newTextHint: "Name, number, building, street: anything printed. Empty: all units",
    newFree: "Leave out units that report through another gateway",
    create: "Create the gateway",
    nameMissing: "Give it a name of at most 100 characters",
    nameTaken: "There is a gateway of this name. Choose another, or give that one a new token below",
    accountMissing: "Choose whose units it reports for",
    nothingMatches: "No unit matches. Change the words, or include units of other gateways",
    problem: "There is a problem",
    tokenTitle: "Gateway’s token",
    tokenAnswer: (name: string) => `The token of ${name}`,
    tokenAbout: "It is shown this once and kept nowhere. Enter it in the gateway now; lost, it can only be replaced.",
    token: "Token",
    connects: (count: number, figure: string) =>
      `${figure} ${plural(count, "unit reports", "units report")} through it.`,
    howTo: "It reports with",
    renew: "New token",
    limit: "Silent after",
    limitChange: "Change limit",
    limitOf: (name: string) => `Minutes without a message after which the units of ${name} are unknown`,
    limitSave: "Save",
    limitWrong: (least: number, most: number) =>
      `Enter the minutes without a message as a whole number from ${least} to ${most}`,
    renewSure: "The present token stops working at once.",
    renewOf: (name: string) => `Give ${name} a new token`,
    back: "To all gateways",
  },
}
