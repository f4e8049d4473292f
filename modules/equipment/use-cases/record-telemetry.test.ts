import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openAccount } from "#access"
import { as } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addUnits } from "./add-units.ts"
import { connectGateway, gatewayOfToken } from "./connect-gateway.ts"
import { hourlyRises } from "../domain/counters.ts"
import { outside, type Span } from "../domain/told-history.ts"
import type { KnownUnit } from "../persistence/told-states.ts"
import { noticeSilence } from "./notice-silence.ts"
import { recordTelemetry } from "./record-telemetry.ts"
import { recordWork } from "./record-work.ts"
import { rollUpTelemetry } from "./roll-up-telemetry.ts"

let modules: Modules
beforeAll(async () => {
  modules = await testModules()
})
afterAll(() => modules.stop())

const MINUTE = 60_000

let made = 0
/** A unit with a gateway of its own, which sends what it is given in one request. */
const newUnit = async (timeZone = "Europe/London") => {
  const number = `U-${(made += 1)}`
  const account = await modules.run(openAccount({ name: `Account of ${number}`, country: "GB", timeZone }))
  const [unit] = await modules.run(
    addUnits(account.id, [
      {
        unit: { equipmentNumber: number, name: "Lift", kind: "lift" },
        building: { key: "b", name: "House", timeZone, latitude: null, longitude: null, use: null },
        address: { street: "1 Street", locality: "Town", region: null, postalCode: null, country: "GB" },
      },
    ]),
  )
  const { token } = await modules.run(connectGateway({ accountId: account.id, name: "Gateway", unitIds: "all" }))
  const gateway = await modules.run(gatewayOfToken(token))
  if (unit === undefined || gateway === null) throw new Error("The unit has no gateway.")
  return {
    id: unit.id,
    send: async (...messages: ReadonlyArray<object>) => {
      const receipt = await modules.run(
        recordTelemetry(
          gateway,
          messages.map((message) => JSON.stringify({ unit: number, ...message })),
        ),
      )
      await modules.run(rollUpTelemetry(new Date()))
      return receipt
    },
  }
}
type Unit = Awaited<ReturnType<typeof newUnit>>

const historyOf = ({ id }: Unit) =>
  modules.database.owner<Array<{ state: string; fault: string | null; from: Date; to: Date | null }>>`
    select state, fault, started_at as "from", ended_at as "to" from equipment.state_intervals where unit_id = ${id} order by started_at`
const hoursOf = async ({ id }: Unit) =>
  (
    await modules.database.owner<Array<{ hour: Date; starts: number; run: number }>>`
    select hour, starts, run_seconds as run from equipment.unit_hours where unit_id = ${id} and (starts <> 0 or run_seconds <> 0) order by hour`
  ).map((row) => ({ ...row, hour: row.hour.getTime() }))
const daysOf = ({ id }: Unit) =>
  modules.database.owner<Array<{ day: string; starts: number; run: number }>>`
    select day::text, starts, run_seconds as run from equipment.unit_days where unit_id = ${id} order by day`

type Message =
  | { readonly kind: "state"; readonly at: number; readonly state: string; readonly fault: string }
  | { readonly kind: "heartbeat"; readonly at: number }
  | { readonly kind: "counters"; readonly at: number; readonly starts: number; readonly runSeconds: number }

const minutesApart = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 15 }) },
  fc.integer({ min: 16, max: 400 }),
)
const someMessage = fc.oneof(
  fc.record({
    kind: fc.constant("state" as const),
    state: fc.constantFrom("in-service", "degraded", "out-of-order", "planned-outage"),
    fault: fc.constantFrom("door-closing", "power-supply"),
  }),
  fc.record({ kind: fc.constant("heartbeat" as const) }),
  fc.record({ kind: fc.constant("counters" as const), starts: fc.nat(200), runSeconds: fc.nat(4000) }),
)

/** What the messages tell, read plainly from one to the next: neighbours in the same state of the same cause are one stretch. */
const plainHistory = (messages: ReadonlyArray<Message>, now: number) => {
  const history: Array<{ state: string; fault: string | null; from: number; to: number | null }> = []
  let told = { state: "unknown", fault: null as string | null }
  const inOrder = messages.toSorted((a, b) => a.at - b.at)
  inOrder.forEach((message, index) => {
    if (message.kind === "state") told = { state: message.state, fault: message.fault }
    const next = inOrder[index + 1]?.at ?? null
    const silent = (next ?? now) - message.at > 15 * MINUTE
    const is = silent ? { state: "unknown", fault: null } : told
    const last = history.at(-1)
    if (last?.state === is.state && last.fault === is.fault) last.to = next
    else history.push({ ...is, from: message.at, to: next })
  })
  return history
}

