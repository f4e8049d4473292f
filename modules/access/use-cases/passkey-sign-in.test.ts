import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Asked, softwarePasskey } from "../../../tests/support/authenticator.ts"
import { door } from "../../../tests/support/door.ts"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { newSecret } from "../domain/second-factor.ts"
import { hashToken } from "../domain/token.ts"
import { beginPasskeySignIn, signInByPasskey } from "./passkey-sign-in.ts"
import { personOfSession } from "./person-of-session.ts"

const party = { id: "portal.kestrel.example", origin: "https://portal.kestrel.example" }

let modules: Modules
let userId = 0
let passkey = softwarePasskey()
beforeAll(async () => {
  modules = await testModules()
  // Somebody without a password, and with an app that would be asked for after one.
  const [row] = await modules.database.owner<Array<{ id: number }>>`
    insert into access.users (email, name, totp_secret) values ('ann@passkeys.example', 'ann', ${newSecret()}) returning id`
  userId = row?.id ?? 0
})
beforeEach(async () => {
  const { owner } = modules.database
  await owner`delete from access.sign_in_failures`
  await owner`delete from access.passkeys`
  passkey = softwarePasskey()
  await owner`
    insert into access.passkeys (user_id, credential_id, public_key, counter, transports, name, created_at)
    values (${userId}, ${passkey.credentialId}, ${passkey.publicKey}, 7, '{internal}', 'Telephone', now())`
})
afterAll(() => modules.stop())

const begin = async () => {
  const { options, step } = await modules.run(beginPasskeySignIn(party, door.place))
  return { step, challenge: options.challenge }
}
const enter = (step: string, answer: string) =>
  modules.run(
    signInByPasskey({ ...door, party, step, answer }).pipe(
      Effect.map((session) => ({ session })),
      Effect.catchTag("PasskeySignInRefused", () => Effect.succeed("refused")),
    ),
  )
/** Answers a new question, bent as given. */
const answering = async (bent: Partial<Asked>) => {
  const { step, challenge } = await begin()
  return enter(step, passkey.answer({ challenge, ...party, counter: 8, ...bent }))
}

describe("a passkey", () => {
  test("signs in by itself, without a password or a code, and is noted", async () => {
    const entered = await answering({})
    const session = typeof entered === "string" ? "" : entered.session
    expect(await modules.run(personOfSession(session, 2))).toMatchObject({ name: "ann" })
    const [noted] = await modules.database.owner`
      select counter::int as counter, last_used_at > now() - interval '1 minute' as used from access.passkeys`
    expect(noted).toEqual({ counter: 8, used: true })
    const [entry] = await modules.database.owner`
      select detail from access.audit_entries where action = 'signed-in' order by id desc limit 1`
    expect(entry).toEqual({ detail: { way: "passkey" } })
  })

  test("is refused when its counter has not gone on: somebody has a copy", async () => {
    for (const counter of [7, 6, 0]) expect(await answering({ counter })).toBe("refused")
    expect(await answering({ counter: 9 })).not.toBe("refused")
  })

  test("may be one that does not count, as those are that are synchronised", async () => {
    await modules.database.owner`update access.passkeys set counter = 0`
    expect(await answering({ counter: 0 })).not.toBe("refused")
    expect(await answering({ counter: 0 })).not.toBe("refused")
  })

  test("is refused when nobody unlocked it, and on another site's page", async () => {
    expect(await answering({ unlocked: false })).toBe("refused")
    expect(await answering({ origin: "https://portal.kestrel.example.evil.example" })).toBe("refused")
    expect(await answering({ id: "kestrel.example" })).toBe("refused")
    expect(await answering({ challenge: "c29tZXRoaW5nIGVsc2U" })).toBe("refused")
  })

  test("answers a question once, and another answer to it is too late", async () => {
    const { step, challenge } = await begin()
    const answers = [8, 9, 10].map((counter) => passkey.answer({ challenge, ...party, counter }))
    const outcomes = await Promise.all(answers.map((answer) => enter(step, answer)))
    expect(outcomes.filter((outcome) => outcome !== "refused")).toHaveLength(1)
    const wrong = await begin()
    expect(await enter(wrong.step, "{}")).toBe("refused")
    const late = passkey.answer({ challenge: wrong.challenge, ...party, counter: 20 })
    expect(await enter(wrong.step, late)).toBe("refused")
  })

  test("is refused after ten minutes, in another browser, with another's key, and when it was removed", async () => {
    const { step, challenge } = await begin()
    await modules.database.owner`
      update access.pending_steps set expires_at = now() - interval '1 second' where token_hash = ${hashToken(step)}`
    const answer = passkey.answer({ challenge, ...party, counter: 8 })
    expect(await enter(step, answer)).toBe("refused")
    expect(await enter("another browser's", answer)).toBe("refused")
    const forged = softwarePasskey()
    const next = await begin()
    const named = JSON.stringify({
      ...(JSON.parse(forged.answer({ challenge: next.challenge, ...party, counter: 8 })) as object),
      id: passkey.credentialId,
      rawId: passkey.credentialId,
    })
    expect(await enter(next.step, named)).toBe("refused")
    await modules.database.owner`delete from access.passkeys`
    expect(await answering({})).toBe("refused")
  })

  test("is no way to ask without end from one place; who gets in counts not at all", async () => {
    for (let i = 0; i < 3; i++) await answering({ counter: 10 + i })
    const [left] = await modules.database.owner`select count(*)::int as tries from access.sign_in_failures`
    expect(left).toEqual({ tries: 0 })
    const asked = await Promise.all(
      Array.from({ length: 60 }, () =>
        modules.run(
          beginPasskeySignIn(party, door.place).pipe(
            Effect.as(true),
            Effect.catchTag("TooManyTries", () => Effect.succeed(false)),
          ),
        ),
      ),
    )
    expect(asked.filter(Boolean).length).toBeLessThanOrEqual(50)
  })
})
