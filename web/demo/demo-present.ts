import type { Fault } from "#equipment"

/** What goes on at a unit when the demo begins. */
export interface DemoPresent {
  /** Minutes ago. */
  readonly reported: number
  readonly text: string
  readonly fault?: Fault
  readonly rejected?: string
  /** Minutes ago each; `technician` is a place in the list. `visit`: nobody reported it. `laterDays`: it is for a day to come. */
  readonly work?: {
    readonly accepted: number
    readonly travel?: number
    readonly arrived?: number
    readonly technician: number
    readonly visit?: true
    readonly laterDays?: number
  }
}

/** By the building's name and the unit's: a request in every state, somebody on the way and somebody at work. */
export const demoPresents: Readonly<Record<string, DemoPresent>> = {
  "Meridian House: Lift 2, north entrance": {
    ...{ reported: 29, text: "It stands on the ground floor with its doors open." },
    work: { accepted: 26, travel: 9, technician: 1 },
  },
  "Cedar House: Lift 2": {
    ...{ reported: 45, text: "Does not come to any floor." },
    work: { accepted: 41, travel: 32, arrived: 14, technician: 0 },
  },
  "Main Pavilion: Bed elevator 3": {
    ...{ reported: 18, text: "" },
    work: { accepted: 200, arrived: 18, technician: 3, visit: true },
  },
  "Tannery Court: Lift A, stair 1": {
    ...{ reported: 95, text: "The doors open again several times before it goes." },
    work: { accepted: 80, technician: 2, laterDays: 1 },
  },
  "Quay Station: Escalator 2": { reported: 7, text: "Something is stuck at the top.", fault: "comb-plate" },
  "Lantern Tower: Lift 7": { reported: 4, text: "The button on floor 12 stays lit.", fault: "call-button-stuck" },
  "Granary Yard: Lift 3, block A": {
    ...{ reported: 1500, text: "The doors stay open very long." },
    rejected: "They do so on purpose: this lift gives people with prams and wheelchairs more time.",
  },
}
