import { plural, visits } from "./counted.ts"
import { plans, usual } from "./english-plans.ts"
import { holidays, technicians } from "./english-technicians.ts"

/** English words of this part of the portal: see english.ts. */
export const planning = {
  nav: { planning: "Planning", technicians: "Technicians", plans: "Service plans", holidays: "Holidays" },
  problem: "There is a problem",
  save: "Save",
  cancel: "Cancel",
  actions: "Actions",
  activities: { maintenance: "Maintenance", inspection: "Inspection" },
  skills: {
    traction: "Traction lifts",
    hydraulic: "Hydraulic lifts",
    escalator: "Escalators and moving walks",
    "small-lifts": "Platform lifts and dumbwaiters",
    inspection: "Inspections and tests",
  },
  contractTypes: {
    basic: "basic contract",
    standard: "standard contract",
    plus: "plus contract",
    premium: "premium contract",
  },
  weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],

  board: {
    title: "Planning",
    neverRan: "Nothing is planned yet.",
    answer: (count: number, figure: string) => `${visits(count, figure)} planned for the next twelve months.`,
    unplaced: (figure: string) => `${figure} without a place.`,
    missed: (figure: string) => `${figure} missed and not made up for.`,
    about:
      "The planner runs every night, or when you start it. It keeps what was told to customers and what was moved by hand, and moves only what cannot stay.",
    start: "Run the planner now",
    started: "The planner has been asked to run.",
    phases: {
      waiting: "The planner begins in a moment",
      reading: "The planner reads what is due",
      reckoning: "The planner works out who goes where",
      writing: "The planner writes down the visits",
      finished: "The planner has come to its end",
      failed: "The planner was stopped before its end",
    },
    progress: (done: string, total: string) => `${done} of ${total} plans`,
    failure: "The last run was stopped before its end. The next one goes on with what is missing.",
    lastRun: "Last run",
    by: (name: string) => (name === "" ? "by itself, at night" : `for ${name}`),
    took: (duration: string) => `took ${duration}`,
    figures: {
      visits: "Visits planned",
      visitsPeriod: (from: string, to: string) => `${from} to ${to}`,
      changed: "Changed in the last run",
      changedPeriod: (added: string, moved: string, withdrawn: string) =>
        `${added} new, ${moved} elsewhere, ${withdrawn} taken back`,
      unevenness: "Unevenness of days",
      unevennessPeriod: "standard deviation ÷ mean of the minutes on site of a working day",
      travel: "Travel for each hour on site",
      travelPeriod: "estimated from distances as the crow flies",
    },
    load: "Load by week",
    loadAbout: "Work on site as a share of working time, travel not counted.",
    technician: "Technician",
    weekOf: (day: string) => `week of ${day}`,
    away: "away",
    cell: (percent: string, count: string) => `${percent}, ${count} visits`,
    noTechnicians: {
      title: "Nobody works yet.",
      text: "Add technicians, with their hours and skills: without them no visit has a place.",
      link: { href: "/operations/technicians", text: "Technicians" },
    },
    late: "Late",
    lateAbout: "Nobody came before the tolerance closed, or a visit that was told has nobody who comes.",
    noneLate: "No visit is late.",
    noPlace: "Without a place",
    nonePlace: "Everything that is due has a place.",
    conflicts: "Moved by hand against a rule",
    wishes: "Customers ask to move",
    wished: (from: string, to: string) => `from ${from} to ${to}`,
    more: (shown: string, all: string) => `The first ${shown} of ${all}.`,
    visit: "Visit",
    unit: "Unit",
    due: "Due",
    window: "Tolerance",
    planned: "Planned",
    reason: "Why",
    missedOn: "missed",
    nobody: "nobody comes",
    noDay: "no day",
  },

  reasons: {
    "tolerance-closed": "It can no longer be done inside its tolerance",
    "nobody-has-the-skills": "Nobody has the skills that it asks for",
    "outside-territories":
      "Nobody who has the skills comes there: it lies in none of their territories, and who has none stays in their country",
    "building-closed": "The building is closed on all its days",
    "nobody-at-work": "Nobody who could come works on any of its days",
    "longer-than-a-day": "With the way there and back it takes longer than anybody’s day",
    "no-time-left": "The days of all who could come are full",
  },
  needed: (needed: string, longest: string) => `It takes ${needed}; the longest day has ${longest}.`,
  conflictReasons: {
    "outside-tolerance": "outside its tolerance",
    "skill-missing": "the technician lacks a skill",
    "outside-territory": "it lies outside the technician’s territory or country",
    "building-closed": "the building is closed",
    "somebody-else-comes": "somebody else comes to the building on that day",
    "outside-working-time": "the day is longer than the working time",
  },

  week: {
    title: (name: string, day: string) => `${name}, week of ${day}`,
    answer: (count: number, figure: string, name: string) => `${name} has ${visits(count, figure)} this week.`,
    about: "Open a visit to move it, or drag it to another day. What was moved by hand stays there.",
    earlier: "Week before",
    later: "Week after",
    away: "away",
    free: "does not work",
    idle: (time: string) => `works ${time}`,
    load: (work: string, time: string) => `${work} on site of ${time}`,
    none: "no visits",
    byHand: "moved by hand",
    technician: "About this technician",
  },

  visit: {
    title: (unit: string) => `Visit to ${unit}`,
    facts: {
      unit: "Unit",
      building: "Building",
      what: "What",
      due: "Due",
      window: "Inside tolerance",
      planned: "Planned for",
      technician: "Technician",
      minutes: "Time on site",
      state: "State",
    },
    states: {
      planned: "planned, not told yet",
      scheduled: "told to the customer",
      dispatched: "handed to the technician",
      "en-route": "the technician is on the way",
      "on-site": "the technician is there",
      finished: "done",
      closed: "done and closed",
      cancelled: "cancelled",
      "follow-up-needed": "done, with more to follow",
    },
    missed: "missed",
    byHand: "moved by hand: the planner leaves it here",
    nobody: "nobody yet",
    between: (from: string, to: string) => `${from} to ${to}`,
    whyDay: "Why this day",
    whyPerson: "Why this person",
    whyNot:
      "The planner would not keep this visit where it is, or it is for today or before: there is nothing to explain.",
    move: "Move it",
    moveAbout: "From then on it stays where you put it. If its day was told, the customer sees that it moved.",
    day: "Day",
    technician: "Technician",
    moveButton: "Move the visit",
    asked: "The customer asks",
    askedText: (name: string, day: string) => `${name} asks to have it on ${day}.`,
    word: "A word to the customer",
    accept: "Move it to that day",
    decline: "Decline",
    done: {
      moved: "The visit is moved. It stays there.",
      accepted: "The visit is on the day that the customer wished for.",
      declined: "The wish is declined; the customer sees it.",
      answered: "Nobody waits for an answer about this visit any more.",
      late: "Somebody was quicker: this visit is under way, done or cancelled.",
    },
    errors: {
      day: "Enter a day that is still to come, at most two years ahead",
      technician: "Choose a technician who still works",
      movedMeanwhile: (day: string, name: string) =>
        `Meanwhile somebody moved it to ${day}, ${name}. Look again before you move it`,
      answer: "Choose what to answer",
      wishChanged: "The customer has changed the wish meanwhile. Read it again before you answer",
    },
    why: {
      "moved-by-hand": "Somebody moved it here by hand.",
      "told-to-customer": "The customer was told of it.",
      due: (after: number, figure: string) =>
        after === 0
          ? "It is due on this day."
          : after > 0
            ? `It is ${figure} ${plural(after, "day", "days")} after its due date, inside its tolerance.`
            : `It is ${figure} ${plural(-after, "day", "days")} before its due date, inside its tolerance.`,
      "due-date-closed": "On its due date the building is closed.",
      "due-date-off": "On its due date the technician does not work.",
      "building-visited": (count: number, figure: string) =>
        `${figure} more ${plural(count, "visit", "visits")} in the building on the same day.`,
      "others-near": (count: number, figure: string, near: string) =>
        `${figure} more ${plural(count, "building", "buildings")} that day; the nearest is ${near} km away.`,
      "even-load": (minutes: string, average: string) => `The day has ${minutes} on site; the average is ${average}.`,
      "has-the-skills": (able: string, all: string) => `${able} of ${all} technicians have the skills.`,
      "in-territory": (holders: number, figure: string) =>
        holders === 1
          ? "It lies in this technician’s territory, and in nobody else’s."
          : `It lies in the territories of ${figure} technicians, this one among them.`,
      "no-territory": (holders: number, figure: string) =>
        holders === 0
          ? "It lies in nobody’s territory who has the skills; this technician has none, and comes anywhere in the country."
          : `It lies in the ${plural(holders, "territory", "territories")} of ${figure} with the skills; this technician has no territory and helps out.`,
      "knows-the-building": (mine: string, all: string) =>
        `Makes ${mine} of the ${all} visits to this building around then.`,
      "near-home": (km: string, nearer: string, off: string) =>
        nearer === "0"
          ? `Lives nearest, ${km} km away.`
          : `Lives ${km} km away; ${nearer} who could come live nearer${off === "0" ? "" : `, ${off} of them do not work that day`}.`,
    },
  },

  technicians,
  holidays,
  usual,
  plans,
} as const
