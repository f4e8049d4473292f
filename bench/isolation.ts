import { isDeepStrictEqual } from "node:util"
import { Effect } from "effect"
import postgres from "postgres"
import { addMember, addUser, makePortfolio } from "#access"
import { as } from "#kernel/database/database.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { dayAt } from "#kernel/time.ts"
import type { Viewer } from "#kernel/database/viewer.ts"
import { createRuntime, type Runtime, services, type Services } from "../web/composition.ts"
import { readEquipment } from "../web/equipment/equipment-page.ts"
import { readEquipmentQuery } from "../web/equipment/equipment-query.ts"
import { readUnit } from "../web/equipment/unit-page.ts"
import { english } from "../web/words/english.ts"
import { type Benchmark, type Line, median, percentile, whole, withDatabase } from "./benchmark.ts"
import { fillAccount, openWithOwner, password } from "./fleet.ts"
import { signIn } from "./sign-in.ts"
import { startPortal } from "./telemetry-portal.ts"

const GOAL = 1.3
const UNITS = 76_061
const CONNECTED = 1_000
const IN_PORTFOLIO = 1_000
const ROUNDS = 9
/** How long each side is asked in a round; it is asked at least so many times. */
const SIDE_MS = 500
const LEAST = 5

type Question = Effect.Effect<unknown, never, Services>

interface Asked {
  readonly what: string
  readonly viewer: Viewer
  readonly question: Question
}

const list = (search: string): Question =>
  Effect.suspend(() => readEquipment(readEquipmentQuery(new URLSearchParams(search), english), new Date()))

const unit = (id: number): Question =>
  Effect.suspend(() => readUnit(id, new Date(), dayAt(new Date(), "Europe/London"))).pipe(Effect.orDie)

const ask = (runtime: Runtime, { viewer, question }: Asked) => runtime.runPromise(question.pipe(as(viewer)))

/** The time of one answer, p50, asked one after the other. */
const p50 = async (runtime: Runtime, asked: Asked): Promise<number> => {
  const times: Array<number> = []
  const end = performance.now() + SIDE_MS
  while (times.length < LEAST || performance.now() < end) {
    const begun = performance.now()
    await ask(runtime, asked)
    times.push(performance.now() - begun)
  }
  return percentile(times, 0.5)
}

/** Everything of an answer but what depends on the instant of asking. */
const lasting = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => (key === "figures" || key === "now" ? undefined : value)) ?? "null",
  )

/**
 * The same statements beneath row security and, as the limit, by the owner of the tables, whom it does not bind. Both must
 * give the same: what a member sees is asked for in the statements too, and the policies are the net beneath.
 */
const measure = async (guarded: Runtime, bare: Runtime, asked: Asked): Promise<Line> => {
  const [with_, without] = [lasting(await ask(guarded, asked)), lasting(await ask(bare, asked))]
  if (!isDeepStrictEqual(with_, without)) throw new Error(`${asked.what}: the two answers differ.`)
  await p50(guarded, asked)
  await p50(bare, asked)
  const rounds: Array<{ readonly guarded: number; readonly bare: number }> = []
  for (let round = 0; round < ROUNDS; round++) {
    // Who goes first changes, so that neither always comes after the other's garbage.
    if (round % 2 === 0) {
      const first = await p50(guarded, asked)
      rounds.push({ guarded: first, bare: await p50(bare, asked) })
    } else {
      const first = await p50(bare, asked)
      rounds.push({ guarded: await p50(guarded, asked), bare: first })
    }
  }
  const ratio = median(rounds.map((round) => round.guarded / round.bare))
  return {
    what: asked.what,
    figure: `${median(rounds.map((round) => round.guarded)).toFixed(1)} ms`,
    limit: `without policies: ${median(rounds.map((round) => round.bare)).toFixed(1)} ms`,
    ratio: ratio.toFixed(2),
    goal: `at most ${GOAL}`,
    met: ratio <= GOAL,
  }
}

const NEVER = 2_000_000_000
const MOST_APART = 1.2
const ASKED = 200

