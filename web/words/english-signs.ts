/** English words of early signs: see english.ts. */
export const signs = {
  title: "Early signs",
  answer: (count: number, shown: string) =>
    count === 0
      ? "No unit shows an early sign."
      : count === 1
        ? "1 early sign to decide on."
        : `${shown} early signs to decide on.`,
  about:
    "Units that are likely to fail soon: doors that reopen at least twice as often over three days as in the four weeks before, or the same fault three times within two weeks. Looked for every hour.",
  none: {
    title: "Nothing to decide on.",
    text: "What connected units show before they fail appears here.",
    link: null,
  },
  more: (shown: string, total: string) => `The latest ${shown} of ${total}.`,
  what: "Sign",
  unit: "Unit",
  customer: "Customer",
  noticed: "Noticed",
  actions: "Decide",
  titles: { "door-reopenings": "Doors reopen more and more" } as Record<string, string>,
  doors: (recent: string, usual: string) =>
    `Over three days the doors opened again ${recent} times in a hundred closings; before, it was ${usual}.`,
  fault: (times: string) => `The same fault ${times} times within two weeks.`,
  /** In a timeline. */
  sign: "Early sign",
  states: { open: "We look into it", order: "A visit for it", dismissed: "Left alone", passed: "Went by itself" },
  order: "Plan a visit",
  dismiss: "Leave it…",
  dismissal: {
    title: "Leave this sign alone?",
    about: (what: string, unit: string) => `${what}: ${unit}. The customer reads the reason.`,
    yes: "Leave it",
    no: "Keep it",
  },
  done: {
    ordered: "An order is made. Hand it out on the dispatch board.",
    dismissed: "The sign is left alone; the customer reads why.",
    meanwhile: "Somebody was quicker, or the unit shows it no longer.",
  },
  onUnit: {
    title: "Preventive maintenance",
    about: "What it showed early on, and what was done about it",
    none: "Nothing was noticed so far. Every hour we look for doors that reopen more and more, and for faults that come again.",
    open: "We look into it.",
    planned: "A technician comes to look at it; the day is not set yet.",
    plannedOn: (technician: string | null, day: string) =>
      `${technician ?? "A technician"} comes to look at it: ${day}.`,
    underWay: (technician: string | null) => `${technician ?? "A technician"} is seeing to it.`,
    cancelled: "The visit was cancelled.",
    finished: (when: string, action: string, comment: string) =>
      [`Seen to ${when}`, action, comment].filter((part) => part !== "").join(". "),
    dismissed: (reason: string) => `We left it alone: ${reason}`,
    passed: (day: string) => `It went by itself: no more of it ${day}.`,
  },
}
