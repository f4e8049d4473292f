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
    `The doors open again ${recent} times in a hundred while they close; usually it is ${usual}.`,
  fault: (times: string) => `${times} times within two weeks.`,
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
    open: "We look into it.",
    planned: "A technician comes to look at it.",
    cancelled: "The visit was cancelled.",
    finished: (action: string, comment: string) =>
      [action, comment].filter((part) => part !== "").join(". ") || "It was seen to.",
    dismissed: (reason: string) => `Nothing was done: ${reason}`,
    passed: "It went by itself.",
  },
}
