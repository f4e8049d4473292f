import { Effect } from "effect"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, addUser, makePortfolio, openAccount } from "#access"
import { addUnits } from "#equipment"
import type { Live } from "#kernel/bus/live.ts"
import type { MessageBus } from "#kernel/bus/message-bus.ts"
import { as, type Database, reading } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { openStates, type RequestState } from "../domain/service-request.ts"
import { openRequests, openRequestsOf, requestDetail, requestPage, threadOf } from "../queries/requests.ts"
import { acceptRequest } from "./accept-request.ts"
import type { By } from "./change-request.ts"
import { closeRequest } from "./close-request.ts"
import { completeRequest } from "./complete-request.ts"
import { joinRequest } from "./join-request.ts"
import { rateRequest } from "./rate-request.ts"
import { rejectRequest } from "./reject-request.ts"
import { reopenRequest } from "./reopen-request.ts"
import { type Report, reportProblem } from "./report-problem.ts"
import { writeMessage } from "./write-message.ts"

const DAY = 86_400_000
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }

let modules: Modules
let account: Viewer
let stranger: Viewer
let narrow: Viewer
let units: ReadonlyArray<number>
let ines: By
let omar: By
const hana: By = { userId: 0, name: "Hana", staffRole: "dispatcher" }
const ravi: By = { userId: -1, name: "Ravi", staffRole: "dispatcher" }

const person = async (email: string): Promise<By> => {
  const { id } = await modules.run(
    addUser({
      email,
      name: email,
      password: "a password for tests",
      locale: "en-GB",
      timeZone: "UTC",
      staffRole: null,
    }),
  )
  return { userId: id, name: email, staffRole: null }
}

const building = (key: string) => ({
  building: { key, name: `House ${key}`, timeZone: "Europe/London", latitude: null, longitude: null, use: null },
  address: { street: `${key} Street`, locality: "London", region: null, postalCode: null, country: "GB" },
})
const unit = (number: string, key: string) => ({
  unit: { equipmentNumber: number, name: `Lift ${number}`, kind: "lift" as const },
  ...building(key),
})

beforeAll(async () => {
  modules = await testModules()
  const open = async (name: string) =>
    (await modules.run(openAccount({ name, country: "GB", timeZone: "Europe/London" }))).id
  const [accountId, other] = [await open("Northgate"), await open("Southbank")]
  account = { reach: "account", accountId }
  stranger = { reach: "account", accountId: other }
  await modules.run(addUnits(accountId, [unit("1", "A"), unit("2", "A"), unit("3", "B")]))
  const rows = await modules.database.owner<Array<{ id: number; building: number }>>`
    select id, building_id as building from equipment.units order by equipment_number`
  units = rows.map(({ id }) => id)
  const [ours, theirs] = [await person("ines@requests.example"), await person("omar@requests.example")]
  ines = ours
  omar = theirs
  await modules.run(addMember({ accountId, userId: ines.userId, role: "owner", portfolioIds: "whole account" }))
  const { id: portfolio } = await modules.run(
    makePortfolio({ accountId, name: "B alone", buildingIds: [rows[2]?.building ?? 0], units: [] }),
  )
  await modules.run(addMember({ accountId, userId: omar.userId, role: "manager", portfolioIds: [portfolio] }))
  const [membership] = await modules.database.owner<Array<{ id: number }>>`
    select id from access.memberships where user_id = ${omar.userId}`
  narrow = { reach: "portfolios", accountId, membershipId: membership?.id ?? 0 }
})
afterAll(() => modules.stop())

type Work<E> = Effect.Effect<unknown, E, Database | Live | MessageBus>
/** "done", or the name of what hindered it. */
const outcome = <E extends { readonly _tag: string }>(work: Work<E>, viewer: Viewer = everything): Promise<string> =>
  modules.run(
    work.pipe(
      as(viewer),
      Effect.as("done"),
      Effect.catch((problem) => Effect.succeed(problem._tag as string)),
    ),
  )

const report = (more: Partial<Report> = {}): Report => ({
  unitId: units[0] ?? 0,
  problem: "doors-do-not-close",
  description: "They come back again and again",
  trapped: false,
  contactName: "Ines",
  contactPhone: "",
  formKey: crypto.randomUUID(),
  ...more,
})
const reported = (more: Partial<Report> = {}, now = new Date()) =>
  modules.run(reportProblem(ines, report(more), now).pipe(as(account)))
const message = (text = "") => ({ text, formKey: crypto.randomUUID() })

const requestOf = async (id: number, viewer: Viewer = everything) =>
  modules.run(requestDetail(id).pipe(reading, as(viewer)))
/** What its thread says of the request; several requests of a unit share an order, of which the lines are left out. */
const kinds = async (id: number) =>
  (await modules.run(threadOf(id).pipe(reading, as(everything)))).map(({ kind }) => kind).filter((k) => k !== "merged")
const mailsTo = async (email: string) =>
  (
    await modules.database.owner<Array<{ subject: string }>>`
      select subject from kernel.messages where recipient = ${email} order by id`
  ).map(({ subject }) => subject)

