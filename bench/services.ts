import { once } from "node:events"
import { setTimeout as after } from "node:timers/promises"
import { Effect } from "effect"
import postgres from "postgres"
import { addUser, personOfSession } from "#access"
import { as } from "#kernel/database/database.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { type Day, dayAt } from "#kernel/time.ts"
import { createRuntime, type Runtime, services } from "../web/composition.ts"
import { readVisits } from "../web/services/visits-page.ts"
import { readVisitsQuery } from "../web/services/visits-query.ts"
import { type Benchmark, type Line, median, percentile, whole, withDatabase } from "./benchmark.ts"
import { fillAccount, openWithOwner, password } from "./fleet.ts"
import { startServer } from "./pages.ts"
import { signIn } from "./sign-in.ts"

const UNITS = 10_000
const VISITS_A_MONTH = 10_000
/** Of the past, and of the year to come. */
const [MONTHS_BACK, MONTHS_AHEAD] = [12, 12]
const GOAL_MS = 15
const ROUNDS = 5
const ASKED = 40
const LIVE_PAGES = 200
const LIVE_GOAL_MS = 300
const REQUESTS = 40
const BETWEEN_MS = 1500

const pages = [
  { what: "Calendar, month", search: "" },
  { what: "Calendar, week", search: "view=week" },
  { what: "List of the month", search: "view=list" },
] as const

/** A plan for each unit, and ten thousand visits a month, eight hours a working day, as the planner and a year of work leave them. */
const fillVisits = async (owner: postgres.Sql, accountId: number, today: Day) => {
  await owner`
    insert into maintenance.service_plans (account_id, building_id, unit_id, activity_type, name, every, unit, counted_from, starts_on,
      tolerance_before, tolerance_after, minutes, open_from)
    select account_id, building_id, id, 'maintenance', 'Monthly maintenance', 1, 'month', 'due', '2020-01-01', 7, 7, 60, ${today}::date
    from equipment.units where account_id = ${accountId} order by id`
  await owner`
    insert into maintenance.service_orders (account_id, building_id, unit_id, unit_name, unit_number, unit_kind, building_name,
      time_zone, activity_type, state, title, source, plan_id, due_on, window_from, window_to, planned_on, planned_start,
      planned_minutes, technician, arrived_at, finished_at, missed_at, moved_from, comment, search_text, created_at, changed_at, changed_by)
    select u.account_id, b.id, u.id, u.name, u.equipment_number, u.kind, b.name, b.time_zone,
      case n % 10 when 0 then 'inspection' when 1 then 'repair' else 'maintenance' end,
      case when d.day > ${today}::date or n % 97 = 0 then 'scheduled' else 'closed' end,
      'Monthly maintenance', 'plan', u.plan, d.day, d.day - 7, d.day + 7, d.day, d.day + t.hour, 60, 'Technician ' || n % 40,
      case when d.day <= ${today}::date and n % 97 <> 0 then d.day + t.hour end,
      case when d.day <= ${today}::date and n % 97 <> 0 then d.day + t.hour + interval '1 hour' end,
      case when d.day <= ${today}::date and n % 97 = 0 then d.day + interval '23 hours' end,
      case when n % 41 = 0 then d.day - 1 end, 'All in order.', lower(u.name || ' ' || b.name || ' ' || u.equipment_number),
      d.day - interval '30 days', d.day, 'Planner'
    from generate_series(${-MONTHS_BACK}::int, ${MONTHS_AHEAD}::int) as month
    cross join generate_series(0, ${VISITS_A_MONTH - 1}::int) as n
    cross join lateral (
      select (date_trunc('month', ${today}::date) + month * interval '1 month')::date + n * 28 / ${VISITS_A_MONTH}::int as day) d
    cross join lateral (select interval '8 hours' + n % 8 * interval '1 hour' as hour) t
    join (
      select u.*, p.id as plan, row_number() over (order by u.id) - 1 as place
      from equipment.units u join maintenance.service_plans p on p.unit_id = u.id where u.account_id = ${accountId}) u on u.place = n
    join equipment.buildings b on b.id = u.building_id`
}

