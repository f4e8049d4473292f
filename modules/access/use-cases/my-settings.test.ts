import { Effect } from "effect"
import { generate } from "otplib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type Modules, testModules } from "../../../tests/support/modules.ts"
import { addPerson } from "../../../tests/support/person.ts"
import { type Actor, portalItself } from "../domain/audit.ts"
import { passwordMatches } from "../domain/password.ts"
import { hashToken } from "../domain/token.ts"
import { addMember } from "./add-member.ts"
import { addUser } from "./add-user.ts"
import { cancelEmailChange, confirmEmailChange, emailChangeOf, requestEmailChange } from "./change-my-email.ts"
import { changeMyPassword } from "./change-my-password.ts"
import { confirmPhone, phoneToConfirm, removePhone, sendPhoneCode } from "./change-my-phone.ts"
import { removePasskey } from "./my-passkeys.ts"
import { endMyOtherSessions, endMySession, sessionsOf } from "./my-sessions.ts"
import { mySettings } from "./my-settings.ts"
import { openAccount } from "./open-account.ts"
import type { Myself } from "./prove-myself.ts"
import { beginEnrolment, confirmEnrolment, enrolmentOf } from "./second-factor-enrolment.ts"
import { renewRecoveryCodes, switchSecondFactorOff } from "./second-factor-change.ts"

const PASSWORD = "a password for tests"
const sender = { company: "Kestrel Lifts", address: "https://portal.example" }

let modules: Modules
const sql = () => modules.database.owner
/** What an effect came to: its value, or the name of its error. */
const outcome = <A>(
  effect: Effect.Effect<A, { readonly _tag: string }, Effect.Services<Parameters<Modules["run"]>[0]>>,
): Promise<A | string> =>
  modules.run(effect.pipe(Effect.catch((error): Effect.Effect<A | string> => Effect.succeed(error._tag))))

beforeAll(async () => {
  modules = await testModules()
})
beforeEach(() => sql()`delete from access.sign_in_failures`)
afterAll(() => modules.stop())

let people = 0
/** A new person with a password, who is signed in here and somewhere else. */
const aPerson = async () => {
  people += 1
  const email = `person-${people}@settings.example`
  const name = `Person ${people}`
  const id = await addPerson(sql(), { email, name, password: PASSWORD })
  const [here, elsewhere] = [await aSession(id), await aSession(id)]
  const myself: Myself = { userId: id, sessionId: here, place: `192.0.2.${people}` }
  const actor: Actor = { ...portalItself, userId: id, name, place: myself.place }
  return { id, email, myself, actor, here, elsewhere }
}
type Someone = Awaited<ReturnType<typeof aPerson>>

let sessions = 0
const aSession = async (userId: number, minutesAgo = 0): Promise<number> => {
  sessions += 1
  const [row] = await sql()<Array<{ id: number }>>`
    insert into access.sessions (token_hash, user_id, user_agent, place, created_at, last_seen_at, expires_at)
    values (${hashToken(String(sessions))}, ${userId}, 'test', '192.0.2.1', now() - ${minutesAgo} * interval '1 minute', now(),
      now() + interval '1 hour') returning id`
  return row!.id
}
const sessionIds = async ({ id }: Someone) =>
  (await modules.run(sessionsOf(id))).map((one) => one.id).toSorted((a, b) => a - b)

/** The bodies of what was sent to an address or number, the latest last. */
const sentTo = async (recipient: string): Promise<ReadonlyArray<string>> =>
  (
    await sql()<Array<{ text: string }>>`
    select subject || ': ' || text_body as text from kernel.messages where recipient = ${recipient} order by id`
  ).map(({ text }) => text)
const linkTo = async (recipient: string) =>
  /e-mail-change\/([\w-]+)/.exec((await sentTo(recipient)).at(-1) ?? "")?.[1] ?? "no link"
const actionsOf = async ({ id }: Someone) =>
  (
    await sql()<Array<{ action: string }>>`select action from access.audit_entries where user_id = ${id} order by id`
  ).map(({ action }) => action)