/** Every step, as whoever may take it does. */
const steps = {
  accept: (id: number, now: Date, by = hana) => outcome(acceptRequest(by, sender, id, now)),
  reject: (id: number, now: Date, by = hana) => outcome(rejectRequest(by, sender, id, "Not ours", now)),
  complete: (id: number, now: Date, by = hana) => outcome(completeRequest(by, sender, id, now)),
  close: (id: number, now: Date, by = ines) => outcome(closeRequest(by, id, now), account),
  reopen: (id: number, now: Date, by = ines) => outcome(reopenRequest(by, id, "It still does", now), account),
  rate: (id: number, now: Date, by = ines) => outcome(rateRequest(by, id, { rating: 4, text: "" }, now), account),
} as const
type StepName = keyof typeof steps
const stepNames = Object.keys(steps) as ReadonlyArray<StepName>

describe("reporting", () => {
  test("keeps what was said, with the fault code it stands for, and starts the clock of whoever is inside", async () => {
    const now = new Date()
    const id = await reported({ trapped: true }, now)
    expect(await requestOf(id)).toMatchObject({
      state: "submitted",
      unit: "Lift 1",
      building: "House A",
      problem: "doors-do-not-close",
      trappedSince: now,
      trappedUntil: null,
      reportedById: ines.userId,
    })
    const [row] = await modules.database.owner`select fault from maintenance.service_requests where id = ${id}`
    expect(row).toEqual({ fault: "door-closing" })
    const { requests } = await modules.run(openRequests(1).pipe(reading, as(everything)))
    expect(requests[0]?.id).toBe(id)
    await steps.accept(id, now)
    const later = new Date(now.getTime() + 60_000)
    await steps.complete(id, later)
    expect(await requestOf(id)).toMatchObject({ trappedUntil: later })
  })

  test("makes one request of a form that is sent twice, also at once", async () => {
    const same = report()
    const twice = () => modules.run(reportProblem(ines, same, new Date()).pipe(as(account)))
    const ids = await Promise.all([twice(), twice(), twice()])
    expect(new Set(ids).size).toBe(1)
    expect(await kinds(ids[0] ?? 0)).toEqual(["submitted"])
  })

  test("is for units that one sees, and nobody else sees what was reported of them", async () => {
    expect(await outcome(reportProblem(ines, report(), new Date()), stranger)).toBe("UnitNotFound")
    expect(await outcome(reportProblem(omar, report(), new Date()), narrow)).toBe("UnitNotFound")
    const id = await reported()
    for (const viewer of [stranger, narrow, { reach: "nobody" } as const]) {
      expect(await requestOf(id, viewer)).toBeNull()
      expect(await modules.run(threadOf(id).pipe(reading, as(viewer)))).toEqual([])
      const { total } = await modules.run(
        requestPage({ text: "lift 1", states: [] }, { size: 9, number: 1 }).pipe(reading, as(viewer)),
      )
      expect(total).toBe(0)
      expect(await outcome(writeMessage(omar, sender, id, message("Hello"), new Date()), viewer)).toBe(
        "RequestNotFound",
      )
    }
    const seen = await modules.run(reportProblem(omar, report({ unitId: units[2] ?? 0 }), new Date()).pipe(as(narrow)))
    expect(await requestOf(seen, narrow)).toMatchObject({ building: "House B" })
  })

  test("stands in the list before all that are settled, though they were reported later", async () => {
    const [open, settled] = [await reported(), await reported()]
    await steps.reject(settled, new Date())
    const { requests } = await modules.run(
      requestPage({ text: "", states: [] }, { size: 100, number: 1 }).pipe(reading, as(account)),
    )
    const isOpen = requests.map(({ state }) => openStates.includes(state))
    expect(isOpen).toEqual(isOpen.toSorted().toReversed())
    const at = (id: number) => requests.findIndex((request) => request.id === id)
    expect(at(open)).toBeLessThan(at(settled))
  })

  test("follows its unit to another building, for whoever sees it there", async () => {
    const accountId = account.reach === "account" ? account.accountId : 0
    const standIn = (key: string) => modules.run(addUnits(accountId, [unit("2", key)]))
    const id = await reported({ unitId: units[1] ?? 0 })
    expect(await requestOf(id, narrow)).toBeNull()
    await standIn("B")
    expect(await requestOf(id, narrow)).toMatchObject({ unit: "Lift 2", building: "House A" })
    expect(await modules.run(threadOf(id).pipe(reading, as(narrow)))).toHaveLength(1)
    await standIn("A")
    expect(await requestOf(id, narrow)).toBeNull()
    await steps.reject(id, new Date())
  })

  test("an open request is found by its unit, and joined in place of a twin", async () => {
    const unitId = units[1] ?? 0
    const id = await reported({ unitId })
    expect((await modules.run(openRequestsOf(unitId).pipe(reading, as(account)))).map((one) => one.id)).toEqual([id])
    const same = message("Here too")
    for (const _ of [1, 2]) expect(await outcome(joinRequest(ines, id, same, new Date()), account)).toBe("done")
    expect(await kinds(id)).toEqual(["submitted", "joined"])
    await steps.reject(id, new Date())
    expect(await modules.run(openRequestsOf(unitId).pipe(reading, as(account)))).toEqual([])
    expect(await outcome(joinRequest(ines, id, message(), new Date()), account)).toBe("RequestNotSo")
  })
})

