import { addPerson } from "../support/person.ts"
import { generate } from "otplib"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { addMember, openAccount, type StaffRole } from "#access"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { htmlProblems } from "./html.ts"

let portal: Portal
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(() => portal.database.owner`delete from access.sign_in_failures`)
afterAll(() => portal.stop())

let people = 0
/** A new person who has signed in. */
const somebody = async (staffRole: StaffRole | null = null) => {
  people += 1
  const email = `person-${people}@my-settings.example`
  const about = { email, name: `Person ${people}`, timeZone: "Europe/London", staffRole }
  const id = await addPerson(portal.database.owner, { ...about, password: demoPassword })
  return { id, email, me: await portal.signIn(email) }
}

/** A page's words, and what its address and answer say. */
const read = async (asked: Promise<Response>) => {
  const answer = await asked
  const html = await answer.text()
  const text = html
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ")
  return { status: answer.status, to: answer.headers.get("location"), headers: answer.headers, html, text }
}
const textTo = async (recipient: string): Promise<string> => {
  const [row] = await portal.database.owner<Array<{ text: string }>>`
    select text_body as text from kernel.messages where recipient = ${recipient} order by id desc limit 1`
  return row?.text ?? "nothing"
}
/** The path of the link in the last letter to an address. */
const linkTo = async (recipient: string) => /\/e-mail-change\/[\w-]+/.exec(await textTo(recipient))?.[0] ?? "/no-link"
const isIn = async (visitor: Visitor) => (await visitor.get("/setup")).status === 200

describe("about me", () => {
  test("a name, a language and a time zone are changed, and the page says so", async () => {
    const { me } = await somebody()
    const typed = { name: " Ann \u202e  Lee\n", language: "en-US", "time-zone": "america/new york" }
    const saved = await read(me.post("/setup/details", typed))
    expect([saved.status, saved.to]).toEqual([303, "/setup?done=details"])
    const { text, html } = await read(me.get("/setup?done=details"))
    expect(text).toMatch(/Your changes are saved\..*Name Ann Lee Language American English Time zone America\/New York/)
    expect(html).toMatch(/<html lang="en-US">/)
  })

  test("what is wrong is said at its field, and what was typed is kept", async () => {
    const { me } = await somebody()
    const name = "<b>x</b>".repeat(20)
    const { status, text, html } = await read(
      me.post("/setup/details", { name, language: "xx", "time-zone": "Atlantis" }),
    )
    expect(status).toBe(422)
    expect(html).toMatch("<title>Error: About me")
    expect(await htmlProblems(html)).toEqual([])
    expect(html).toMatch('value="Atlantis"')
    expect(html).not.toMatch("<b>x")
    expect(text).toMatch("Enter a time zone such as Europe/London.")
    for (const field of ["name", "language", "time-zone"]) expect(html).toMatch(`href="#f-${field}"`)
  })

  test.each(["<script>", "toString", "__proto__", "nothing"])("says nothing was done for ?done=%s", async (done) => {
    const { me } = await somebody()
    const { status, html } = await read(me.get(`/setup?done=${encodeURIComponent(done)}`))
    expect(status).toBe(200)
    expect(html).not.toMatch('class="notice')
  })
})

describe("the address", () => {
  const password = demoPassword

  test("moves when both letters were answered, and not by looking at their links", async () => {
    const { me, email } = await somebody()
    const elsewhere = await portal.signIn(email)
    const newEmail = `moved-${email}`
    expect((await read(me.post("/setup/e-mail", { email: newEmail, password: "no" }))).status).toBe(422)
    expect((await read(me.post("/setup/e-mail", { email: newEmail, password }))).to).toBe(
      "/setup/e-mail?done=email-sent",
    )
    expect((await read(me.get("/setup"))).text).toMatch(`to become ${newEmail}`)
    const [toOld, toNew] = [await linkTo(email), await linkTo(newEmail)]
    for (const link of [toOld, toNew, toNew]) {
      expect((await read(portal.visitor().get(link))).text).toMatch("Confirm this address")
    }
    expect((await read(portal.visitor().post(toNew, {}))).to).toBe(toNew)
    expect((await read(portal.visitor().get(toNew))).text).toMatch("This address is confirmed")
    expect((await read(me.get("/setup/e-mail"))).text).toMatch(
      `${email}, not confirmed yet New address ${newEmail}, confirmed`,
    )
    expect((await read(me.post(toOld, {}))).to).toBe("/e-mail-change/moved")
    expect((await read(me.get("/setup"))).text).toMatch(`E-mail ${newEmail}`)
    expect(await isIn(elsewhere)).toBe(false)
    expect((await portal.visitor().post("/sign-in", { email, password })).status).toBe(422)
    expect(await isIn(await portal.signIn(newEmail))).toBe(true)
    const gone = await read(portal.visitor().post(toNew, {}))
    const never = await read(portal.visitor().post("/e-mail-change/guessed", {}))
    expect([gone.status, gone.html]).toEqual([404, never.html])
  })

  test("of somebody else is answered like one that is free", async () => {
    const [one, other] = [await somebody(), await somebody()]
    const ask = async (email: string) => {
      const asked = await read(one.me.post("/setup/e-mail", { email, password }))
      const page = await read(one.me.get("/setup/e-mail"))
      await one.me.post("/setup/e-mail/cancellation", {})
      return [asked.status, asked.to, page.text.replaceAll(email, "…")]
    }
    expect(await ask(other.email)).toEqual(await ask("free@nowhere.example"))
    expect(await textTo(other.email)).toBe("nothing")
  })

  test("stays when the change is cancelled", async () => {
    const { me, email } = await somebody()
    await me.post("/setup/e-mail", { email: `never-${email}`, password })
    const link = await linkTo(email)
    expect((await read(me.post("/setup/e-mail/cancellation", {}))).to).toBe("/setup?done=email-cancelled")
    expect((await portal.visitor().get(link)).status).toBe(404)
    expect((await read(me.get("/setup/e-mail"))).text).toMatch(`You sign in with ${email}`)
  })
})

