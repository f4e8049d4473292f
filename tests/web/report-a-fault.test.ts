import fs from "node:fs"
import path from "node:path"
import { Effect } from "effect"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { addMember, addUser, makePortfolio } from "#access"
import { PictureFiles } from "#maintenance"
import { dropOrphanedPictures } from "../../modules/maintenance/use-cases/drop-orphaned-pictures.ts"
import { demoPassword } from "../../web/demo/demo-people.ts"
import { pictureFiles } from "../../web/files/picture-files.ts"
import { newFormToken } from "../../web/report-a-fault/form-token.ts"
import { eventually } from "../support/eventually.ts"
import { type Portal, testPortal, type Visitor } from "../support/portal.ts"

const LIFT = "Lift 5"
const BUILDING = "Lantern Tower"

let portal: Portal
let owner: Visitor
let stranger: Visitor
/** A manager of that one lift, and of nothing else. */
let narrow: Visitor
let dispatcher: Visitor
let passerBy: Visitor
let unit: number
let building: number
let elsewhere: number

beforeAll(async () => {
  portal = await testPortal({ demo: true })
  unit = await portal.unitId(LIFT, BUILDING)
  elsewhere = await portal.unitId("Lift 6", BUILDING)
  const [row] = await portal.database.owner<Array<{ building: number; account: number }>>`
    select building_id as building, account_id as account from equipment.units where id = ${unit}`
  building = row?.building ?? 0
  const accountId = row?.account ?? 0
  const { id: userId } = await portal.runtime.runPromise(
    addUser({
      ...{ email: "narrow@residents.example", name: "Narrow", password: demoPassword },
      ...{ locale: "en-GB", timeZone: "UTC", staffRole: null },
    }),
  )
  const { id } = await portal.runtime.runPromise(
    makePortfolio({ accountId, name: "A lift", buildingIds: [], units: [{ id: unit, buildingId: building }] }),
  )
  await portal.runtime.runPromise(addMember({ accountId, userId, role: "manager", portfolioIds: [id] }))
  ;[owner, stranger, narrow, dispatcher] = await Promise.all([
    portal.signIn("owner@northgate.example"),
    portal.signIn("owner@harbourline.example"),
    portal.signIn("narrow@residents.example"),
    portal.signIn("dispatch@kestrel.example"),
  ])
  passerBy = portal.visitor()
})
afterAll(() => portal.stop())

const textOf = async (answer: Promise<Response>) => (await answer).text()
const statusOf = async (answer: Promise<Response>) => (await answer).status
const locationOf = (answer: Response) => answer.headers.get("location") ?? `${answer.status}`
const codeOn = (page: string) => (/([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})/.exec(page)?.[1] ?? "").replaceAll("-", "")
const codeOf = async (id: number) => codeOn(await textOf(owner.get(`/equipment/units/${id}/label`)))

/** A form that was given out some seconds ago: nobody answers quicker. */
const formToken = async (code: string, secondsAgo = 10) => {
  const [row] = await portal.database.owner<Array<{ key: Uint8Array }>>`select key from maintenance.form_seal`
  return newFormToken(row?.key ?? new Uint8Array(), code, new Date(Date.now() - secondsAgo * 1000))
}
const said = { inside: "no", problem: "doors-do-not-close", description: "", contact: "" }