/** The times in which pages are answered that nobody has asked for in the last second: none comes from the shared readings. */
const askEach = async (url: string, cookie: string, search: string, begin: number): Promise<ReadonlyArray<number>> => {
  const times: Array<number> = []
  for (let n = 0; n < ASKED; n++) {
    const asked = performance.now()
    const answer = await fetch(`${url}/services?${search}&fresh=${begin + n}`, { headers: { cookie } })
    await answer.text()
    if (answer.status !== 200) throw new Error(`Services answered with ${answer.status}.`)
    times.push(performance.now() - asked)
  }
  return times
}

/** The queries of a page with the look-up of the session, from this process. */
const sqlOf = async (runtime: Runtime, cookie: string, search: string, today: Day): Promise<ReadonlyArray<number>> => {
  const token = cookie.slice(cookie.indexOf("=") + 1)
  const query = readVisitsQuery(new URLSearchParams(search), today)
  const times: Array<number> = []
  for (let n = 0; n < ASKED; n++) {
    const asked = performance.now()
    await runtime.runPromise(
      personOfSession(token, 336).pipe(
        Effect.flatMap((person) =>
          person === null ? Effect.die("no session") : readVisits(query).pipe(as(person.viewer)),
        ),
      ),
    )
    times.push(performance.now() - asked)
  }
  return times
}

/** In turns, so that both meet the same weather on a shared machine. */
const measurePage = async (
  runtime: Runtime,
  { url, cookie, today }: { readonly url: string; readonly cookie: string; readonly today: Day },
  { what, search }: (typeof pages)[number],
): Promise<Line> => {
  const [answers, queries] = [[] as Array<number>, [] as Array<number>]
  await askEach(url, cookie, search, 0)
  await sqlOf(runtime, cookie, search, today)
  const answersAsked: Array<number> = []
  for (let round = 1; round <= ROUNDS; round++) {
    const times = await askEach(url, cookie, search, round * ASKED)
    answersAsked.push(...times)
    answers.push(percentile(times, 0.5))
    queries.push(percentile(await sqlOf(runtime, cookie, search, today), 0.5))
  }
  const [p50, sql] = [median(answers), median(queries)]
  return {
    what: `${what}: ${whole(UNITS)} units, ${whole(VISITS_A_MONTH)} visits in the month, p50`,
    figure: `${p50.toFixed(1)} ms (p95 ${percentile(answersAsked, 0.95).toFixed(1)})`,
    limit: `its queries alone: ${sql.toFixed(1)} ms`,
    ratio: (p50 / sql).toFixed(2),
    goal: `at most ${GOAL_MS} ms`,
    met: p50 <= GOAL_MS,
  }
}

/** A page that is open: each message of its stream is handed on with the time at which it was there whole. */
const openPage = async (url: string, cookie: string, heard: (text: string, at: number) => void) => {
  const ending = new AbortController()
  const answer = await fetch(`${url}/live/dispatch`, { headers: { cookie }, signal: ending.signal })
  if (answer.status !== 200 || answer.body === null) throw new Error(`The live page answered with ${answer.status}.`)
  const reading = (async () => {
    let text = ""
    for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece
      if (!text.includes("\n\n")) continue
      heard(text, performance.now())
      text = ""
    }
  })().catch(() => {})
  return async () => {
    ending.abort()
    await reading
  }
}

const waitFor = async (isSo: () => boolean, ms: number) => {
  const end = performance.now() + ms
  while (!isSo()) {
    if (performance.now() > end) throw new Error("Waited in vain.")
    await after(5)
  }
}