const emailOf = async ({ id }: Someone) => (await modules.run(mySettings(id)))?.email

describe("moving to another address", () => {
  const ask = (one: Someone, newEmail: string, password = PASSWORD) =>
    outcome(requestEmailChange(sender, one.myself, { newEmail, password }))
  const confirm = (token: string, sessionId: number | null = null) =>
    outcome(confirmEmailChange(sender, token, { place: "192.0.2.9", sessionId }))

  test.each(["old first", "new first"])("waits until both addresses have confirmed (%s)", async (order) => {
    const one = await aPerson()
    const newEmail = `moved-${one.id}@settings.example`
    await ask(one, ` ${newEmail.toUpperCase()} `)
    const links = [await linkTo(one.email), await linkTo(newEmail)]
    const [first = "", second = ""] = order === "old first" ? links : links.toReversed()
    expect(await confirm(first)).toBe("waiting")
    expect(await confirm(first)).toBe("waiting")
    expect(await emailOf(one)).toBe(one.email)
    expect(await modules.run(emailChangeOf(first))).toEqual({ newEmail, confirmed: true })
    expect(await modules.run(emailChangeOf(second))).toEqual({ newEmail, confirmed: false })
    await sql()`
      insert into access.mailed_links (token_hash, kind, user_id, expires_at)
      values (${hashToken(`password ${one.id}`)}, 'password', ${one.id}, now() + interval '1 hour')`

    expect(await confirm(second, one.here)).toBe("moved")
    expect(await emailOf(one)).toBe(newEmail)
    expect(await sessionIds(one)).toEqual([one.here])
    expect(await sql()`select from access.mailed_links where user_id = ${one.id}`).toHaveLength(0)
    expect(await actionsOf(one)).toEqual(["email-changed"])
    for (const address of [one.email, newEmail]) {
      expect((await sentTo(address)).at(-1)).toMatch(`Your sign-in has moved to ${newEmail}`)
    }
    expect(await confirm(second)).toBe("EmailLinkWorthless")
  })

  test("happens once when both confirm in the same moment", async () => {
    const one = await aPerson()
    await ask(one, `both-${one.id}@settings.example`)
    const links = [await linkTo(one.email), await linkTo(`both-${one.id}@settings.example`)]
    const outcomes = await Promise.all([...links, ...links].map((link) => confirm(link)))
    expect(outcomes.filter((each) => each === "moved")).toHaveLength(1)
    expect(await actionsOf(one)).toEqual(["email-changed"])
  })

  test("to somebody's address looks the same, sends them nothing, and never happens", async () => {
    const [one, other] = [await aPerson(), await aPerson()]
    expect(await ask(one, other.email)).toBeUndefined()
    expect(await sentTo(other.email)).toEqual([])
    expect((await modules.run(mySettings(one.id)))?.pendingEmail).toEqual({
      newEmail: other.email,
      oldConfirmed: false,
      newConfirmed: false,
    })
    expect(await confirm(await linkTo(one.email))).toBe("waiting")
    expect(await emailOf(one)).toBe(one.email)
  })

  test("does not take an address that somebody got meanwhile", async () => {
    const one = await aPerson()
    const newEmail = `wanted-${one.id}@settings.example`
    await ask(one, newEmail)
    const links = [await linkTo(one.email), await linkTo(newEmail)]
    const rival = { name: "Rival", password: PASSWORD, locale: "en-GB", timeZone: "UTC", staffRole: null }
    await modules.run(addUser({ ...rival, email: newEmail }))
    expect(await confirm(links[0]!)).toBe("waiting")
    expect(await confirm(links[1]!)).toBe("EmailLinkWorthless")
    expect(await emailOf(one)).toBe(one.email)
  })

  test("is given up by cancelling, by asking anew, and after a day", async () => {
    const one = await aPerson()
    await ask(one, "first@elsewhere.example")
    const first = await linkTo(one.email)
    await ask(one, "second@elsewhere.example")
    expect(await confirm(first)).toBe("EmailLinkWorthless")
    const second = await linkTo(one.email)
    await modules.run(cancelEmailChange(one.id))
    expect(await confirm(second)).toBe("EmailLinkWorthless")
    await ask(one, "third@elsewhere.example")
    await sql()`update access.mailed_links set expires_at = now() - interval '1 second' where user_id = ${one.id}`
    expect(await confirm(await linkTo(one.email))).toBe("EmailLinkWorthless")
    expect(await modules.run(emailChangeOf(await linkTo(one.email)))).toBeNull()
  })

  test("asks for the password, not for the same address, and not for ever", async () => {
    const one = await aPerson()
    expect(await ask(one, "new@elsewhere.example", "not it")).toBe("ProofWrong")
    expect(await ask(one, one.email.toUpperCase())).toBe("EmailUnchanged")
    expect(await sentTo(one.email)).toEqual([])
    for (let time = 0; time < 5; time++) expect(await ask(one, "new@elsewhere.example")).toBeUndefined()
    expect(await ask(one, "new@elsewhere.example")).toBe("TooManyTries")
  })
})