describe("the telephone", () => {
  test("is confirmed by the code that was sent to it, and removed after a question", async () => {
    const { me } = await somebody()
    const wrong = await read(me.post("/setup/phone", { phone: "020 7946 0018" }))
    expect(wrong.status).toBe(422)
    expect(wrong.html).toMatch('value="020 7946 0018"')
    expect((await read(me.post("/setup/phone", { phone: "+44 20 7946 0018" }))).to).toBe("/setup/phone?done=phone-sent")
    const code = /\d{6}/.exec(await textTo("+442079460018"))?.[0] ?? ""
    const guess = await read(me.post("/setup/phone/code", { code: code === "000000" ? "1" : "000000" }))
    expect([guess.status, /That is not the code\. \d tries are left/.test(guess.text)]).toEqual([422, true])
    expect((await read(me.get("/setup/phone/code"))).to).toBe("/setup/phone")
    expect((await read(me.post("/setup/phone/code", { code }))).to).toBe("/setup?done=phone")
    expect((await read(me.post("/setup/phone/code", { code }))).text).toMatch("That code is no longer good")
    expect((await read(me.get("/setup/phone/removal"))).text).toMatch("Remove your telephone number?")
    for (let time = 0; time < 2; time++) {
      expect((await read(me.post("/setup/phone/removal", {}))).to).toBe("/setup?done=phone-removed")
    }
    expect((await read(me.get("/setup"))).text).toMatch("Telephone none")
  })

  test("is asked for anew after another number was wanted, until three codes were sent", async () => {
    const { me } = await somebody()
    for (let time = 0; time < 3; time++) {
      await me.post("/setup/phone", { phone: `+44 20 7946 001${time}` })
      expect((await read(me.get("/setup/phone"))).text).toMatch(`Enter the code sent to +44207946001${time}`)
      expect((await read(me.post("/setup/phone/cancellation", {}))).to).toBe("/setup/phone")
    }
    const { status, headers, text } = await read(me.post("/setup/phone", { phone: "+44 20 7946 0014" }))
    expect(status).toBe(429)
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(3000)
    expect(text).toMatch(/Three codes an hour are the most\. Wait (59|60) min|Wait 1 h/)
  })
})

describe("the password", () => {
  test("is changed by who knows the old one: every other sign-in ends", async () => {
    const { me, email } = await somebody()
    const elsewhere = await portal.signIn(email)
    const change = (old: string, fresh: string) => read(me.post("/setup/password", { old, new: fresh }))
    expect((await change("not it", "a new good password")).text).toMatch("That is not your password")
    const short = await change(demoPassword, "short-one")
    expect([short.status, short.text.includes("12 to 200 characters")]).toEqual([422, true])
    expect(short.html).not.toMatch("short-one")
    expect((await change(demoPassword, "a new good password")).to).toBe("/setup?done=password")
    expect([await isIn(me), await isIn(elsewhere)]).toEqual([true, false])
    expect(await isIn(await portal.signIn(email, "a new good password"))).toBe(true)
    await expect(portal.signIn(email)).rejects.toThrow("422")
  })

  test("is not found out by somebody at an open browser", async () => {
    const { me, email } = await somebody()
    const guess = () => me.post("/setup/password", { old: "not it", new: "a new good password" })
    for (let time = 0; time < 10; time++) expect((await guess()).status).toBe(422)
    const locked = await me.post("/setup/password", { old: demoPassword, new: "a new good password" })
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(60)
    expect((await portal.visitor().post("/sign-in", { email, password: demoPassword })).status).toBe(429)
  })
})

