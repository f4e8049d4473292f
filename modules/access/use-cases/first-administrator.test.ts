import { Effect } from "effect"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addUser } from "./add-user.ts"
import { becomeFirstAdministrator, offerSetup, setupIsOpen } from "./first-administrator.ts"
import { company } from "./name-company.ts"

let modules: Modules
const all: Array<Modules> = []
beforeEach(async () => {
  modules = await testModules()
  all.push(modules)
})
afterAll(() => Promise.all(all.map((one) => one.stop())))

const person = { name: "Ruth", email: "Ruth@Lifts.example", password: "a password for tests", timeZone: "UTC" }
const become = (token: string, given: Partial<typeof person> = {}) =>
  modules.run(
    becomeFirstAdministrator({
      ...person,
      ...given,
      token,
      companyName: "Lifts",
      companyAddress: "1 Yard",
      emergencyPhone: "+44 20 7946 0000",
    }).pipe(
      Effect.as("done"),
      Effect.catchTags({
        SetupLinkWorthless: () => Effect.succeed("worthless"),
        EmailTaken: () => Effect.succeed("taken"),
      }),
    ),
  )
const offer = async () => {
  const token = await modules.run(offerSetup())
  if (token === null) throw new Error("There is an administrator already.")
  return token
}
const administrators = () => modules.database.owner`select email from access.users where staff_role = 'administrator'`

describe("the link of an empty portal", () => {
  test("makes one administrator and names the company, once", async () => {
    const token = await offer()
    expect(await modules.run(setupIsOpen(token))).toBe(true)
    expect(await modules.run(setupIsOpen(`${token}x`))).toBe(false)
    expect(await become(token)).toBe("done")
    expect(await administrators()).toEqual([{ email: "ruth@lifts.example" }])
    expect(await modules.run(company)).toMatchObject({ name: "Lifts", demo: false })
    expect(await modules.run(setupIsOpen(token))).toBe(false)
    expect(await become(token, { email: "other@lifts.example" })).toBe("worthless")
    expect(await modules.run(offerSetup())).toBeNull()
  })

  test("opened by two at once makes one of them administrator", async () => {
    const token = await offer()
    const outcomes = await Promise.all([become(token), become(token, { email: "other@lifts.example" })])
    expect(outcomes.toSorted()).toEqual(["done", "worthless"])
    expect(await administrators()).toHaveLength(1)
  })

  test("is worth nothing after a new one, or after a day", async () => {
    const first = await offer()
    const second = await offer()
    expect(await modules.run(setupIsOpen(first))).toBe(false)
    expect(await modules.run(setupIsOpen(second))).toBe(true)
    await modules.database.owner`update access.setup_links set expires_at = now() - interval '1 second'`
    expect(await become(second)).toBe("worthless")
    expect(await administrators()).toEqual([])
  })

  test("stays open when the address belongs to somebody already, and nothing was done", async () => {
    await modules.run(addUser({ ...person, locale: "en-GB", staffRole: null }))
    const token = await offer()
    expect(await become(token)).toBe("taken")
    expect(await modules.run(company)).toBeNull()
    expect(await modules.run(setupIsOpen(token))).toBe(true)
    expect(await become(token, { email: "other@lifts.example" })).toBe("done")
  })
})