describe("changing one's password", () => {
  const change = (one: Someone, old: string, fresh = "quite another password") =>
    outcome(changeMyPassword(one.actor, sender, one.myself, { old, new: fresh }))

  test("ends all other sign-ins, makes mailed links worthless, and is told and written down", async () => {
    const one = await aPerson()
    await sql()`
      insert into access.mailed_links (token_hash, kind, user_id, expires_at)
      values (${hashToken(`link ${one.id}`)}, 'password', ${one.id}, now() + interval '1 hour')`
    expect(await change(one, PASSWORD)).toBeUndefined()
    expect(await sessionIds(one)).toEqual([one.here])
    expect(await sql()`select from access.mailed_links where user_id = ${one.id}`).toHaveLength(0)
    expect(await actionsOf(one)).toEqual(["password-changed"])
    expect((await sentTo(one.email)).at(-1)).toMatch("Your password was changed")
    const [row] = await sql()<Array<{ hash: string }>>`
      select password_hash as hash from access.users where id = ${one.id}`
    expect(await passwordMatches("quite another password", row!.hash)).toBe(true)
    expect(await change(one, PASSWORD)).toBe("ProofWrong")
  })

  test("counts wrong tries together with those at the door", async () => {
    const one = await aPerson()
    const before = Array.from({ length: 7 }, () => `address ${one.email}`)
    await sql()`insert into access.sign_in_failures (subject, failed_at) select unnest(${before}::text[]), now()`
    for (let time = 0; time < 3; time++) expect(await change(one, "not it")).toBe("ProofWrong")
    expect(await change(one, PASSWORD)).toBe("TooManyTries")
  })

  test("of two at once with the old password is done by one", async () => {
    const one = await aPerson()
    const both = await Promise.all([
      change(one, PASSWORD, "the first new one"),
      change(one, PASSWORD, "the other new one"),
    ])
    expect(both.toSorted()).toEqual(["ProofWrong", undefined])
  })

  test("of somebody without one takes a fresh sign-in", async () => {
    const one = await aPerson()
    await sql()`update access.users set password_hash = null where id = ${one.id}`
    const older = { ...one, myself: { ...one.myself, sessionId: await aSession(one.id, 11) } }
    expect(await change(older, "")).toBe("SignInTooOld")
    expect(await change({ ...one, myself: { ...one.myself, sessionId: 0 } }, "")).toBe("SignInTooOld")
    expect(await change(one, "")).toBeUndefined()
  })
})