describe("two steps", () => {
  const enrol = async (me: Visitor) => {
    const begin = (password: string) => read(me.post("/setup/two-factor/enrolment", { password }))
    expect((await begin("not it")).status).toBe(422)
    expect((await begin(demoPassword)).to).toBe("/setup/two-factor/enrolment")
    const page = await read(me.get("/setup/two-factor/enrolment"))
    const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1]?.replaceAll(" ", "") ?? ""
    return { page, secret, on: await read(me.post("/setup/two-factor", { code: await generate({ secret }) })) }
  }

  test("are switched on with a picture or a key, which no cache keeps, and the recovery codes are shown once", async () => {
    const { me } = await somebody()
    const { page, secret, on } = await enrol(me)
    expect(page.headers.get("cache-control")).toBe("no-store")
    expect(page.html).toMatch(`secret=${secret}`)
    expect(page.html).toMatch(/<svg class="qr" viewBox="0 0 (\d+) \1"/)
    const codes = /<pre[^>]*>([^<]+)/.exec(on.html)?.[1]?.split("\n") ?? []
    expect([on.status, on.headers.get("cache-control"), codes.length]).toEqual([200, "no-store", 10])
    expect(await htmlProblems(on.html)).toEqual([])
    const again = await read(me.post("/setup/two-factor", { code: await generate({ secret }) }))
    expect([again.status, again.to]).toEqual([303, "/setup/two-factor"])
    expect((await read(me.get("/setup/two-factor"))).text).toMatch("10 of your recovery codes are left")
    expect((await read(me.get("/setup/two-factor/enrolment"))).to).toBe("/setup/two-factor")

    const renew = (form: Record<string, string>) => read(me.post("/setup/two-factor/recovery-codes", form))
    expect((await renew({})).text).toMatch("Enter your password, or a code.")
    const renewed = await renew({ code: codes[0] ?? "" })
    expect(renewed.html).toMatch(/<pre class="codes">/)
    expect(renewed.html).not.toMatch(codes[1] ?? "")
    expect((await renew({ code: codes[1] ?? "" })).status).toBe(422)
    const off = (form: Record<string, string>) => read(me.post("/setup/two-factor/removal", form))
    expect((await off({ password: "not it" })).status).toBe(422)
    expect((await off({ password: demoPassword })).to).toBe("/setup/two-factor?done=two-factor-off")
    expect((await off({ password: demoPassword })).to).toBe("/setup/two-factor")
    expect((await read(me.get("/setup"))).text).toMatch("Two steps off")
  })

  test("are asked for at the door from then on", async () => {
    const { me, email } = await somebody()
    await enrol(me)
    const entered = await portal.visitor().post("/sign-in", { email, password: demoPassword })
    expect(entered.headers.get("location")).toMatch("/sign-in/second-factor")
  })
})

describe("passkeys", () => {
  const aPasskey = async (userId: number) => {
    const [row] = await portal.database.owner<Array<{ id: number }>>`
      insert into access.passkeys (user_id, credential_id, public_key, counter, transports, name, created_at)
      values (${userId}, ${crypto.randomUUID()}, '', 0, '{}', 'Key ring', now()) returning id`
    return row?.id ?? 0
  }

  test("cannot be added where the address is a number, and the page says so", async () => {
    const { me } = await somebody()
    expect((await read(me.get("/setup/passkeys"))).text).toMatch("Passkeys cannot be added at 127.0.0.1")
    expect((await me.post("/setup/passkeys/options", {})).status).toBe(404)
  })

  test("that do not hold are refused, and the name that was typed is kept", async () => {
    const { email } = await somebody()
    const url = portal.url.replace("127.0.0.1", "localhost")
    const { cookie } = await portal.signIn(email)
    const post = (path: string, form: Record<string, string>) =>
      fetch(url + path, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams(form),
        headers: { Cookie: cookie, Origin: url, "Accept-Encoding": "identity" },
      })
    const refused = await post("/setup/passkeys/options", { password: "not it" })
    expect([refused.status, await refused.json()]).toEqual([422, { said: expect.stringMatching("not your password") }])
    const question = await post("/setup/passkeys/options", { password: demoPassword })
    expect(await question.json()).toMatchObject({ rp: { id: "localhost" }, user: { name: email } })
    const { status, html, text } = await read(post("/setup/passkeys", { name: "Key ring", answer: "{}" }))
    expect([status, html.includes('value="Key ring"')]).toEqual([422, true])
    expect(text).toMatch("the answer came too late, or does not fit")
    expect((await read(post("/setup/passkeys", { name: " ", answer: "{}" }))).text).toMatch("Give it a name")
  })

  test("are removed after a question; somebody else’s is answered like one that never was", async () => {
    const [one, other] = [await somebody(), await somebody()]
    const path = `/setup/passkeys/${await aPasskey(one.id)}/removal`
    const never = await read(other.me.get("/setup/passkeys/2000000000/removal"))
    expect([never.status, (await read(other.me.get(path))).html]).toEqual([404, never.html])
    expect((await read(other.me.post(path, {}))).html).toBe(never.html)
    expect((await read(one.me.get(path))).text).toMatch("Remove the passkey “Key ring”?")
    expect((await read(one.me.post(path, {}))).to).toBe("/setup/passkeys?done=passkey-removed")
    expect((await one.me.post(path, {})).status).toBe(404)
  })

  test("stay when they are the last way of getting in", async () => {
    const { id, me } = await somebody()
    await portal.database.owner`update access.users set password_hash = null where id = ${id}`
    const { status, text } = await read(me.post(`/setup/passkeys/${await aPasskey(id)}/removal`, {}))
    expect([status, text.includes("your only way of getting in")]).toEqual([422, true])
    expect((await read(me.get("/setup/password"))).text).toMatch("Set a password")
    const set = await read(me.post("/setup/password", { new: "a first good password" }))
    expect(set.to).toBe("/setup?done=password")
  })
})

