/** What a technician says at the end of a piece of work, in the portal's codes. */
export interface Found {
  readonly conditionOnArrival: "in-service" | "degraded" | "out-of-order"
  readonly conditionOnDeparture: "in-service"
  readonly cause: string | null
  readonly component: string | null
  readonly action: string
  readonly comment: string
}

const found = (
  cause: string | null,
  component: string | null,
  action: string,
  comment: string,
  conditionOnArrival: Found["conditionOnArrival"] = "out-of-order",
): Found => ({ conditionOnArrival, conditionOnDeparture: "in-service", cause, component, action, comment })

/** By the problem that was reported, or the fault that the unit told. */
const ofLift: Readonly<Record<string, Found>> = {
  "doors-do-not-close": found(
    "door-closing",
    "car-door",
    "cleaned",
    "Grit in the sill kept the doors from closing. Cleaned and tried on all floors.",
  ),
  "doors-do-not-open": found(
    "door-opening",
    "door-lock",
    "adjusted",
    "A landing door lock was out of line. Adjusted and tried.",
  ),
  "does-not-come": found(
    "controller",
    "controller",
    "reset",
    "The controller had stopped after a fault. Reset, log read, watched for several trips.",
  ),
  "not-level": found(
    "car-stopped-outside-landing-zone",
    "brake",
    "adjusted",
    "Brake adjusted; the car stops level again.",
    "degraded",
  ),
  "button-or-display": found(
    "call-button-stuck",
    "landing-button",
    "replaced",
    "A landing button stuck. Replaced.",
    "degraded",
  ),
  "noise-or-shaking": found(
    "wear",
    "guide-shoes",
    "adjusted",
    "Guide shoes adjusted and lubricated. The ride is quiet again.",
    "degraded",
  ),
  "no-light-or-power": found(
    "power-supply",
    "lighting",
    "replaced",
    "Supply and lamps checked, a lamp driver replaced.",
  ),
}
const ofStairs: Readonly<Record<string, Found>> = {
  "stands-still": found(
    "safety-device",
    "safety-switch",
    "reset",
    "A safety switch had tripped. Cause removed, reset, run in both directions.",
  ),
  "steps-or-comb": found("comb-plate", "comb-plate", "cleaned", "A stone in the comb plate removed, teeth checked."),
  handrail: found("wear", "handrail-drive", "adjusted", "Handrail drive tightened; it keeps pace again.", "degraded"),
  "noise-or-shaking": found(
    "mechanical-component",
    "step-chain",
    "lubricated",
    "Step chain tensioned and lubricated.",
    "degraded",
  ),
  "no-light-or-power": found("power-supply", "lighting", "replaced", "Supply checked, comb lighting replaced."),
}
const nothing = found(
  "none-found",
  null,
  "inspected",
  "Nothing could be brought about again. Watched for a while, all in order.",
  "in-service",
)
const visit = found(
  null,
  null,
  "inspected",
  "All in order. Cleaned, lubricated and adjusted where it was due.",
  "in-service",
)

/** What is found on an order with that title, of an activity, on a unit of a kind. */
export const findingsOf = (activity: string, kind: string, title: string): Found => {
  if (activity === "maintenance" || activity === "inspection") return visit
  const known = kind === "escalator" || kind === "moving-walk" ? ofStairs : ofLift
  return known[title] ?? nothing
}