/** From the click of a customer until all two hundred dispatchers' boards have the request. */
const measureLive = async (url: string, unitId: number, say: (text: string) => void): Promise<Line> => {
  const [customer, dispatcher] = [
    await signIn(url, "owner@harbour.example"),
    await signIn(url, "dispatch@bench.example"),
  ]
  let expected = ""
  let arrivals: Array<number> = []
  let opened = 0
  const closings = await Promise.all(
    Array.from({ length: LIVE_PAGES }, () => {
      let seen = false
      return openPage(url, dispatcher, (text, at) => {
        if (!seen) {
          seen = true
          opened++
        }
        if (expected !== "" && text.includes(expected)) arrivals.push(at)
      })
    }),
  )
  await waitFor(() => opened === LIVE_PAGES, 30_000)
  say(`${LIVE_PAGES} live pages are open`)
  await after(BETWEEN_MS)
  const [all, bare]: [Array<number>, Array<number>] = [[], []]
  for (let n = 0; n < REQUESTS; n++) {
    arrivals = []
    const form = {
      unit: String(unitId + n),
      key: crypto.randomUUID(),
      inside: "no",
      problem: "other",
      name: "Owner",
      phone: "",
    }
    const asked = performance.now()
    expected = "/services/requests/"
    const answer = await fetch(`${url}/services/requests`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: customer, origin: url },
      body: new URLSearchParams({ ...form, description: `Report ${n}` }),
    })
    bare.push(performance.now() - asked)
    const id = /requests\/(\d+)/.exec(answer.headers.get("location") ?? "")?.[1]
    if (id === undefined) throw new Error(`The report was answered with ${answer.status}.`)
    await waitFor(() => arrivals.length >= LIVE_PAGES, 10_000)
    all.push(...arrivals.slice(0, LIVE_PAGES).map((at) => at - asked))
    await after(BETWEEN_MS)
  }
  await Promise.all(closings.map((close) => close()))
  const p95 = percentile(all, 0.95)
  const limit = percentile(bare, 0.95)
  return {
    what: `Request created → on the dispatcher’s open screen, ${LIVE_PAGES} live pages, p95`,
    figure: `${p95.toFixed(0)} ms (p50 ${percentile(all, 0.5).toFixed(0)})`,
    limit: `the report’s own answer: ${limit.toFixed(0)} ms`,
    ratio: (p95 / limit).toFixed(2),
    goal: `at most ${LIVE_GOAL_MS} ms`,
    met: p95 <= LIVE_GOAL_MS,
  }
}

export const servicesBenchmark: Benchmark = {
  name: "services",
  about:
    "The calendar and the list of visits of a large account, and how soon a request is on the dispatchers' screens",
  run: (say) =>
    withDatabase(async (ownerUrl) => {
      const runtime = createRuntime(services(appUrl(ownerUrl), { listening: false }))
      const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
      try {
        const today = dayAt(new Date(), "Europe/London")
        const harbour = await runtime.runPromise(openWithOwner("Harbour", "owner@harbour.example", "Europe/London"))
        const [firstUnit = 0] = await fillAccount(runtime, harbour, { units: UNITS, connected: 0, prefix: "HB-" })
        await fillVisits(owner, harbour, today)
        await runtime.runPromise(
          addUser({
            ...{ email: "dispatch@bench.example", name: "Dispatcher", password, locale: "en-GB" },
            ...{ timeZone: "Europe/London", staffRole: "dispatcher" },
          }).pipe(Effect.orDie),
        )
        // What autovacuum does by itself within minutes.
        await owner`vacuum analyze`
        await owner`checkpoint`
        say(
          `Data: account Harbour, ${whole(UNITS)} units, ${whole(VISITS_A_MONTH)} visits in each of ${MONTHS_BACK + 1 + MONTHS_AHEAD} months`,
        )
        const server = await startServer(ownerUrl)
        try {
          const cookie = await signIn(server.url, "owner@harbour.example")
          const lines: Array<Line> = []
          for (const page of pages) lines.push(await measurePage(runtime, { url: server.url, cookie, today }, page))
          lines.push(await measureLive(server.url, firstUnit, say))
          return lines
        } finally {
          server.process.stdin?.end()
          await once(server.process, "exit")
        }
      } finally {
        await owner.end()
        await runtime.dispose()
      }
    }),
}