describe("sign-ins", () => {
  test("are listed by browser and place, and end one by one or all but this one", async () => {
    const [one, other] = [await somebody(), await somebody()]
    const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
    await portal.visitor().post("/sign-in", { email: one.email, password: demoPassword }, { "User-Agent": agent })
    const list = await read(one.me.get("/setup/sessions"))
    expect(list.text).toMatch(/You are signed in with 2 browsers.*Firefox on Linux 127\.0\.0\.1/)
    const path = /\/setup\/sessions\/\d+\/end/.exec(list.html)?.[0] ?? ""
    const never = await read(other.me.post("/setup/sessions/2000000000/end", {}))
    expect([never.status, (await read(other.me.post(path, {}))).html]).toEqual([404, never.html])
    expect((await read(one.me.post(path, {}))).to).toBe("/setup/sessions?done=session-ended")
    expect((await one.me.post(path, {})).status).toBe(404)
    const elsewhere = await portal.signIn(one.email)
    for (let time = 0; time < 2; time++) {
      expect((await read(one.me.post("/setup/sessions/others/end", {}))).to).toBe("/setup/sessions?done=sessions-ended")
    }
    expect([await isIn(one.me), await isIn(elsewhere), await isIn(other.me)]).toEqual([true, false, true])
  })
})

describe("who may not", () => {
  const secret = ["details", "e-mail", "phone", "password", "two-factor", "passkeys", "sessions"]

  test("an administrator who looks through somebody's eyes sees no secret and can post nothing", async () => {
    const [seen, admin] = [await somebody(), await somebody("administrator")]
    const account = await portal.runtime.runPromise(openAccount({ name: "Seen", country: "GB", timeZone: "UTC" }))
    const member = { accountId: account.id, userId: seen.id, role: "viewer", portfolioIds: "whole account" } as const
    await portal.runtime.runPromise(addMember(member))
    await seen.me.post("/setup/two-factor/enrolment", { password: demoPassword })
    await seen.me.post("/setup/e-mail", { email: "secret@nowhere.example", password: demoPassword })
    await portal.database.owner`
      update access.sessions set viewed_membership_id = (select id from access.memberships where user_id = ${seen.id})
      where user_id = ${admin.id}`
    const { status, text, html } = await read(admin.me.get("/setup"))
    expect([status, text.includes(seen.email), text.includes("is shown to Person")]).toEqual([200, true, true])
    expect(html).not.toMatch(/secret@nowhere|href="\/setup\/(details|phone|password|two-factor|sessions)"/)
    const own = secret.map((page) => `/setup/${page}`)
    for (const path of [...own, "/setup/two-factor/enrolment", "/setup/two-factor/removal", "/setup/phone/removal"]) {
      expect([path, (await read(admin.me.get(path))).to]).toEqual([path, "/setup"])
    }
    const posted = own.filter((path) => path !== "/setup/sessions")
    for (const path of [...posted, "/setup/passkeys/options", "/setup/sessions/others/end"]) {
      expect([path, (await admin.me.post(path, {})).status]).toEqual([path, 403])
    }
    expect(await isIn(seen.me)).toBe(true)
  })

  test("strangers are asked to sign in, and other sites cannot post for a person", async () => {
    const { me } = await somebody()
    for (const page of secret) {
      expect((await read(portal.visitor().get(`/setup/${page}`))).to).toBe(`/sign-in?next=%2Fsetup%2F${page}`)
      expect((await portal.visitor().post(`/setup/${page}`, {})).status).toBe(page === "sessions" ? 404 : 401)
    }
    const foreign = await me.post("/setup/sessions/others/end", {}, { Origin: "https://elsewhere.example" })
    expect(foreign.status).toBe(403)
  })
})