describe("a telephone number", () => {
  let numbers = 100
  const aNumber = () => `+4420794600${(numbers += 1)}`
  const send = (one: Someone, phone: string) => outcome(sendPhoneCode(sender, one.id, phone))
  const codeSentTo = async (phone: string) =>
    /\d{6}/.exec((await sentTo(phone)).at(-1)?.split(": ")[1] ?? "")?.[0] ?? ""
  const confirm = (one: Someone, code: string) => outcome(confirmPhone(one.actor, one.id, code))
  const phoneOf = async ({ id }: Someone) => (await modules.run(mySettings(id)))?.phone
  const wrong = (code: string) => (code === "000000" ? "000001" : "000000")

  test("counts once its code was typed, and is removed again", async () => {
    const one = await aPerson()
    const phone = aNumber()
    await send(one, phone)
    expect(await modules.run(phoneToConfirm(one.id))).toBe(phone)
    const code = await codeSentTo(phone)
    expect(await phoneOf(one)).toBeNull()
    expect(await confirm(one, ` ${code.slice(0, 3)} ${code.slice(3)}`)).toBeUndefined()
    expect(await phoneOf(one)).toBe(phone)
    expect(await confirm(one, code)).toBe("PhoneCodeGone")
    await modules.run(removePhone(one.actor, one.id))
    await modules.run(removePhone(one.actor, one.id))
    expect(await phoneOf(one)).toBeNull()
    expect(await actionsOf(one)).toEqual(["phone-changed", "phone-changed"])
  })

  test("is not found out by guessing: five tries are all, at once as well", async () => {
    const one = await aPerson()
    const phone = aNumber()
    await send(one, phone)
    const code = await codeSentTo(phone)
    const guesses = await Promise.all(Array.from({ length: 20 }, () => confirm(one, wrong(code))))
    expect(guesses.filter((guess) => guess === "PhoneCodeWrong")).toHaveLength(4)
    expect(await confirm(one, code)).toBe("PhoneCodeGone")
    expect(await modules.run(phoneToConfirm(one.id))).toBeNull()
    expect(await phoneOf(one)).toBeNull()
  })

  test("is not confirmed by a code for another number, by another person, or after ten minutes", async () => {
    const [one, other] = [await aPerson(), await aPerson()]
    const [first, second] = [aNumber(), aNumber()]
    await send(one, first)
    const code = await codeSentTo(first)
    expect(await confirm(other, code)).toBe("PhoneCodeGone")
    await send(one, second)
    const later = await codeSentTo(second)
    if (code !== later) expect(await confirm(one, code)).toBe("PhoneCodeWrong")
    await sql()`update access.pending_steps set expires_at = now() - interval '1 second' where user_id = ${one.id}`
    expect(await confirm(one, later)).toBe("PhoneCodeGone")
  })

  test("is sent three codes an hour at most, and so is a person", async () => {
    const one = await aPerson()
    for (let time = 0; time < 3; time++) expect(await send(one, aNumber())).toBeUndefined()
    expect(await send(one, aNumber())).toBe("TooManyTries")
    const phone = aNumber()
    for (let time = 0; time < 3; time++) expect(await send(await aPerson(), phone)).toBeUndefined()
    expect(await send(await aPerson(), phone)).toBe("TooManyTries")
    await sql()`update access.sign_in_failures set failed_at = failed_at - interval '61 minutes'`
    expect(await send(one, phone)).toBeUndefined()
    const atOnce = await aPerson()
    const all = await Promise.all(Array.from({ length: 12 }, () => send(atOnce, aNumber())))
    expect(all.filter((each) => each === undefined).length).toBeLessThanOrEqual(3)
  })
})

