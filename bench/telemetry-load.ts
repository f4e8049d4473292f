import http from "node:http"
import { percentile } from "./benchmark.ts"
import { type BenchGateway, unitName } from "./connected-fleet.ts"

/** What is sent: counters of all units of all gateways, round after round. */
export interface LoadPlan {
  readonly url: string
  readonly gateways: ReadonlyArray<BenchGateway>
  readonly seconds: number
  /** Requests under way at a time. */
  readonly connections: number
  /** Milliseconds from one round to the next; 0 is as fast as they are taken. */
  readonly everyMs: number
  /** One in so many messages tells a state in place of the counters. */
  readonly stateOneIn: number
  /** The round to go on from. */
  readonly firstRound: number
  /** The time of round 0, and milliseconds between the times of two rounds. */
  readonly base: number
  readonly stepMs: number
}

export interface LoadResult {
  readonly accepted: number
  readonly refused: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly slowest: number
  /** Rounds that were sent whole, counted from 0. */
  readonly rounds: number
  /** Seconds by which the last round was behind its time. */
  readonly behind: number
}

/** Sends the load and measures; runs as a process of its own. */
const run = async (plan: LoadPlan): Promise<LoadResult> => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: plan.connections })
  const heads = plan.gateways.map(({ first, units }) =>
    Array.from({ length: units }, (_, index) => `{"unit":"${unitName(first + index)}","at":"`),
  )
  const bodyOf = (gateway: number, round: number): string => {
    const at = new Date(plan.base + round * plan.stepMs).toISOString()
    const counters = `${at}","seq":${round},"kind":"counters","starts":${round},"runSeconds":${round * 15},"doorCycles":${round},"doorReopens":0,"distanceMetres":${round * 10}}\n`
    const state = `${at}","seq":${round},"kind":"state","state":"${round % 2 === 0 ? "in-service" : "degraded"}"}\n`
    let body = ""
    let place = round + gateway
    for (const head of heads[gateway] ?? [])
      body += head + (plan.stateOneIn > 0 && place++ % plan.stateOneIn === 0 ? state : counters)
    return body
  }
  const post = (token: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = http.request(
        `${plan.url}/telemetry`,
        {
          method: "POST",
          agent,
          headers: { Authorization: `Bearer ${token}`, "Content-Length": Buffer.byteLength(body) },
        },
        (answer) => {
          let text = ""
          answer.setEncoding("utf8")
          answer.on("data", (chunk: string) => (text += chunk))
          answer.on("end", () => {
            if (answer.statusCode === 429 || answer.statusCode === 503) resolve(-1)
            else if (answer.statusCode === 202) resolve((JSON.parse(text) as { accepted: number }).accepted)
            else reject(new Error(`${answer.statusCode} ${text.slice(0, 300)}`))
          })
        },
      )
      request.on("error", reject)
      request.end(body)
    })

  const times: Array<number> = []
  let [accepted, refused, next, behind] = [0, 0, plan.firstRound * plan.gateways.length, 0]
  const begun = performance.now()
  const end = begun + plan.seconds * 1000
  const send = async () => {
    for (;;) {
      const place = next
      // A round that was begun is sent whole, so that what the portal makes of it can be told exactly.
      if (performance.now() > end && place % plan.gateways.length === 0) return
      next++
      const round = Math.floor(place / plan.gateways.length)
      const gateway = place % plan.gateways.length
      if (plan.everyMs > 0) {
        const due = begun + ((place - plan.firstRound * plan.gateways.length) / plan.gateways.length) * plan.everyMs
        const wait = due - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
        else behind = -wait / 1000
      }
      const body = bodyOf(gateway, round)
      for (;;) {
        const asked = performance.now()
        const answer = await post(plan.gateways[gateway]?.token ?? "", body)
        if (answer >= 0) {
          accepted += answer
          times.push(performance.now() - asked)
          break
        }
        refused++
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  }
  await Promise.all(Array.from({ length: plan.connections }, send))
  agent.destroy()
  return {
    accepted,
    refused,
    seconds: (performance.now() - begun) / 1000,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    slowest: Math.max(...times),
    rounds: Math.floor(next / plan.gateways.length) - plan.firstRound,
    behind,
  }
}

if (process.send !== undefined) {
  process.once("message", (plan: LoadPlan) => {
    run(plan).then(
      (result) => process.send?.({ result }, () => process.exit(0)),
      (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
    )
  })
}
