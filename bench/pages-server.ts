import postgres from "postgres"
import type { UnitListRow } from "#equipment"
import { readConfig } from "#kernel/config.ts"
import { as, reading } from "#kernel/database/database.ts"
import { appUrl } from "#kernel/database/migrate.ts"
import { createLog } from "#kernel/observability.ts"
import { createApp } from "../web/app.ts"
import { createRuntime, services } from "../web/composition.ts"
import { createWeb } from "../web/create-web.ts"
import { rowFigures, unitRows } from "../web/equipment/unit-rows.ts"
import type { UnitRow } from "../web/equipment/equipment-view.ts"
import { listen } from "../web/listen.ts"

// The portal's own server process with two routes more, which say what this machine can do at best with the same app.
const ownerUrl = process.env["DATABASE_URL"] ?? ""
const config = readConfig({ DATABASE_URL: ownerUrl, PORT: "0", LOG_LEVEL: "warn" })
const runtime = createRuntime(services(appUrl(ownerUrl), { listening: true }))
const web = createWeb(config, runtime, createLog(config))
const app = createApp(web)
const owner = postgres(ownerUrl, { max: 3, onnotice: () => {} })

app.get("/bench/constant", (c) => c.text("The same for everyone.\n"))

const nothingPast = { intervals: new Map(), starts: new Map() }
/** What each row shows of the past. */
const past = new Map<string, UnitRow["live"]>()

/**
 * One query along an index, as the owner of the tables, and the template of 50 rows: no session, no row security, and what
 * the rows show of the past is worked out at the first request and kept.
 */
app.get("/bench/rows/:account", async (c) => {
  const accountId = Number(c.req.param("account"))
  const now = new Date()
  const rows = await owner<Array<UnitListRow>>`
    select u.id, u.name, u.equipment_number as number, u.kind, u.drive, u.manufacturer, u.year, u.floors,
      u.building_id as "buildingId", u.search_text as building, 'UTC' as "timeZone",
      u.account_id as "accountId", u.contract_number as "contractNumber",
      u.connected_since is not null as connected, case when u.connected_since is not null then 'in-service' end as state,
      u.connected_since as since,
      null as fault, null as "expectedBack", null as floor, null as door, null as direction, null as mode
    from equipment.units u where u.account_id = ${accountId}
    order by u.account_id, u.equipment_number collate kernel.natural, u.id limit 50`
  const { render, words } = c.get("web")
  if (past.size === 0) {
    const figures = await runtime.runPromise(rowFigures(rows, now).pipe(reading, as({ reach: "account", accountId })))
    for (const row of unitRows(c, rows, figures, now)) past.set(row.id, row.live)
  }
  const plain = rows.map((row) => ({ ...row, state: null }))
  const shown = unitRows(c, plain, nothingPast, now).map((row) => ({ ...row, live: past.get(row.id) ?? null }))
  const html = shown.map((row) => render("equipment/_row", { row, pick: true, place: true }, words)).join("")
  return c.html(`<!DOCTYPE html><title>Rows</title><table>${html}</table>`)
})

const portal = await listen(web, config, app)
process.stdout.write(`${portal.url}\n`)
// The benchmark holds our standard input: when it ends, however it ends, so do we.
process.stdin.resume()
process.stdin.once("close", () => process.exit(0))