/** What the rules say, written down apart from the program: where each step leads from each state. */
const leads: Readonly<Record<StepName, Partial<Readonly<Record<RequestState, RequestState>>>>> = {
  accept: { submitted: "accepted" },
  reject: { submitted: "rejected" },
  complete: { accepted: "completed" },
  close: { completed: "closed" },
  reopen: { completed: "submitted", closed: "submitted" },
  rate: { completed: "completed", closed: "closed" },
}
const kindOf = {
  accept: "accepted",
  reject: "rejected",
  complete: "completed",
  close: "closed",
  reopen: "reopened",
  rate: "rated",
} as const

describe("the steps of a request", () => {
  test("lead where the rules say, whatever is tried in whatever order and however late, each with one line in the thread", async () => {
    const tries = fc.array(fc.tuple(fc.constantFrom(...stepNames), fc.constantFrom(0, 1, 13, 15)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(tries, async (tried) => {
        let now = Date.now()
        const id = await reported({}, new Date(now))
        let state: RequestState = "submitted"
        let completedAt = 0
        let rated = false
        const thread: Array<string> = ["submitted"]
        for (const [step, days] of tried) {
          now += days * DAY + 1
          const next: RequestState | undefined = leads[step][state]
          const late = step === "reopen" && now - completedAt > 14 * DAY
          const expected =
            next === undefined
              ? "RequestNotSo"
              : late
                ? "ReopeningOver"
                : step === "rate" && rated
                  ? "RequestAlreadyRated"
                  : "done"
          expect(await steps[step](id, new Date(now)), `${step} from ${state}`).toBe(expected)
          if (expected === "done" && next !== undefined) {
            state = next
            thread.push(kindOf[step])
            if (step === "complete") completedAt = now
            rated = step === "rate" || (rated && step !== "reopen")
          }
          expect(await requestOf(id)).toMatchObject({ state, rating: rated ? 4 : null })
        }
        expect(await kinds(id)).toEqual(thread)
      }),
      { numRuns: 15 },
    )
  })

  test("of two who act at once one wins, and the other is told who and what", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("accept", "reject"), fc.constantFrom("accept", "reject"), async (one, other) => {
        const id = await reported()
        const now = new Date()
        const both = await Promise.all([steps[one](id, now, hana), steps[other](id, now, ravi)])
        expect(both.toSorted()).toEqual(["RequestNotSo", "done"])
        const winner = both[0] === "done" ? "Hana" : "Ravi"
        expect(await requestOf(id)).toMatchObject({
          changedBy: winner,
          state: kindOf[winner === "Hana" ? one : other],
        })
        expect(await kinds(id)).toHaveLength(2)
        const told = await modules.run(acceptRequest(ravi, sender, id, now).pipe(as(everything), Effect.flip))
        expect(told).toMatchObject({ _tag: "RequestNotSo", changedBy: winner })
      }),
      { numRuns: 6 },
    )
  })
})

describe("letters", () => {
  test("tell the reporter and whoever joined of each answer and step, as long as they see the unit", async () => {
    await modules.database.owner`delete from kernel.messages`
    const id = await reported({ unitId: units[2] ?? 0 })
    await outcome(joinRequest(omar, id, message(), new Date()), narrow)
    const now = new Date()
    await steps.accept(id, now)
    const same = message("We come at ten")
    for (const _ of [1, 2]) await outcome(writeMessage(hana, sender, id, same, now))
    await outcome(writeMessage(ines, sender, id, message("Thank you"), now), account)
    const all = [": accepted", ": answered", ": completed"].map((part) => expect.stringContaining(part))
    await modules.database.owner`delete from access.membership_portfolios where membership_id = ${
      narrow.reach === "portfolios" ? narrow.membershipId : 0
    }`
    await steps.complete(id, now)
    expect(await mailsTo(ines.name)).toEqual(all)
    expect(await mailsTo(omar.name)).toEqual(all.slice(0, 2))
    expect(await kinds(id)).toEqual(["submitted", "joined", "accepted", "message", "message", "completed"])
  })

  test("say why a request was rejected, whatever account the dispatcher looks at", async () => {
    await modules.database.owner`delete from kernel.messages`
    const id = await reported()
    const elsewhere = { reach: "all", accountId: stranger.reach === "account" ? stranger.accountId : 0 } as const
    expect(await outcome(rejectRequest(hana, sender, id, "Not ours", new Date()), elsewhere)).toBe("done")
    const [mail] = await modules.database.owner<Array<{ text: string }>>`select text_body as text from kernel.messages`
    expect(mail?.text).toContain("Not ours")
    expect(mail?.text).toContain(`https://portal.example/services/requests/${id}`)
  })
})
