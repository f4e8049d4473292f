import { Effect } from "effect"
import { generate } from "otplib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { door } from "../../../tests/support/door.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import { newSecret, recoveryCodeTyped } from "../domain/second-factor.ts"
import { hashToken } from "../domain/token.ts"
import { endSessionsOf } from "./membership-changed.ts"
import { personOfSession } from "./person-of-session.ts"
import { secondStepWaits, takeSecondStep } from "./second-step.ts"
import { signIn } from "./sign-in.ts"
import { as, transactional } from "#kernel/database/database.ts"
import { everything } from "#kernel/database/viewer.ts"

const PASSWORD = "a password for tests"
const EMAIL = "ann@second-step.example"
const RECOVERY = ["7K3PM-Q2XWD", "AAAAA-22222"]

let modules: Modules
let userId = 0
const secret = newSecret()
beforeAll(async () => {
  modules = await testModules()
  userId = await addPerson(modules.database.owner, { email: EMAIL, name: "ann", password: PASSWORD })
})
/** As after she has switched it on, and nobody has tried anything since. */
beforeEach(async () => {
  const { owner } = modules.database
  await owner`delete from access.sign_in_failures`
  await owner`delete from access.recovery_codes`
  await owner`update access.users set totp_secret = ${secret}, totp_last_step = null where id = ${userId}`
  for (const code of RECOVERY) {
    await owner`insert into access.recovery_codes (user_id, code_hash) values (${userId}, ${hashToken(recoveryCodeTyped(code))})`
  }
})
afterAll(() => modules.stop())

/** The password is right: the token of the step. */
const begin = async () => {
  const entered = await modules.run(signIn({ ...door, email: EMAIL, password: PASSWORD }))
  if (entered.kind === "in") throw new Error("No code was asked for.")
  return entered.step
}
/** A code of the app, for so many seconds from now. */
const codeIn = (seconds = 0) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + seconds })
/** "in", how many tries are left, "over", or "wait". */
const enter = (step: string, code: string) =>
  modules.run(
    takeSecondStep({ ...door, step, code }).pipe(
      Effect.as<string | number>("in"),
      Effect.catchTags({
        CodeRefused: ({ triesLeft }) => Effect.succeed(triesLeft),
        SecondStepOver: () => Effect.succeed("over"),
        TooManyTries: () => Effect.succeed("wait"),
      }),
    ),
  )
const sessions = async () => {
  const [row] = await modules.database.owner<Array<{ count: number }>>`select count(*)::int from access.sessions`
  return row?.count ?? 0
}

describe("the second step", () => {
  test("opens a session for the right code, and the step is over", async () => {
    const before = await sessions()
    const step = await begin()
    expect(await sessions()).toBe(before)
    expect(await modules.run(personOfSession(step, 2))).toBeNull()
    const session = await modules.run(takeSecondStep({ ...door, step, code: ` ${await codeIn()} ` }))
    expect(await modules.run(personOfSession(session, 2))).toMatchObject({ name: "ann" })
    expect(await enter(step, await codeIn(30))).toBe("over")
  })

  test("takes no code twice, in another sign-in neither", async () => {
    const code = await codeIn()
    expect(await enter(await begin(), code)).toBe("in")
    expect(await enter(await begin(), code)).toBe(4)
    expect(await enter(await begin(), await codeIn(30))).toBe("in")
  })

  test("lets one in of two who bring the same code at once", async () => {
    const code = await codeIn()
    const [one, other] = [await begin(), await begin()]
    expect((await Promise.all([enter(one, code), enter(other, code)])).toSorted()).toEqual([4, "in"])
    const step = await begin()
    const twice = await Promise.all([enter(step, "7K3PM-Q2XWD"), enter(step, "7K3PM-Q2XWD")])
    expect(twice.filter((outcome) => outcome === "in")).toHaveLength(1)
  })

  test("takes a recovery code once, however it is typed, and tells the person", async () => {
    expect(await enter(await begin(), "7k3pm q2xwd")).toBe("in")
    expect(await enter(await begin(), "7K3PM-Q2XWD")).toBe(4)
    const [letter] = await modules.database.owner`
      select recipient, subject from kernel.messages where subject like 'A recovery code%' order by id desc limit 1`
    expect(letter).toEqual({ recipient: EMAIL, subject: "A recovery code was used, 1 is left" })
    const entries = await modules.database.owner`
      select action, detail from access.audit_entries where subject = ${EMAIL} order by id desc limit 2`
    expect([...entries]).toEqual([
      { action: "recovery-code-used", detail: { left: 1 } },
      { action: "signed-in", detail: { way: "recovery code" } },
    ])
  })

  test("uses up no code when two right ones come for one step at once", async () => {
    const step = await begin()
    const outcomes = await Promise.all(RECOVERY.map((code) => enter(step, code)))
    expect(outcomes.toSorted()).toEqual(["in", "over"])
    const left = await modules.database.owner`select 1 from access.recovery_codes where used_at is null`
    expect(left).toHaveLength(1)
  })

  test("is over after five wrong codes, whatever comes then", async () => {
    const step = await begin()
    for (const left of [4, 3, 2, 1, 0]) expect(await enter(step, "000000")).toBe(left)
    expect(await modules.run(secondStepWaits(step))).toBe(false)
    expect(await enter(step, await codeIn())).toBe("over")
  })

  test("gives no new tries to who knows the password and begins anew", async () => {
    const outcomes: Array<string | number> = []
    for (let round = 0; round < 3; round++) {
      const step = await modules.run(
        signIn({ ...door, email: EMAIL, password: PASSWORD }).pipe(
          Effect.map((entered) => ("step" in entered ? entered.step : "")),
          Effect.catchTag("TooManyTries", () => Effect.succeed("")),
          Effect.orDie,
        ),
      )
      for (let i = 0; i < 4; i++) outcomes.push(await enter(step, "000000"))
    }
    expect(outcomes.filter((outcome) => typeof outcome === "number").length).toBeLessThanOrEqual(8)
    expect(outcomes.at(-1)).toBe("over")
  })

  test("is over after ten minutes, and when the person's sign-ins are ended", async () => {
    const [late, ended] = [await begin(), await begin()]
    await modules.database.owner`
      update access.pending_steps set expires_at = now() - interval '1 second' where token_hash = ${hashToken(late)}`
    expect(await enter(late, await codeIn())).toBe("over")
    await modules.run(endSessionsOf(userId, null).pipe(transactional, as(everything)))
    expect(await enter(ended, await codeIn())).toBe("over")
    expect(await enter("never begun", await codeIn())).toBe("over")
  })
})