const sendPhotos = async (
  address: string,
  texts: Readonly<Record<string, string>>,
  photos: ReadonlyArray<readonly [name: string, bytes: Buffer | string]>,
  cookie = "",
) => {
  const body = new FormData()
  for (const [name, text] of Object.entries(texts)) body.append(name, text)
  for (const [name, bytes] of photos) {
    body.append("photos", new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)]), name)
  }
  const headers = { Origin: portal.url, ...(cookie === "" ? {} : { Cookie: cookie }) }
  return fetch(portal.url + address, { method: "POST", body, redirect: "manual", headers })
}
const photo = () =>
  sharp({ create: { width: 400, height: 200, channels: 3, background: "#446688" } })
    .withExif({ IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 0/1" }, IFD0: { Make: "Swordfish" } })
    .png()
    .toBuffer()
const requestsOf = (id: number) => portal.database.owner<Array<{ id: number; by: string; problem: string }>>`
  select id, reported_by as by, problem from maintenance.service_requests where unit_id = ${id} and reported_by_id is null order by id`

describe("the label of a unit", () => {
  test("leads whoever reads it to the form, however the code is typed, and shows strangers nothing of others", async () => {
    const code = codeOn(await textOf(narrow.get(`/equipment/units/${unit}/label`)))
    expect(await codeOf(unit)).toBe(code)
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
    const svg = await owner.get(`/equipment/units/${unit}/label.svg`)
    expect(svg.headers.get("content-type")).toBe("image/svg+xml")
    expect(codeOn(await svg.text())).toBe(code)
    const pdf = await owner.get(`/equipment/labels.pdf?building=${building}`)
    expect(pdf.headers.get("content-type")).toBe("application/pdf")
    expect((await pdf.text()).slice(0, 5)).toBe("%PDF-")
    const sheet = await textOf(owner.get(`/equipment/labels?building=${building}&unit=${unit}&unit=${elsewhere}`))
    expect(sheet.match(/<img class="label"/g)).toHaveLength(2)
    const form = await textOf(passerBy.get(`/f/${code}`))
    expect(form).toContain("Is someone inside?")
    expect(locationOf(await passerBy.get(`/f?code=${code.toLowerCase()}`))).toBe(`/f/${code}`)
    for (const wrong of ["/f/7K3DP9QXM2VT", "/f/x", "/f/%2e"]) expect(await statusOf(passerBy.get(wrong))).toBe(404)
    for (const address of [`${unit}/label`, `${unit}/label.svg`, `${unit}/notice`, `${unit}/announcement`]) {
      expect(await statusOf(stranger.get(`/equipment/units/${address}`)), address).toBe(404)
    }
    expect(await statusOf(narrow.get(`/equipment/labels?unit=${unit}&unit=${elsewhere}`))).toBe(404)
    expect(await statusOf(stranger.post(`/equipment/units/${unit}/label/renewal`, { code }))).toBe(404)
    expect(await codeOf(unit)).toBe(code)
  })

  test("leads nowhere once it has a new code", async () => {
    const code = await codeOf(elsewhere)
    const renewal = `/equipment/units/${elsewhere}/label/renewal`
    expect(await textOf(owner.get(renewal))).toContain(`value="${code}"`)
    for (const _ of ["once", "twice"])
      expect(locationOf(await owner.post(renewal, { code }))).toBe(`/equipment/units/${elsewhere}/label?done=renewed`)
    expect(await statusOf(passerBy.get(`/f/${code}`))).toBe(404)
    expect(await statusOf(passerBy.get(`/f/${await codeOf(elsewhere)}`))).toBe(200)
    const log = await portal.database.owner`select from access.audit_entries where action = 'unit-code-renewed'`
    expect(log).toHaveLength(1)
  })
})

describe("a report by the code", () => {
  test("with a photo becomes a request that shows nothing of the camera, and a link that shows nothing of persons", async () => {
    const code = await codeOf(unit)
    const form = await formToken(code)
    const typed = { ...said, form, description: "They come back again", contact: "passer@by.example" }
    const bad = await sendPhotos(`/f/${code}`, typed, [
      ["good.jpg", await photo()],
      ["drawing.jpg", '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ])
    expect(bad.status).toBe(422)
    const page = await bad.text()
    expect(page).toContain("drawing.jpg is not a photo.")
    expect(page).toContain("They come back again")
    const kept = /name="kept" value="([^"]+)"/.exec(page)?.[1] ?? ""
    // The good one comes back with the form; one that was made up does not.
    const sent = await sendPhotos(`/f/${code}`, { ...typed, kept }, [["second.png", await photo()]])
    const link = locationOf(sent).replace(/\?.*/, "")
    expect(link).toMatch(/^\/r\/[\w-]{43}$/)
    expect(locationOf(await passerBy.post(`/f/${code}`, typed))).toBe(`${link}?done=sent`)
    const [request, ...others] = await requestsOf(unit)
    expect(others).toEqual([])
    expect(request).toMatchObject({ by: "a passer-by with the code", problem: "doors-do-not-close" })

    const address = `/services/requests/${request?.id}`
    const shown = await textOf(owner.get(address))
    expect(shown).not.toContain("passer@by.example")
    expect(await textOf(dispatcher.get(address))).toContain("passer@by.example")
    const files = [...new Set([...shown.matchAll(/href="(\/files\/\d+)"/g)].map(([, file]) => file ?? ""))]
    // The same picture twice in one report is one.
    expect(files).toHaveLength(1)
    const [file = ""] = files
    for (const one of [file, `${file}/thumbnail`]) {
      const answer = await owner.get(one)
      expect(answer.headers.get("content-type")).toBe("image/webp")
      expect(answer.headers.get("cache-control")).toBe("private, max-age=31536000, immutable")
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect((await sharp(bytes).metadata()).exif).toBeUndefined()
      expect(bytes.includes("Swordfish")).toBe(false)
      const again = await owner.get(one, { "If-None-Match": answer.headers.get("etag") ?? "" })
      expect(again.status).toBe(304)
      const never = await textOf(stranger.get("/files/2000000000"))
      expect(await textOf(stranger.get(one))).toBe(never)
      expect(await statusOf(stranger.get(one))).toBe(404)
      expect(await statusOf(passerBy.get(one))).toBe(303)
    }

    for (const step of ["acceptance", "completion"]) await dispatcher.post(`${address}/${step}`, {})
    const progress = await textOf(passerBy.get(link))
    expect(progress).toContain(">Done.<")
    for (const secret of ["passer@by", "They come back", "Hana", "Northgate", file])
      expect(progress).not.toContain(secret)
    expect(await statusOf(passerBy.get("/r/guessed"))).toBe(404)
    await eventually(async () => {
      const mails = await portal.database.owner<Array<{ subject: string }>>`
        select subject from kernel.messages where recipient = 'passer@by.example'`
      expect(mails.map(({ subject }) => subject)).toEqual([`${LIFT} in ${BUILDING}: done`])
    })
  })

  test("is not taken from a program: too quick, too late, not ours, or with what nobody sees filled in", async () => {
    const code = await codeOf(elsewhere)
    const other = await codeOf(unit)
    const before = await requestsOf(elsewhere)
    const tries = [
      { ...said, form: await formToken(code, 0) },
      { ...said, form: await formToken(code, 13 * 3600) },
      { ...said, form: await formToken(other) },
      { ...said, form: "made-up" },
      { ...said, form: await formToken(code), website: "https://spam.example" },
      { ...said, form: await formToken(code), contact: "no contact" },
    ]
    for (const form of tries) expect(await statusOf(passerBy.post(`/f/${code}`, form))).toBe(422)
    expect(await requestsOf(elsewhere)).toEqual(before)
    // A form that lay too long comes back with one that is good.
    const page = await textOf(passerBy.post(`/f/${code}`, { ...said, form: "made-up", description: "Keep me" }))
    expect(page).toContain("Keep me")
    expect(page).toContain("has lain open for long")
  })

  test("joins what is known, and somebody inside never does", async () => {
    const code = await codeOf(elsewhere)
    const send = async (more: Readonly<Record<string, string>>) =>
      locationOf(await passerBy.post(`/f/${code}`, { ...said, form: await formToken(code), ...more }))
    expect(await send({})).toMatch(/^\/r\//)
    const [first] = await requestsOf(elsewhere)
    await dispatcher.post(`/services/requests/${first?.id}/acceptance`, {})
    const form = await textOf(passerBy.get(`/f/${code}`))
    expect(form).toContain("The problem is known and being worked on.")
    expect(form).toContain(`value="same-${first?.id}"`)
    expect(await send({ problem: `same-${first?.id}` })).toMatch(/^\/r\//)
    expect(await requestsOf(elsewhere)).toHaveLength(1)
    expect(await textOf(owner.get(`/services/requests/${first?.id}`))).toContain("noticed it too")
    expect(await send({ inside: "yes", problem: `same-${first?.id}` })).toMatch(/^\/r\//)
    expect(await requestsOf(elsewhere)).toHaveLength(2)
  })

  test("is refused with how long to wait, and keeps what was typed, when there were too many from a place", async () => {
    const code = await codeOf(elsewhere)
    await portal.database.owner`
      insert into access.sign_in_failures (subject, failed_at)
      select 'report from 127.0.0.1', now() from generate_series(1, 20)`
    const answer = await passerBy.post(`/f/${code}`, { ...said, form: await formToken(code), description: "Keep me" })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0)
    const page = await answer.text()
    expect(page).toContain("Keep me")
    expect(page).toContain("Call us instead")
    // Somebody inside is told of all the same.
    const inside = await passerBy.post(`/f/${code}`, { ...said, form: await formToken(code), inside: "yes" })
    expect(locationOf(inside)).toMatch(/^\/r\//)
    await portal.database.owner`delete from access.sign_in_failures where subject = 'report from 127.0.0.1'`
  })
})

test("photos of forms that nobody sent to their end are removed after two days, and no other ones", async () => {
  const folder = path.join(portal.config.data, "files")
  const count = () =>
    fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length
  const code = await codeOf(elsewhere)
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#123456" } })
    .png()
    .toBuffer()
  const before = count()
  expect((await sendPhotos(`/f/${code}`, { form: "made-up" }, [["a.png", bytes]])).status).toBe(422)
  expect(count()).toBe(before + 2)
  const drop = (days: number) =>
    portal.runtime.runPromise(
      dropOrphanedPictures(new Date(Date.now() + days * 86_400_000)).pipe(
        Effect.provideService(PictureFiles, pictureFiles(portal.config)),
      ),
    )
  expect(await drop(1)).toBe(0)
  await drop(3)
  expect(count()).toBeLessThanOrEqual(before)
  expect(count()).toBeGreaterThan(0)
})

describe("a photo of somebody with an account", () => {
  test("comes with a message of its own, five at most, and says why it was not taken", async () => {
    const [request] = await requestsOf(elsewhere)
    const address = `/services/requests/${request?.id}/messages`
    const key = () => crypto.randomUUID()
    const one = await photo()
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")])
    const refused = await sendPhotos(address, { key: key(), message: "" }, [["a.heic", heic]], owner.cookie)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain("a.heic is in the HEIC format")
    const six = Array.from({ length: 6 }, (_, at) => [`${at}.png`, one] as const)
    const tooMany = await sendPhotos(address, { key: key(), message: "" }, six, owner.cookie)
    expect(tooMany.status).toBe(422)
    expect(await tooMany.text()).toContain("5.png was left out")
    const sent = { key: key(), message: "" }
    for (const _ of ["once", "twice"])
      expect(locationOf(await sendPhotos(address, sent, [["a.png", one]], owner.cookie))).toContain("?done=written")
    const shown = await textOf(owner.get(`/services/requests/${request?.id}`))
    expect(shown.match(/src="\/files\/\d+\/thumbnail"/g)).toHaveLength(1)
    expect((await sendPhotos(address, sent, [["a.png", one]], stranger.cookie)).status).toBe(404)
  })
})

describe("what residents are told", () => {
  const announcement = () => `/equipment/units/${unit}/announcement`
  const told = { reason: "The door drive is being replaced.", alternative: "Take Lift 6.", since: "2026-11-10T09:12" }

  test("stands behind the code, on the notice and on the building's page, and changes in its place", async () => {
    const wrong = { ...told, reason: "", since: "2026-02-31T09:12", until: "soon", next: "2026-11-10" }
    const answer = await owner.post(announcement(), wrong)
    expect(answer.status).toBe(422)
    const page = await answer.text()
    for (const field of ["reason", "since", "until", "next"]) expect(page).toContain(`#f-${field}`)
    const done = await owner.post(announcement(), { ...told, until: "", next: "2026-11-11T16:00" })
    expect(locationOf(done)).toBe(`/equipment/units/${unit}?done=saved`)
    await narrow.post(announcement(), { ...told, alternative: "Take Lift 7." })
    const form = await textOf(passerBy.get(`/f/${await codeOf(unit)}`))
    expect(form).toContain("Take Lift 7.")
    expect(form).not.toContain("Take Lift 6.")
    const notice = await textOf(owner.get(`/equipment/units/${unit}/notice`))
    for (const part of [LIFT, told.reason, "Take Lift 7.", "10 Nov 2026, 09:12"]) expect(notice).toContain(part)
    expect(codeOn(notice)).toBe(await codeOf(unit))
    expect(await statusOf(stranger.post(announcement(), told))).toBe(404)
    expect(await statusOf(stranger.post(`${announcement()}/end`, {}))).toBe(404)
  })

  test("is read by a link that is shown once, names nobody, and ends when it is ended", async () => {
    const address = `/equipment/buildings/${building}/residents`
    const key = crypto.randomUUID()
    const made = await textOf(owner.post(address, { key }))
    const link = /href="[^"]*(\/b\/[\w-]{43})"/.exec(made)?.[1] ?? ""
    expect(locationOf(await owner.post(address, { key }))).toBe(`${address}?done=before`)
    expect(await textOf(owner.get(address))).not.toContain(link)
    const page = await textOf(passerBy.get(link))
    for (const part of [BUILDING, LIFT, told.reason]) expect(page).toContain(part)
    for (const secret of ["Northgate", "Ines", "Amara", "passer"]) expect(page).not.toContain(secret)
    // Who sees a part of the building alone cannot show the whole of it to others.
    for (const other of [narrow, stranger]) {
      expect(await statusOf(other.get(address))).toBe(404)
      expect(await statusOf(other.post(address, { key: crypto.randomUUID() }))).toBe(404)
    }
    const end = /href="([^"]+\/end)"/.exec(await textOf(owner.get(address)))?.[1] ?? ""
    expect(await statusOf(stranger.post(end, {}))).toBe(404)
    expect(await textOf(owner.get(end))).toContain("End this link?")
    expect(locationOf(await owner.post(end, {}))).toBe(`${address}?done=ended`)
    expect(await statusOf(passerBy.get(link))).toBe(404)
    expect(locationOf(await owner.post(`${announcement()}/end`, {}))).toBe(`/equipment/units/${unit}?done=ended`)
    expect(await textOf(owner.get(`/equipment/units/${unit}/notice`))).toContain("There is nothing to print")
  })
})
