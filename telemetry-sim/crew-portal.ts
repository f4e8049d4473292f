/** A unit as the portal names it. */
interface WorkUnit {
  readonly kind: string
  readonly timeZone: string
}

/** A request on which a dispatcher decides. Times are milliseconds since 1970. */
export interface WorkRequest {
  readonly id: number
  readonly state: string
  readonly waitingSince: number
}

/** An order that is open today. */
export interface WorkOrder {
  readonly id: number
  readonly unit: WorkUnit
  readonly activity: string
  readonly state: string
  readonly title: string
  readonly technician: number | null
  readonly plannedStart: number | null
  readonly createdAt: number
}

export interface WorkTechnician {
  /** Somebody may be this technician and do the work themselves. */
  readonly signsIn: boolean
  readonly id: number
  readonly name: string
  readonly timeZone: string
}

/** What a service company has to do now. */
export interface Work {
  /** Whether all of it is made up. */
  readonly demo: boolean
  readonly requests: ReadonlyArray<WorkRequest>
  readonly orders: ReadonlyArray<WorkOrder>
  readonly technicians: ReadonlyArray<WorkTechnician>
}

/** What came of asking: `status` 0 is a portal that cannot be reached. */
export interface Told {
  readonly status: number
  readonly error: string
}

const requestTimeout = 15_000
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null
const recordsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : [])
const text = (value: unknown): string => (typeof value === "string" ? value : "")
const whole = (value: unknown): number => (typeof value === "number" && Number.isInteger(value) ? value : 0)
const instant = (value: unknown): number | null => {
  const at = Date.parse(text(value))
  return Number.isNaN(at) ? null : at
}

const orderIn = (order: Record<string, unknown>): WorkOrder => {
  const unit = isRecord(order["unit"]) ? order["unit"] : {}
  return {
    id: whole(order["id"]),
    unit: { kind: text(unit["kind"]), timeZone: text(unit["timeZone"]) || "UTC" },
    activity: text(order["activity"]),
    state: text(order["state"]),
    title: text(order["title"]),
    technician: typeof order["technician"] === "number" ? order["technician"] : null,
    plannedStart: instant(order["plannedStart"]),
    createdAt: instant(order["createdAt"]) ?? 0,
  }
}

const workIn = (body: unknown): Work | null => {
  if (!isRecord(body) || !Array.isArray(body["orders"])) return null
  return {
    demo: body["demo"] === true,
    requests: recordsIn(body["requests"]).map((request) => ({
      id: whole(request["id"]),
      state: text(request["state"]),
      waitingSince: instant(request["waitingSince"]) ?? 0,
    })),
    orders: recordsIn(body["orders"]).map(orderIn),
    technicians: recordsIn(body["technicians"]).map((one) => ({
      id: whole(one["id"]),
      name: text(one["name"]),
      timeZone: text(one["timeZone"]),
      signsIn: one["signsIn"] === true,
    })),
  }
}

/** The portal as a service company's people know it: what is to be done, and that something was done. It never throws. */
export class CrewPortal {
  readonly #target: string
  readonly #token: string

  constructor(target: string, token: string) {
    this.#target = target.replace(/\/+$/, "")
    this.#token = token
  }

  /** What is to be done now, or why that cannot be told. */
  async work(stop: AbortSignal): Promise<Work | Told> {
    const { status, body } = await this.#ask("/api/work", null, stop)
    const work = status === 200 ? workIn(body) : null
    return work ?? { status, error: isRecord(body) ? text(body["error"]) : "" }
  }

  /** Tells of a step. */
  async step(path: string, body: object, stop: AbortSignal): Promise<Told> {
    const answer = await this.#ask(path, body, stop)
    return { status: answer.status, error: isRecord(answer.body) ? text(answer.body["error"]) : "" }
  }

  async #ask(path: string, body: object | null, stop: AbortSignal): Promise<{ status: number; body: unknown }> {
    try {
      const answer = await fetch(this.#target + path, {
        headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
        signal: AbortSignal.any([stop, AbortSignal.timeout(requestTimeout)]),
        ...(body === null ? {} : { method: "POST", body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: (await answer.json()) as unknown }
    } catch {
      // No connection, none in time, or an answer of something that is not the portal: asked again later.
      return { status: 0, body: null }
    }
  }
}