describe("signing in with two steps", () => {
  const secretOf = async (one: Someone) =>
    (await modules.run(enrolmentOf(one.myself, sender.company)))?.secret ?? "no secret"
  const confirm = (one: Someone, code: string) => outcome(confirmEnrolment(one.actor, sender, one.myself, code))
  /** Switched on, as a list of recovery codes. */
  const switchedOn = async () => {
    const one = await aPerson()
    await modules.run(beginEnrolment(sender, one.myself, PASSWORD))
    const secret = await secretOf(one)
    const codes = await confirm(one, await generate({ secret }))
    // The code that confirmed it counts no more: the next half minute brings another.
    await sql()`update access.users set totp_last_step = totp_last_step - 2 where id = ${one.id}`
    return { one, secret, codes: codes as ReadonlyArray<string> }
  }
  const off = (one: Someone, proof: { password?: string; code?: string }) =>
    outcome(switchSecondFactorOff(one.actor, sender, one.myself, { password: "", code: "", ...proof }))

  test("is switched on by a code from the app, and gives ten codes that are stored as hashes", async () => {
    const one = await aPerson()
    expect(await outcome(beginEnrolment(sender, one.myself, "not it"))).toBe("ProofWrong")
    expect(await confirm(one, "123456")).toBe("EnrolmentGone")
    await modules.run(beginEnrolment(sender, one.myself, PASSWORD))
    const given = await secretOf(one)
    expect((await modules.run(enrolmentOf(one.myself, "Kestrel & Co")))?.address).toMatch(/^otpauth:\/\/totp\/Kestrel/)
    const right = await generate({ secret: given })
    expect(await confirm(one, right === "111111" ? "222222" : "111111")).toBe("SecondFactorCodeWrong")
    expect((await modules.run(mySettings(one.id)))?.secondFactor).toBe(false)
    const codes = await confirm(one, right)
    expect(new Set(codes).size).toBe(10)
    expect(await modules.run(mySettings(one.id))).toMatchObject({ secondFactor: true, recoveryCodesLeft: 10 })
    expect(await confirm(one, right)).toBe("EnrolmentGone")
    expect(await modules.run(enrolmentOf(one.myself, "Kestrel"))).toBeNull()
    expect(await actionsOf(one)).toEqual(["second-factor-on"])
    expect((await sentTo(one.email)).at(-1)).toMatch("Sign-in in two steps was switched on")
  })

  test("shows its secret only in the sign-in that asked for it, and the last one asked for", async () => {
    const one = await aPerson()
    await Promise.all([
      modules.run(beginEnrolment(sender, one.myself, PASSWORD)),
      modules.run(beginEnrolment(sender, one.myself, PASSWORD)),
    ])
    const secret = await secretOf(one)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const elsewhere = { ...one, myself: { ...one.myself, sessionId: one.elsewhere } }
    expect(await secretOf(elsewhere)).toBe("no secret")
    expect(await confirm(elsewhere, await generate({ secret }))).toBe("EnrolmentGone")
    const stranger = await aPerson()
    expect(await secretOf({ ...stranger, myself: { ...stranger.myself, sessionId: one.here } })).toBe("no secret")
  })

  test("is switched off by the password, and its codes go with it", async () => {
    const { one } = await switchedOn()
    expect(await off(one, { password: "not it" })).toBe("ProofWrong")
    expect(await off(one, {})).toBe("ProofWrong")
    expect(await off(one, { password: PASSWORD })).toBeUndefined()
    expect(await modules.run(mySettings(one.id))).toMatchObject({ secondFactor: false, recoveryCodesLeft: 0 })
    expect(await off(one, { password: PASSWORD })).toBe("NoSecondFactor")
    expect(await actionsOf(one)).toEqual(["second-factor-on", "second-factor-off"])
  })

  test("takes a code from the app once, and a recovery code once, also when it comes twice at once", async () => {
    const { one, secret, codes } = await switchedOn()
    const renew = (code: string) => outcome(renewRecoveryCodes(one.actor, sender, one.myself, { password: "", code }))
    const recovery = codes[0]!.toLowerCase().replace("-", " ")
    const recovered = await Promise.all([renew(recovery), renew(recovery)])
    expect(recovered.filter((each) => each === "ProofWrong")).toHaveLength(1)
    expect(await renew(codes[1]!)).toBe("ProofWrong")
    const code = await generate({ secret })
    const coded = await Promise.all([renew(code), renew(code)])
    expect(coded.filter((each) => each === "ProofWrong")).toHaveLength(1)
    expect((await modules.run(mySettings(one.id)))?.recoveryCodesLeft).toBe(10)
  })

  test("is not switched off by guessing codes", async () => {
    const { one, codes } = await switchedOn()
    for (let time = 0; time < 10; time++) expect(await off(one, { code: "AAAAA-AAAAA" })).toBe("ProofWrong")
    expect(await off(one, { code: codes[0]! })).toBe("TooManyTries")
  })
})