/** How long it takes to be told that a unit is not there: one of the account's that a viewer may not see, and one that never was. */
const measureAbsence = async (url: string, foreign: number): Promise<Line> => {
  const cookie = await signIn(url, "viewer@city.example")
  const absent = async (id: number) => {
    const begun = performance.now()
    const answer = await fetch(`${url}/equipment/units/${id}`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (answer.status !== 404) throw new Error(`Unit ${id} was answered with ${answer.status}.`)
    return performance.now() - begun
  }
  const [hidden, never]: [Array<number>, Array<number>] = [[], []]
  for (let round = 0; round < ASKED; round++) {
    hidden.push(await absent(foreign))
    never.push(await absent(NEVER))
  }
  const [one, other] = [percentile(hidden.slice(20), 0.5), percentile(never.slice(20), 0.5)]
  const apart = Math.max(one / other, other / one)
  return {
    what: "Told that a unit is not there",
    figure: `one that is somebody else's: ${one.toFixed(2)} ms`,
    limit: `one that never was: ${other.toFixed(2)} ms`,
    ratio: apart.toFixed(2),
    goal: `at most ${MOST_APART}`,
    met: apart <= MOST_APART,
  }
}

/** A fleet, its owner's account, and a viewer of a portfolio of single units, half of them connected. */
const fill = async (runtime: Runtime, owner: postgres.Sql) => {
  const accountId = await runtime.runPromise(openWithOwner("Big City", "owner@city.example", "Europe/London"))
  const ids = await fillAccount(runtime, accountId, { units: UNITS, connected: CONNECTED, prefix: "BC-" })
  const half = IN_PORTFOLIO / 2
  const step = Math.floor((ids.length - CONNECTED) / half)
  const chosen = [
    ...Array.from({ length: half }, (_, i) => ids[i * 2] ?? 0),
    ...Array.from({ length: half }, (_, i) => ids[CONNECTED + i * step] ?? 0),
  ]
  const units = await owner<Array<{ id: number; buildingId: number }>>`
    select id, building_id as "buildingId" from equipment.units where id = any(${chosen}::int[]) order by id`
  await runtime.runPromise(
    Effect.gen(function* () {
      const portfolio = yield* makePortfolio({ accountId, name: "A thousand", buildingIds: [], units })
      const person = {
        email: "viewer@city.example",
        name: "Viewer",
        password,
        locale: "en-GB",
        timeZone: "Europe/London",
      }
      const user = yield* addUser({ ...person, staffRole: null })
      yield* addMember({ accountId, userId: user.id, role: "viewer", portfolioIds: [portfolio.id] })
    }).pipe(Effect.orDie),
  )
  const [membership] = await owner<Array<{ id: number }>>`
    select id from access.memberships where account_id = ${accountId} and role = 'viewer'`
  // What autovacuum does by itself within minutes of a large import.
  await owner`vacuum analyze`
  await owner`checkpoint`
  const seen = new Set(chosen)
  const foreign = ids.find((id) => !seen.has(id)) ?? 0
  return {
    accountId,
    membershipId: membership?.id ?? 0,
    connected: chosen[0] ?? 0,
    silent: chosen.at(-1) ?? 0,
    foreign,
  }
}

export const isolationBenchmark: Benchmark = {
  name: "isolation",
  about: "what row security costs the equipment list and a unit's page, for the whole account and for a portfolio",
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const guarded = createRuntime(services(appUrl(ownerUrl), { listening: false }))
      const bare = createRuntime(services(ownerUrl, { listening: false }))
      const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      try {
        say(
          `Data: ${whole(UNITS)} generated units, ${whole(CONNECTED)} connected with 13 months each; a portfolio of ${whole(IN_PORTFOLIO)} single units`,
        )
        const { accountId, membershipId, connected, silent, foreign } = await fill(guarded, owner)
        const viewers: ReadonlyArray<readonly [string, Viewer]> = [
          ["whole account", { reach: "account", accountId }],
          [`portfolio of ${whole(IN_PORTFOLIO)} units`, { reach: "portfolios", accountId, membershipId }],
        ]
        const lines: Array<Line> = []
        for (const [whose, viewer] of viewers) {
          for (const [what, question] of [
            ["Equipment list", list("")],
            ["Equipment list, by number", list("sort=number")],
            ["Equipment list, searched", list("text=otterbourne+harbour")],
            ["Unit page, connected", unit(connected)],
            ["Unit page, not connected", unit(silent)],
          ] as const) {
            lines.push(await measure(guarded, bare, { what: `${what}, ${whose}`, viewer, question }))
            say(`${what}, ${whose}: ${lines.at(-1)?.ratio}`)
          }
        }
        const portal = await startPortal(ownerUrl)
        try {
          lines.push(await measureAbsence(portal.url, foreign))
        } finally {
          await portal.stop()
        }
        return lines
      } finally {
        await owner.end()
        await Promise.all([guarded.dispose(), bare.dispose()])
      }
    }),
}
