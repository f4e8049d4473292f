import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newToken, openAccount, portalItself } from "#access"
import { addUnits } from "#equipment"
import { as, reading, transactional } from "#kernel/database/database.ts"
import { everything, type Viewer } from "#kernel/database/viewer.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { openRequestsOf, requestDetail, threadOf } from "../queries/requests.ts"
import { progressOfLink, unitOfCode } from "../queries/residents.ts"
import { acceptRequest } from "./accept-request.ts"
import { completeRequest } from "./complete-request.ts"
import { type CodeReport, reportByCode } from "./report-by-code.ts"
import { forgetPassersBy, tellPassersBy } from "./tell-passers-by.ts"
import { renewUnitCode, unitCodes } from "./unit-codes.ts"

const DAY = 86_400_000
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }
const hana = { userId: 0, name: "Hana", staffRole: "dispatcher" as const }

let modules: Modules
let account: Viewer
let units: ReadonlyArray<{ readonly id: number; readonly accountId: number }>

beforeAll(async () => {
  modules = await testModules()
  const { id: accountId } = await modules.run(
    openAccount({ name: "Northgate", country: "GB", timeZone: "Europe/London" }),
  )
  account = { reach: "account", accountId }
  await modules.run(
    addUnits(
      accountId,
      ["1", "2", "3", "4"].map((number) => ({
        unit: { equipmentNumber: number, name: `Lift ${number}`, kind: "lift" as const },
        building: { key: "A", name: "House A", timeZone: "Europe/London", latitude: null, longitude: null, use: null },
        address: { street: "A Street", locality: "London", region: null, postalCode: null, country: "GB" },
      })),
    ),
  )
  units = await modules.database.owner<Array<{ id: number; accountId: number }>>`
    select id, account_id as "accountId" from equipment.units order by equipment_number`
})
afterAll(() => modules.stop())

const unitAt = (at: number) => units[at] ?? { id: 0, accountId: 0 }
const codeOf = async (at: number) => {
  const unit = unitAt(at)
  return (await modules.run(unitCodes([unit], new Date()).pipe(as(account)))).get(unit.id) ?? ""
}
const report = (more: Partial<CodeReport> = {}): CodeReport => ({
  problem: "doors-do-not-close",
  description: "",
  trapped: false,
  formKey: crypto.randomUUID(),
  same: null,
  contact: "",
  token: newToken(),
  name: "a passer-by",
  ...more,
})
const send = async (code: string, what: CodeReport, now = new Date()) => {
  await modules.run(reportByCode(code, what, now))
  return what.token
}
const openOf = (at: number) => modules.run(openRequestsOf(unitAt(at).id).pipe(reading, as(account)))
const kindsOf = async (id: number) =>
  (await modules.run(threadOf(id).pipe(reading, as(everything)))).map(({ kind }) => kind)

describe("the code of a unit", () => {
  test("is one, asked for by however many at once, until it is renewed", async () => {
    const codes = await Promise.all([codeOf(0), codeOf(0), codeOf(0)])
    expect(new Set(codes).size).toBe(1)
    const [code] = codes
    expect((await modules.run(unitOfCode(code)))?.unit.name).toBe("Lift 1")
    const renew = () => modules.run(renewUnitCode(portalItself, unitAt(0).id, code, new Date()).pipe(as(account)))
    await renew()
    expect(await modules.run(unitOfCode(code))).toBeNull()
    const another = await codeOf(0)
    expect(another).not.toBe(code)
    // The second press of the same button renews nothing.
    await expect(renew()).rejects.toThrow()
    expect(await codeOf(0)).toBe(another)
    await expect(send(code, report())).rejects.toThrow()
  })

  test("is given to nobody who does not see the unit", async () => {
    const stranger: Viewer = { reach: "account", accountId: 999_999 }
    const renewed = modules.run(
      renewUnitCode(portalItself, unitAt(1).id, await codeOf(1), new Date()).pipe(as(stranger)),
    )
    await expect(renewed).rejects.toThrow()
  })
})

describe("a report by the code", () => {
  test("is a request like any other, of nobody with an account, and made once by its form", async () => {
    const code = await codeOf(1)
    const what = report({ description: "They come back", contact: "+447700900123" })
    await Promise.all([send(code, what), send(code, what)])
    const [request, ...others] = await openOf(1)
    expect(others).toEqual([])
    expect(request).toMatchObject({ reportedBy: "a passer-by", reportedById: null, contactPhone: "" })
    expect(await kindsOf(request?.id ?? 0)).toEqual(["submitted"])
  })

  test("of two at once that say the same, one makes the request and the other joins it", async () => {
    const code = await codeOf(2)
    const links = await Promise.all([send(code, report()), send(code, report())])
    const [request, ...others] = await openOf(2)
    expect(others).toEqual([])
    expect(await kindsOf(request?.id ?? 0)).toEqual(["submitted", "joined"])
    for (const link of links) expect((await modules.run(progressOfLink(link)))?.state).toBe("submitted")
    // Somebody inside is something else, also to who says that it is the same.
    await send(code, report({ trapped: true, same: request?.id ?? 0 }))
    await send(code, report({ trapped: true }))
    const open = await openOf(2)
    expect(open.map(({ trappedSince }) => trappedSince !== null)).toEqual([false, true])
    expect(await kindsOf(open[1]?.id ?? 0)).toEqual(["submitted", "joined"])
  })

  test("tells who asked to be told when it is done, and forgets them 30 days later, their link too", async () => {
    const code = await codeOf(3)
    const now = new Date()
    const link = await send(code, report({ contact: "passer@by.example" }), now)
    await send(code, report({ contact: "+447700900124" }), now)
    const id = (await openOf(3))[0]?.id ?? 0
    await modules.run(acceptRequest(hana, sender, id, now).pipe(as(everything)))
    await modules.run(forgetPassersBy(new Date(now.getTime() + 400 * DAY)))
    expect((await modules.run(progressOfLink(link)))?.state).toBe("accepted")
    await modules.run(completeRequest(hana, sender, id, now).pipe(as(everything)))
    await modules.run(tellPassersBy(id).pipe(transactional, as(everything)))
    const told = await modules.database.owner<Array<{ recipient: string }>>`
      select recipient from kernel.messages where recipient in (${"passer@by.example"}, ${"+447700900124"}) order by recipient`
    expect(told.map(({ recipient }) => recipient)).toEqual(["+447700900124", "passer@by.example"])
    await modules.run(forgetPassersBy(new Date(now.getTime() + 29 * DAY)))
    expect((await modules.run(progressOfLink(link)))?.state).toBe("completed")
    await modules.run(forgetPassersBy(new Date(now.getTime() + 31 * DAY)))
    expect(await modules.run(progressOfLink(link))).toBeNull()
    const contacts = await modules.database.owner`select contact from maintenance.report_links where request_id = ${id}`
    expect(contacts).toEqual([])
    expect((await modules.run(requestDetail(id).pipe(reading, as(account))))?.state).toBe("completed")
  })
})
