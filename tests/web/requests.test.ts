import net from "node:net"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { eventually } from "../support/eventually.ts"
import { cookieOf, type Portal, testPortal, type Visitor } from "../support/portal.ts"
import { sendRaw, statusOf } from "../support/raw.ts"

let portal: Portal
let owner: Visitor
beforeAll(async () => {
  portal = await testPortal({ demo: true })
  owner = await portal.signIn("owner@northgate.example")
})
afterAll(() => portal.stop())

const host = () => `Host: 127.0.0.1:${portal.port}`
const raw = (line: string, headers: ReadonlyArray<string> = [], body = "") =>
  sendRaw(portal.port, `${[line, host(), "Connection: close", ...headers].join("\r\n")}\r\n\r\n${body}`)
const css = () => portal.web.assets.layout().css
const isServing = async () => expect((await portal.visitor().get("/healthz")).status).toBe(200)
const refused = (answer: string) => {
  expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
  expect(statusOf(answer)).toBeLessThan(500)
}
let seen = 0
beforeEach(() => {
  seen = portal.logged.length
})
/** What this test has left in the log. */
const errors = () => portal.logged.slice(seen).filter((line) => line.level === "error")

describe("a request that makes no sense", () => {
  const long = `/${"a".repeat(20_000)}`
  test.each([
    "//", "//equipment", "/%", "/%00", "/%ff", "/%c0%ae", "/%E0%A4%A", "/equipment%2f..%2f..", "/../../../etc/passwd",
    "/equipment/../../../etc/passwd", "/assets/../../package.json", "/assets/..%2f..%2fpackage.json", "/assets/constructor.000000000000.js",
    "/assets/%00.js", "/equipment/units/", "/equipment/units/%", "/equipment/units/0", "/equipment/units/-1", "/equipment/units/1e3",
    "/equipment/units/99999999999999999999", "/equipment/units/constructor", "/live/units/%00", "/live/nothing", "/set-up/", "/set-up/%00",
    "/set-up/..%2f", long, `/equipment?text=${"a".repeat(20_000)}`, "/\\", "/;", "/.git/config", "/.env", "/wp-login.php", "*", "equipment", "",
    "http://", "http:///", "http://[", "http://evil.example:99999/", "?", "#", "/\u0000", "/\u0001", "/ö", "/a b",
  ])("%j is refused, signed in or not", async (target) => {
    refused(await raw(`GET ${target} HTTP/1.1`, [`Cookie: ${owner.cookie}`]))
    const signedOut = statusOf(await raw(`GET ${target} HTTP/1.1`))
    expect(signedOut === 303 || (signedOut >= 400 && signedOut < 500)).toBe(true)
    await isServing()
    expect(errors()).toEqual([])
  }) // prettier-ignore

  test.each([
    ["an unknown method", "FOO / HTTP/1.1", []],
    ["PUT on a page", "PUT /equipment HTTP/1.1", []],
    ["DELETE on a unit", "DELETE /equipment/units/1 HTTP/1.1", []],
    ["POST on a page", "POST /equipment HTTP/1.1", ["Content-Length: 0"]],
    ["GET on what is posted", "GET /sign-out HTTP/1.1", []],
    ["OPTIONS for all", "OPTIONS * HTTP/1.1", []],
    ["TRACE", "TRACE / HTTP/1.1", []],
    ["CONNECT", "CONNECT evil.example:443 HTTP/1.1", []],
    ["another protocol", "GET / FTP/1.1", []],
    ["a version to come", "GET / HTTP/9.9", []],
    ["HTTP/2 without asking", "PRI * HTTP/2.0", []],
    ["a space in the name of a header", "GET / HTTP/1.1", ["Bad Header: x"]],
    ["two lengths", "POST /sign-in HTTP/1.1", ["Content-Length: 1", "Content-Length: 2"]],
    ["a length that is none", "POST /sign-in HTTP/1.1", ["Content-Length: -1"]],
    ["a length and chunks", "POST /sign-in HTTP/1.1", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["chunks that are none", "POST /sign-in HTTP/1.1", ["Transfer-Encoding: chunked", "", "zz\r\n"]],
    ["too many headers", "GET / HTTP/1.1", Array.from({ length: 400 }, (_, i) => `X-Header-${i}: ${"x".repeat(60)}`)],
    ["an upgrade", "GET /nothing HTTP/1.1", ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZQ=="]],
  ] as const)("%s is refused", async (_, line, headers) => {
    const answer = await raw(line, [...headers, `Origin: http://127.0.0.1:${portal.port}`, `Cookie: ${owner.cookie}`])
    // Node closes an upgrade or CONNECT that nobody listens for without a word.
    if (statusOf(answer) !== 0) refused(answer)
    await isServing()
    expect(errors()).toEqual([])
  }) // prettier-ignore

  test.each(["bytes that are not HTTP", "GET /", "GET /.. HTTP/1.0", "\u0000\u0001\u0002\r\n\r\n", "GET"])(
    "%j leaves the server standing",
    async (bytes) => {
      await sendRaw(portal.port, `${bytes}\r\n\r\n`)
      await isServing()
    },
  )

  test("an absolute address of another host shows nothing of ours as if it were there", async () => {
    const answer = await raw("GET http://evil.example/equipment HTTP/1.1")
    expect(answer).not.toMatch(/^location:.*evil/im)
    expect(statusOf(answer)).toBeLessThan(500)
  })

  test("headers that never end keep nobody else waiting", async () => {
    const slow = Array.from({ length: 40 }, () => {
      const socket = net.connect(portal.port, "127.0.0.1", () =>
        socket.write(`GET / HTTP/1.1\r\n${host()}\r\nX-Slow: `),
      )
      socket.on("error", () => {})
      return socket
    })
    await isServing()
    expect((await owner.get("/")).status).toBe(200)
    for (const socket of slow) socket.destroy()
  })
})

describe("a body that makes no sense", () => {
  const post = (address: string, type: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(portal.url + address, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: portal.url, "Content-Type": type },
      body,
    })

  test.each([
    ["application/json", '{"email":"a@b.example"}'],
    ["application/json", "{"],
    ["text/plain", "email=a@b.example&password=x"],
    ["multipart/form-data", "no boundary"],
    ["multipart/form-data; boundary=x", "--x\r\nno headers"],
    ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na'],
    ["application/x-www-form-urlencoded", "email=%ff%fe&password=%00"],
    ["application/x-www-form-urlencoded", "email=a%00b%40c.example&password=x"],
    ["application/x-www-form-urlencoded", "email=%ED%A0%80@b.example&password=%ED%A0%80"],
    ["application/x-www-form-urlencoded", "__proto__=x&constructor=y&email=a&email=b"],
    ["application/x-www-form-urlencoded", `email=${"a".repeat(5000)}@b.example&password=${"p".repeat(5000)}`],
    ["nonsense", "x"],
  ])("sent to the door as %s is refused: %j", async (type, body) => {
    const answer = await post("/sign-in", type, body)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    await isServing()
    expect(errors()).toEqual([])
  })

  test("of two megabytes is refused with 413, whether its length is told or not", async () => {
    const form = ["Content-Type: application/x-www-form-urlencoded", `Origin: ${portal.url}`]
    const told = await raw(
      "POST /sign-in HTTP/1.1",
      [`Content-Length: ${2 * 1024 * 1024}`, ...form],
      "x".repeat(100_000),
    )
    expect(statusOf(told)).toBe(413)
    const chunked = Array.from({ length: 200 }, () => `2800\r\n${"x".repeat(0x2800)}\r\n`).join("")
    const answer = await raw("POST /sign-in HTTP/1.1", ["Transfer-Encoding: chunked", ...form], `${chunked}0\r\n\r\n`)
    expect(statusOf(answer)).toBe(413)
    await isServing()
  })
})

describe("a signed-in person's odd questions", () => {
  test.each([
    "text=%ff", "text=%ED%A0%80", "text=%25_%5C", "text='%3B--", `text=${"a+".repeat(3000)}`, "building=-1",
    "building=99999999999", "building=%25", "address=x", "address=4294967296", "kind=__proto__", "kind=constructor", "state=toString",
    "state=out-of-order&state=out-of-order&state=nonsense", "sort=constructor", "sort=--name", "page=0", "page=-1", "page=1e9",
    "page=999999999999", "page=NaN", "connected=maybe", "text=%F0%9F%9B%97", "text=%E2%80%AE", "&&&===&",
  ])("%s is a list, a file and a stream without fault", async (search) => {
    for (const address of ["/equipment", "/equipment.csv", "/live/equipment"]) {
      const answer = await owner.get(`${address}?${search}`)
      expect(answer.status).toBe(200)
      await answer.body?.cancel()
    }
    expect(errors()).toEqual([])
  }) // prettier-ignore

  test.each(["text=%00", "building=a%00b", "sort=%00"])("%s is refused: nothing holds a NUL", async (search) => {
    for (const address of ["/equipment", "/equipment.csv", "/live/equipment"]) {
      expect((await owner.get(`${address}?${search}`)).status).toBe(400)
    }
    expect(errors()).toEqual([])
  })

  test("somebody who goes away while an answer is on its way harms nobody else", async () => {
    for (const address of ["/equipment.csv", "/equipment", "/live/home", "/", css()]) {
      for (const encoding of ["gzip", "zstd", "identity"]) {
        await raw(`GET ${address} HTTP/1.1`, [`Cookie: ${owner.cookie}`, `Accept-Encoding: ${encoding}`])
      }
    }
    await isServing()
    expect(errors()).toEqual([])
  })

  test.each([
    "hoistway=%E0%A4%A",
    "hoistway=%00",
    "hoistway",
    "=;;;=",
    `hoistway=${"x".repeat(8000)}`,
    'hoistway="',
    "hoistway=a; hoistway=b",
  ])("the cookie %j is nobody's", async (cookie) => {
    const answer = await portal.visitor(cookie).get("/")
    expect(answer.status).toBe(303)
    expect(answer.headers.get("location")).toBe("/sign-in?next=%2F")
    expect(errors()).toEqual([])
  })

  test("an account to look at that is no number is none", async () => {
    for (const account of ["", "x", "-1", "1e99", "99999999999999999999", "1.5", "null"]) {
      expect((await owner.post("/session/account", { account })).status, account).toBe(404)
    }
    expect(errors()).toEqual([])
  })
})

describe("every kind of answer", () => {
  const answers: ReadonlyArray<readonly [string, () => Promise<Response>]> = [
    ["a page", () => owner.get("/")],
    ["the door", () => portal.visitor().get("/sign-in")],
    ["a way to the door", () => portal.visitor().get("/equipment")],
    ["a page that is not there", () => owner.get("/nothing")],
    ["a file", () => owner.get("/equipment.csv?text=glass")],
    ["a stream", () => owner.get("/live/home")],
    ["a stylesheet", () => portal.visitor().get(css())],
    ["a stylesheet that is not there", () => portal.visitor().get("/assets/hoistway.000000000000.css")],
    ["a stylesheet in brotli", () => portal.visitor().get(css(), { "Accept-Encoding": "br" })],
    ["a refused form", () => portal.visitor().post("/sign-in", { email: "a@b.example", password: "x" })],
    ["a form from elsewhere", () => portal.visitor().post("/sign-in", {}, { Origin: "https://evil.example" })],
    ["the way out", async () => (await portal.signIn("manager@northgate.example")).post("/sign-out", {})],
    ["the health", () => portal.visitor().get("/healthz")],
    ["the figures", () => portal.visitor().get("/metrics")],
    ["a gateway without a token", () => portal.visitor().get("/telemetry/units")],
    ["HEAD of a page", () => fetch(`${portal.url}/sign-in`, { method: "HEAD" })],
  ]

  test.each(answers)("carries the content policy, the other security headers and its number: %s", async (_, ask) => {
    const answer = await ask()
    const header = (name: string) => answer.headers.get(name)
    const policy = header("content-security-policy") ?? ""
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(header("x-content-type-options")).toBe("nosniff")
    expect(header("x-frame-options")).toBe("DENY")
    expect(header("referrer-policy")).toBe("same-origin")
    expect(header("cross-origin-opener-policy")).toBe("same-origin")
    expect(header("x-request-id")).toMatch(/^[\w.-]{1,64}$/)
    expect(header("x-powered-by")).toBeNull()
    expect(header("cache-control")).not.toBeNull()
    await answer.body?.cancel()
  })

  test("is kept by the browser as long as it may be, and no longer", async () => {
    const kept = async (ask: Promise<Response>) => {
      const answer = await ask
      await answer.body?.cancel()
      return answer.headers.get("cache-control")
    }
    expect(await kept(owner.get("/"))).toBe("private, no-cache")
    expect(await kept(owner.get("/equipment/units/1"))).toBe("private, no-cache")
    expect(await kept(owner.get("/nothing"))).toBe("no-store")
    expect(await kept(owner.get("/equipment.csv"))).toBe("no-store")
    expect(await kept(portal.visitor().get("/sign-in"))).toBe("no-store")
    expect(await kept(portal.visitor().get("/healthz"))).toBe("no-store")
    expect(await kept(owner.get("/live/home"))).toMatch(/no-cache|no-store/)
    expect(await kept(portal.visitor().get(css()))).toBe("public, max-age=31536000, immutable")
    expect(await kept(portal.visitor().get("/assets/hoistway.000000000000.css"))).not.toMatch(/public|immutable/)
  })

  test("is packed where the browser takes it", async () => {
    const packed = async (address: string, encoding: string) =>
      (await owner.get(address, { "Accept-Encoding": encoding })).headers.get("content-encoding")
    expect(await packed("/", "gzip")).toBe("gzip")
    expect(await packed("/", "identity")).toBeNull()
    expect(await packed(css(), "gzip, br")).toBe("br")
    expect(await packed(css(), "gzip, br;q=0")).toBe("gzip")
    expect(await packed("/live/home", "gzip")).toBeNull()
  })

  test("bears the number that a proxy gave it, or its own where that is none", async () => {
    const number = async (given: string) =>
      (await owner.get("/setup", { "X-Request-Id": given })).headers.get("x-request-id")
    expect(await number("abc-123")).toBe("abc-123")
    expect(await number("a b")).not.toBe("a b")
    expect(await number("x".repeat(65))).not.toBe("x".repeat(65))
    expect(await number('"><script>')).toMatch(/^[\w-]{36}$/)
  })
})

describe("signing in", () => {
  test.each([
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example", "/\t/evil.example", "/\n/evil.example",
    "javascript:alert(1)", "data:text/html,x", " //evil.example", "/%2f%2fevil.example", "/\r\nSet-Cookie: a=b", ".evil.example", "@evil.example",
    "/sign-in", "/sign-in?next=//evil.example", "/..//evil.example", "/.//evil.example", "/a/..//evil.example", "/%0d%0aSet-Cookie:%20a=b",
  ])("leads nowhere else, whatever is to come next: %j", async (next) => {
    const answer = await portal.visitor().post("/sign-in", { email: "owner@lakeshore.example", password: "kestrel-demo-lifts", next })
    expect(answer.status).toBe(303)
    const location = answer.headers.get("location") ?? ""
    expect(new URL(location, `${portal.url}/sign-in`).origin).toBe(portal.url)
    expect(location).toMatch(/^\/(?!\/)/)
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    const shown = await portal.visitor().get(`/sign-in?next=${encodeURIComponent(next)}`)
    expect(shown.headers.getSetCookie()).toEqual([])
  }) // prettier-ignore

  test("leads back to the page that was asked for, with its filter", async () => {
    const address = "/equipment?state=out-of-order&text=lift+1"
    const asked = await portal.visitor().get(address)
    const door = asked.headers.get("location") ?? ""
    const next = new URL(door, portal.url).searchParams.get("next") ?? ""
    const answer = await portal
      .visitor()
      .post("/sign-in", { email: "owner@lakeshore.example", password: "kestrel-demo-lifts", next })
    expect(answer.headers.get("location")).toBe(address)
  })

  test("gives a cookie that no script reads and no other site sends", async () => {
    const [cookie = ""] = (
      await portal.visitor().post("/sign-in", { email: "owner@lakeshore.example", password: "kestrel-demo-lifts" })
    ).headers.getSetCookie()
    expect(cookie).toMatch(/^hoistway=[\w-]{43}; /)
    expect(cookie.split("; ").slice(1).toSorted()).toEqual(["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=Lax"])
  })

  test("over https binds the cookie to the host, and asks for https from then on", async () => {
    const secure = await testPortal({
      database: portal.database,
      settings: { PUBLIC_ADDRESS: "https://portal.example" },
    })
    const origin = { Origin: "https://portal.example" }
    const answer = await secure
      .visitor()
      .post("/sign-in", { email: "owner@lakeshore.example", password: "kestrel-demo-lifts" }, origin)
    const [cookie = ""] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-hoistway=[\w-]{43}; /)
    expect(cookie.split("; ").slice(1).toSorted()).toEqual([
      "HttpOnly",
      "Max-Age=1209600",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ])
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000")
    expect((await secure.visitor(cookieOf(answer)).get("/")).status).toBe(200)
    // Without the prefix, a cookie may have been planted by a neighbouring host.
    expect((await secure.visitor(cookieOf(answer).replace("__Host-", "")).get("/")).status).toBe(303)
    const out = (await secure.visitor(cookieOf(answer)).post("/sign-out", {}, origin)).headers.getSetCookie()[0] ?? ""
    expect(out).toMatch(/^__Host-hoistway=; .*Max-Age=0.*Secure/)
    // The address that the server itself listens on is not where forms come from.
    expect((await secure.visitor().post("/sign-in", {})).status).toBe(403)
    await secure.stop()
  })

  test("does not adopt a cookie that was there before", async () => {
    const planted = `hoistway=${"a".repeat(43)}`
    const answer = await portal
      .visitor(planted)
      .post("/sign-in", { email: "owner@lakeshore.example", password: "kestrel-demo-lifts" })
    expect(cookieOf(answer)).not.toBe(planted)
    expect((await portal.visitor(planted).get("/")).status).toBe(303)
    expect((await portal.visitor(cookieOf(answer)).get("/")).status).toBe(200)
  })

  test("ends with the way out, for that session alone", async () => {
    const [here, there] = [
      await portal.signIn("owner@harbourline.example"),
      await portal.signIn("owner@harbourline.example"),
    ]
    const out = await here.post("/sign-out", {})
    expect(out.headers.get("location")).toBe("/sign-in")
    expect(out.headers.getSetCookie()[0]).toMatch(/^hoistway=; .*Max-Age=0/)
    expect(out.headers.get("clear-site-data")).toBe('"cache"')
    expect((await here.get("/")).status).toBe(303)
    expect((await there.get("/")).status).toBe(200)
  })

  test("that has ended answers a form with a page: nothing was sent, where to sign in, whom to call", async () => {
    const answer = await portal.visitor().post("/services/requests", { unit: "1", inside: "yes" })
    const page = await answer.text()
    expect(answer.status).toBe(401)
    for (const said of ["nothing was sent", 'href="/sign-in"', "tel:+442079460199"]) expect(page).toContain(said)
  })

  test("is limited by tries, also after a restart, and says when to come back", async () => {
    const email = "manager@northgate.example"
    const wrong = () => portal.visitor().post("/sign-in", { email, password: "wrong" })
    for (let i = 0; i < 10; i++) expect((await wrong()).status).toBe(422)
    const answer = await wrong()
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(60)
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(15 * 60)
    expect(await answer.text()).toContain('value="manager@northgate.example"')
    const restarted = await testPortal({ database: portal.database })
    const right = { email: `  ${email.toUpperCase()} `, password: "kestrel-demo-lifts" }
    expect((await restarted.visitor().post("/sign-in", right)).status).toBe(429)
    // Another person at the same place still comes in.
    expect((await restarted.visitor().post("/sign-in", { ...right, email: "owner@northgate.example" })).status).toBe(
      303,
    )
    await restarted.stop()
  })
})