const isKnown = ({ state }: { readonly state: string }) => state !== "unknown"
/** Before its first word a unit is unknown; that stretch begins when it was connected. */
const sinceItsFirstWord = <Interval extends { readonly state: string }>(history: ReadonlyArray<Interval>) =>
  history.slice(Math.max(0, history.findIndex(isKnown)), history.some(isKnown) ? undefined : 0)

describe("what follows from a unit's messages", () => {
  test("is the same in whatever order they come, however they are parted into requests and roll-ups, and repeated", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(minutesApart, someMessage), { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(1000), { minLength: 25, maxLength: 25 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 25, maxLength: 25 }),
        fc.nat(24),
        async (told, shuffle, sizes, again) => {
          const now = Date.now()
          let at = now - told.reduce((sum, [minutes]) => sum + minutes, 2) * MINUTE
          const messages = told.map(([minutes, message]): Message => ({ ...message, at: (at += minutes * MINUTE) }))
          const unit = await newUnit("Asia/Kolkata")
          const rest = messages
            .map((message, index) => ({ message, by: shuffle[index] ?? 0 }))
            .toSorted((a, b) => a.by - b.by)
          const sent = (message: Message) => ({ ...message, at: new Date(message.at).toISOString() })
          for (const size of sizes) {
            const some = rest.splice(0, size).map(({ message }) => sent(message))
            if (some.length > 0) await unit.send(...some)
          }
          const repeated = messages[again % messages.length]
          if (repeated !== undefined)
            expect(await unit.send(sent(repeated))).toEqual({ accepted: 0, duplicates: 1, rejected: [] })

          const history = (await historyOf(unit)).map((interval) => ({
            ...interval,
            from: interval.from.getTime(),
            to: interval.to?.getTime() ?? null,
          }))
          expect(sinceItsFirstWord(history)).toEqual(sinceItsFirstWord(plainHistory(messages, now)))
          expect(history.every(({ to }, index) => to === (history[index + 1]?.from ?? null))).toBe(true)
          const [present] = await modules.database
            .owner`select state, since, last_signal_at as signal from equipment.unit_states where unit_id = ${unit.id}`
          expect(present?.["state"]).toBe(history.at(-1)?.state)
          expect(present?.["signal"].getTime()).toBe(at)
          const readings = messages.flatMap((message) =>
            message.kind === "counters"
              ? [{ ...message, seq: null, doorCycles: null, doorReopens: null, distanceMetres: null }]
              : [],
          )
          expect(await hoursOf(unit)).toEqual(
            hourlyRises(readings, "Asia/Kolkata").map(({ hour, starts, runSeconds }) => ({
              hour,
              starts,
              run: runSeconds,
            })),
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  test("takes what is late or a little early, and refuses what cannot be", async () => {
    const unit = await newUnit()
    const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString()
    const heartbeat = (minutes: number) => ({ kind: "heartbeat", at: at(minutes) })
    const receipt = await unit.send(heartbeat(4), heartbeat(6), heartbeat(-34 * 24 * 60), heartbeat(-36 * 24 * 60))
    expect(receipt.accepted).toBe(2)
    expect(receipt.rejected).toEqual([
      { line: 2, reason: "at is more than 5 minutes in the future" },
      { line: 4, reason: "at is more than 35 days ago" },
    ])
  })
})

describe("what a unit did", () => {
  test("is counted on the day of its building, on either side of the date line", async () => {
    for (const timeZone of ["Pacific/Auckland", "America/Chicago", "Europe/Berlin", "Pacific/Kiritimati"]) {
      const unit = await newUnit(timeZone)
      const begun = Math.floor(Date.now() / 3_600_000 - 30) * 3_600_000
      const hours = Array.from({ length: 30 }, (_, i) => ({ at: new Date(begun + i * 3_600_000), starts: i * 10 }))
      await unit.send(
        ...hours.map(({ at, starts }) => ({ kind: "counters", at: at.toISOString(), starts, runSeconds: starts * 15 })),
      )
      const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" })
      // A reading on the full hour closes the hour before it.
      const expected = Map.groupBy(hours.slice(1), ({ at }) => dayOf.format(at.getTime() - 1))
      expect(await daysOf(unit), timeZone).toEqual(
        [...expected].map(([day, counted]) => ({ day, starts: counted.length * 10, run: counted.length * 150 })),
      )
    }
  })

  test("adds up over requests, goes on from nought after a reset, and is not counted twice when it comes again", async () => {
    const unit = await newUnit("UTC")
    const begun = Date.now() - 20 * MINUTE
    const counters = (minute: number, starts: number) => ({
      kind: "counters",
      at: new Date(begun + minute * MINUTE).toISOString(),
      starts,
      runSeconds: starts,
    })
    await unit.send(counters(0, 1000))
    await unit.send(counters(1, 1010))
    await unit.send(counters(1, 1010), counters(2, 1015))
    await unit.send(counters(3, 4), counters(4, 10))
    await unit.send(counters(1, 1010), counters(3, 4))
    const total = async () => (await daysOf(unit)).reduce((sum, { starts }) => sum + starts, 0)
    expect(await total()).toBe(15 + 10)
    // Late, and just before the reset: it shows one start more than was known of.
    await unit.send({ ...counters(2, 1016), at: new Date(begun + 2.5 * MINUTE).toISOString() })
    expect(await total()).toBe(16 + 10)
  })

  test("is all there when many requests about it meet, each with some of the same messages, in one order or the other", async () => {
    const unit = await newUnit("UTC")
    const begun = Date.now() - 200 * MINUTE
    const counters = (i: number) => ({
      kind: "counters",
      seq: i,
      at: new Date(begun + i * 1000).toISOString(),
      starts: i,
      runSeconds: i,
    })
    await unit.send(counters(0))
    const batches = Array.from({ length: 8 }, (_, batch) => {
      const messages = Array.from({ length: 1500 }, (_, i) => counters(batch * 1000 + i))
      return batch % 2 === 0 ? messages : messages.toReversed()
    })
    const receipts = await Promise.all(batches.map((batch) => unit.send(...batch)))
    expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(7 * 1000 + 1500 - 1)
    const total = (await daysOf(unit)).reduce((sum, { starts }) => sum + starts, 0)
    expect(total).toBe(7 * 1000 + 1499)
  })
})

describe("planned work on a unit, whatever it tells meanwhile", () => {
  const stateOf = async ({ id }: Unit) => {
    const [row] = await modules.database.owner<Array<{ state: string; since: Date; reason: string | null }>>`
      select state, since, reason from equipment.unit_states where unit_id = ${id}`
    return row
  }
  const worked = async ({ id }: Unit, down: Span, now = new Date(), toldBy = "order 1") => {
    const [unit] = await modules.database.owner<Array<KnownUnit>>`
      select id, equipment_number as number, account_id as "accountId", building_id as "buildingId"
      from equipment.units where id = ${id}`
    const work = { state: "planned-outage", external: false, reason: "Service order 1", left: null } as const
    await modules.run(recordWork(unit ?? expect.fail("no unit"), toldBy, { ...work, down }, now).pipe(as(everything)))
  }
  const open = (from: number): Span => ({ from, to: Infinity })
  /** Whether a unit is unknown because it is silent or has told nothing is the same here, and so is who says that it is planned. */
  const withoutSeams = (history: ReadonlyArray<Span & { readonly state: string; readonly fault: string | null }>) =>
    history.reduce<Array<(typeof history)[number]>>((united, one) => {
      const last = united.at(-1)
      const same = last !== undefined && last.state === one.state && last.fault === one.fault && last.to === one.from
      return same ? [...united.slice(0, -1), { ...last, to: one.to }] : [...united, one]
    }, [])

  test("leaves the history that its messages make, with a planned outage for as long as somebody was there", async () => {
    const someStep = fc.oneof(
      { weight: 3, arbitrary: someMessage },
      fc.constantFrom("correct" as const, "roll up" as const),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(minutesApart, someMessage), { minLength: 1, maxLength: 6 }),
        fc.array(fc.tuple(minutesApart, someStep), { maxLength: 8 }),
        fc.array(fc.tuple(minutesApart, someMessage), { maxLength: 4 }),
        async (before, meanwhile, after) => {
          const steps = [...before, ...meanwhile, ...after]
          let at = Date.now() - steps.reduce((sum, [minutes]) => sum + minutes, 20) * MINUTE
          const unit = await newUnit("Asia/Kolkata")
          const messages: Array<Message> = []
          const send = async (minutes: number, message: (typeof before)[number][1]) => {
            messages.push({ ...message, at: (at += minutes * MINUTE) })
            await unit.send({ ...message, at: new Date(at).toISOString() })
          }
          for (const [minutes, message] of before) await send(minutes, message)
          let began = (at += 2 * MINUTE)
          await worked(unit, open(began), new Date(at))
          for (const [minutes, step] of meanwhile) {
            if (typeof step !== "string") await send(minutes, step)
            else if (step === "correct") {
              await worked(unit, open(began - MINUTE / 2), new Date(at))
              began -= MINUTE / 2
            } else await modules.run(noticeSilence(new Date()))
            expect(await stateOf(unit)).toMatchObject({ state: "planned-outage", reason: "Service order 1" })
          }
          const ended = (at += 2 * MINUTE)
          await worked(unit, { from: began, to: ended })
          for (const [minutes, message] of after) await send(minutes, message)
          await modules.run(noticeSilence(new Date()))
          const history = (await historyOf(unit)).map(({ from, to, ...rest }) => ({
            ...{ ...rest, from: from.getTime(), to: to?.getTime() ?? Infinity },
          }))
          const told = plainHistory(messages, Date.now()).map((one) => ({ ...one, to: one.to ?? Infinity }))
          const planned = { state: "planned-outage", fault: null, from: began, to: ended }
          const expected = [...outside(told, [planned]), planned].toSorted((a, b) => a.from - b.from)
          const heard = history.filter(({ from }) => from >= (told[0]?.from ?? 0))
          expect(withoutSeams(heard)).toEqual(withoutSeams(expected))
          expect((await stateOf(unit))?.state).toBe(history.at(-1)?.state)
        },
      ),
      { numRuns: 6 },
    )
  })

  test("does not hide that somebody is inside, nor, when it is over, that the unit fell silent", async () => {
    const unit = await newUnit()
    const now = Date.now()
    const told = (minutesAgo: number, more: object) =>
      unit.send({ kind: "state", at: new Date(now - minutesAgo * MINUTE).toISOString(), state: "in-service", ...more })
    await told(12, {})
    const began = now - 11 * MINUTE
    await worked(unit, open(began))
    await told(10, { state: "out-of-order", fault: "door-closing" })
    expect((await stateOf(unit))?.state).toBe("planned-outage")
    await told(8, { state: "out-of-order", fault: "door-closing", entrapment: true })
    expect(await stateOf(unit)).toMatchObject({ state: "out-of-order", since: new Date(now - 8 * MINUTE) })
    await told(6, {})
    const later = new Date(now + 30 * MINUTE)
    await worked(unit, { from: began, to: now - 4 * MINUTE }, later)
    expect((await stateOf(unit))?.state).toBe("in-service")
    const unheard = now - 2 * MINUTE
    await worked(unit, open(unheard), new Date(), "order 2")
    await modules.run(noticeSilence(later))
    await worked(unit, { from: unheard, to: now - MINUTE }, later, "order 2")
    expect((await stateOf(unit))?.state).toBe("unknown")
    // Told long afterwards, step by step as of its times: what the unit has told since stays.
    const before = await historyOf(unit)
    const past = open(now - 13 * MINUTE)
    await worked(unit, past, new Date(past.from), "order 3")
    expect(await historyOf(unit)).toEqual(before)
    expect((await historyOf(unit)).slice(-4).map(({ state }) => state)).toEqual([
      ...["planned-outage", "unknown", "planned-outage", "unknown"],
    ])
  })
})

test("a batch that cannot be rolled up is set aside with its reason, and holds up nothing and nobody", async () => {
  const [unit, other] = [await newUnit("UTC"), await newUnit("UTC")]
  const at = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString()
  await modules.database.owner`
    insert into equipment.telemetry_batches (received_at, size, messages) values (now(), 1, '{"unitIds": broken')`
  await expect(unit.send({ kind: "heartbeat", at: at(2) })).rejects.toThrow(/JSON/)
  await other.send({ kind: "heartbeat", at: at(1) })
  const heard = await modules.database.owner`
    select from equipment.unit_states where unit_id = any(${[unit.id, other.id]}::int[]) and last_signal_at is not null`
  expect(heard).toHaveLength(2)
  const aside = await modules.database.owner`select failure from equipment.telemetry_batches`
  expect(aside).toEqual([{ failure: expect.stringContaining("JSON") as string }])
})

test("messages that never came are counted by their numbers, until they come or their gateway counts anew", async () => {
  const unit = await newUnit("UTC")
  const begun = Date.now() - 30 * MINUTE
  const numbered = (seq: number, minute: number) => ({
    kind: "heartbeat",
    seq,
    at: new Date(begun + minute * MINUTE).toISOString(),
  })
  const missing = async () => {
    const [row] = await modules.database.owner`
      select last_seq - first_seq + 1 - numbered as missing from equipment.unit_states where unit_id = ${unit.id}`
    return Number(row?.["missing"])
  }
  await unit.send(numbered(10, 1), numbered(11, 2), numbered(15, 6))
  expect(await missing()).toBe(3)
  await unit.send(numbered(13, 4), numbered(13, 4))
  expect(await missing()).toBe(2)
  await unit.send(numbered(12, 3), numbered(14, 5), numbered(17, 8))
  expect(await missing()).toBe(1)
  await unit.send(numbered(0, 20), numbered(1, 21))
  expect(await missing()).toBe(0)
})