describe("removing a passkey", () => {
  const aPasskey = async ({ id }: Someone): Promise<number> => {
    const [row] = await sql()<Array<{ id: number }>>`
      insert into access.passkeys (user_id, credential_id, public_key, counter, transports, name, created_at)
      values (${id}, ${crypto.randomUUID()}, '', 0, '{}', 'My phone', now()) returning id`
    return row!.id
  }
  const remove = (one: Someone, id: number) => outcome(removePasskey(one.actor, sender, one.id, id))

  test("is told and written down; somebody else’s is not there", async () => {
    const [one, other] = [await aPerson(), await aPerson()]
    const id = await aPasskey(one)
    expect(await remove(other, id)).toBe("PasskeyNotFound")
    expect(await remove(one, id)).toBeUndefined()
    expect(await remove(one, id)).toBe("PasskeyNotFound")
    expect((await sentTo(one.email)).at(-1)).toMatch("The passkey “My phone” was removed")
    expect(await actionsOf(one)).toEqual(["passkey-removed"])
  })

  test("leaves the last way of getting in, also when two are removed at once", async () => {
    const one = await aPerson()
    await sql()`update access.users set password_hash = null where id = ${one.id}`
    const ids = [await aPasskey(one), await aPasskey(one)]
    const both = await Promise.all(ids.map((id) => remove(one, id)))
    expect(both.toSorted()).toEqual(["LastWayIn", undefined])
    expect((await modules.run(mySettings(one.id)))?.passkeys).toBe(1)
    const left = ids[both.indexOf("LastWayIn")]!
    await sql()`
      insert into access.identities (issuer, subject, user_id, created_at)
      values ('https://id.example', ${String(one.id)}, ${one.id}, now())`
    expect(await remove(one, left)).toBeUndefined()
  })
})

describe("sign-ins", () => {
  test("end one by one, and all but this one; somebody else’s are not there", async () => {
    const [one, other] = [await aPerson(), await aPerson()]
    expect(await outcome(endMySession(other.actor, other.id, one.elsewhere))).toBe("SessionNotFound")
    expect(await sessionIds(one)).toEqual([one.here, one.elsewhere])
    await modules.run(endMySession(one.actor, one.id, one.elsewhere))
    expect(await sessionIds(one)).toEqual([one.here])
    await Promise.all([aSession(one.id), aSession(one.id)])
    await modules.run(endMyOtherSessions(one.actor, one.id, one.here))
    await modules.run(endMyOtherSessions(one.actor, one.id, one.here))
    expect(await sessionIds(one)).toEqual([one.here])
    expect(await sessionIds(other)).toEqual([other.here, other.elsewhere])
    expect(await actionsOf(one)).toEqual(["sessions-ended", "sessions-ended"])
  })

  test("are written down in the log of every account that the person may enter", async () => {
    const one = await aPerson()
    const accounts = await Promise.all(
      ["One", "Two"].map((name) => modules.run(openAccount({ name, country: "GB", timeZone: "UTC" }, portalItself))),
    )
    for (const { id } of accounts) {
      await modules.run(addMember({ accountId: id, userId: one.id, role: "viewer", portfolioIds: "whole account" }))
    }
    await modules.run(endMyOtherSessions(one.actor, one.id, one.here))
    const rows = await sql()<Array<{ account: number; subject: string; place: string }>>`
      select account_id as account, subject, place from access.audit_entries where user_id = ${one.id} order by account_id`
    const expected = accounts.map(({ id }) => ({ account: id, subject: one.email, place: one.myself.place }))
    expect(rows).toEqual(expected.toSorted((a, b) => a.account - b.account))
  })
})