describe("a form from another site", () => {
  const from = (headers: Readonly<Record<string, string>>) => owner.post("/session/account", { account: "1" }, headers)

  test("is refused, and what it wanted is not done", async () => {
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { Origin: `http://127.0.0.1:${portal.port + 1}` },
      { Origin: `${portal.url}.evil.example` },
      { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
      { Origin: "", "Sec-Fetch-Site": "cross-site" },
      { Origin: "https://evil.example", "Content-Type": "text/plain" },
    ]) {
      const answer = await from(headers)
      expect(answer.status, JSON.stringify(headers)).toBe(403)
    }
    const out = await owner.post("/sign-out", {}, { Origin: "https://evil.example" })
    expect(out.status).toBe(403)
    expect((await owner.get("/")).status).toBe(200)
  })

  test("of ours is taken, under whatever name the portal was reached", async () => {
    const answer = await raw("POST /sign-out HTTP/1.1", [
      "Content-Length: 0",
      `Origin: http://127.0.0.1:${portal.port}`,
      "Sec-Fetch-Site: same-origin",
    ])
    expect(statusOf(answer)).toBe(303)
  })
})

describe("for whoever watches over it", () => {
  test("figures are told by route, never by address, to this machine or to who has the token", async () => {
    await owner.get("/equipment/units/1")
    const text = await (await portal.visitor().get("/metrics")).text()
    expect(text).toMatch(/hoistway_http_request_seconds_count\{[^}]*route="\/equipment\/units\/:id"[^}]*\} \d+/)
    expect(text).not.toContain("/equipment/units/1")
    const guarded = await testPortal({ database: portal.database, settings: { METRICS_TOKEN: "figures-please" } })
    expect((await guarded.visitor().get("/metrics")).status).toBe(401)
    expect((await guarded.visitor().get("/metrics", { Authorization: "Bearer figures-pleasf" })).status).toBe(401)
    expect((await guarded.visitor().get("/metrics", { Authorization: "Bearer figures-please" })).status).toBe(200)
    await guarded.stop()
  })

  test("behind a proxy of ours, others cannot pass for this machine", async () => {
    const behind = await testPortal({ database: portal.database, settings: { TRUSTED_PROXIES: "1" } })
    const from = (address: string) => behind.visitor().get("/metrics", { "X-Forwarded-For": address })
    expect((await from("203.0.113.9")).status).toBe(401)
    expect((await from("127.0.0.1, 203.0.113.9")).status).toBe(401)
    await behind.stop()
  })

  test("behind a proxy of ours, tries count for the address that it names, with a port or without", async () => {
    const { owner: sql } = portal.database
    const behind = await testPortal({ database: portal.database, settings: { TRUSTED_PROXIES: "1" } })
    const counted = async (...names: ReadonlyArray<string>) => {
      await sql`delete from access.sign_in_failures`
      for (const name of names) {
        const headers = { "X-Forwarded-For": name }
        await behind.visitor().post("/forgotten-password", { email: "nobody@requests.example" }, headers)
      }
      const rows = await sql<Array<{ place: string }>>`
        select distinct subject as place from access.sign_in_failures where subject like 'place %'`
      return rows.map(({ place }) => place)
    }
    expect(await counted("203.0.113.9", "192.0.2.1, 203.0.113.9:1234", "[::ffff:203.0.113.9]:443")).toEqual([
      "place 203.0.113.9",
    ])
    expect(await counted("2001:db8:0:7::1", "[2001:db8:0:7::2]:443")).toEqual(["place 2001:db8:0:7::/64"])
    expect(await counted("unknown", "203.0.113.9, ", "")).toEqual(["place 127.0.0.1"])
    await sql`delete from access.sign_in_failures`
    await behind.stop()
  })

  test("it is alive but not ready while the database is away, pages say so, and all is well when it is back", async () => {
    const own = await testPortal({ demo: true })
    const visitor = await own.signIn("owner@northgate.example")
    const name = new URL(own.database.ownerUrl).pathname.slice(1)
    const { owner: sql } = portal.database
    await sql.unsafe(`alter database ${name} with allow_connections false`)
    const cut = () => sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    await cut()
    await eventually(async () => expect((await own.visitor().get("/readyz")).status).toBe(503))
    expect((await own.visitor().get("/healthz")).status).toBe(200)
    const page = await visitor.get("/equipment")
    expect(page.status).toBe(503)
    const text = await page.text()
    expect(text).toContain("This portal is not available right now.")
    await sql.unsafe(`alter database ${name} with allow_connections true`)
    await eventually(async () => expect((await own.visitor().get("/readyz")).status).toBe(200))
    await eventually(async () => expect((await visitor.get("/equipment")).status).toBe(200))
    await own.stop()
  })

  test("a page that cannot be built gives a reference that stands in the log, and no word of why", async () => {
    const own = await testPortal({ demo: true })
    const visitor = await own.signIn("owner@northgate.example")
    await own.database.owner`alter table equipment.unit_states rename column mode to mode_gone`
    const answer = await visitor.get("/equipment")
    expect(answer.status).toBe(500)
    const text = await answer.text()
    const reference = answer.headers.get("x-request-id") ?? ""
    expect(text).toContain(reference)
    expect(text).not.toMatch(/column|select|postgres|at \w+ \(/i)
    expect(own.logged.find((line) => line.level === "error")?.fields).toMatchObject({
      requestId: reference,
      path: "/equipment",
    })
    await own.stop()
  })

  test("a request under way is finished before it ends, and no new one is taken", async () => {
    const own = await testPortal({ demo: true })
    const visitor = await own.signIn("owner@northgate.example")
    const holding = await own.database.owner.reserve()
    await holding`begin`
    await holding`lock table equipment.units in access exclusive mode`
    const running = visitor.get("/equipment")
    await eventually(async () => {
      const [waiting] = await own.database
        .owner`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect(waiting).toBeDefined()
    })
    const closed = own.close()
    await eventually(() => expect(own.visitor().get("/healthz")).rejects.toThrow(/fetch failed/))
    await holding`rollback`
    holding.release()
    const answer = await running
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain("</html>")
    await closed
    await own.stop()
  })
})
