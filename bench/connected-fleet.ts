import postgres from "postgres"
import { hashToken, newToken } from "#access"

/** A gateway of the bench and how many units it speaks for: those numbered from `first` on. */
export interface BenchGateway {
  readonly token: string
  readonly first: number
  readonly units: number
}

const UNITS_A_BUILDING = 40

/** The number by which unit n, counted from 1, is known. */
export const unitName = (n: number) => `B${n}`

/**
 * Makes connected units straight in the tables, in one account and through gateways of so many units each: more of them than
 * could be imported in the time of a benchmark. Their state is in service since an hour ago.
 */
export const makeConnectedFleet = async (
  ownerUrl: string,
  fleet: { readonly units: number; readonly unitsAGateway: number },
): Promise<ReadonlyArray<BenchGateway>> => {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  const { units, unitsAGateway } = fleet
  const buildings = Math.ceil(units / UNITS_A_BUILDING)
  const gateways = Array.from({ length: Math.ceil(units / unitsAGateway) }, (_, index): BenchGateway => {
    const first = index * unitsAGateway + 1
    return { token: newToken(), first, units: Math.min(unitsAGateway, units - first + 1) }
  })
  try {
    await sql.begin(async (tx) => {
      const [account] = await tx<Array<{ id: number }>>`
        insert into access.accounts (name, country, time_zone) values ('Benchmark', 'GB', 'Europe/London') returning id`
      const accountId = account?.id ?? 0
      await tx`
        insert into equipment.addresses (account_id, key, street, locality, country)
        select ${accountId}, n, n || ' Harbour Street', 'London', 'GB' from generate_series(1, ${buildings}) as n`
      await tx`
        insert into equipment.buildings (account_id, key, name, address_id, time_zone, use)
        select a.account_id, a.key, a.street, a.id, 'Europe/London', 'office' from equipment.addresses a where a.account_id = ${accountId}`
      await tx`
        insert into equipment.units (account_id, building_id, address_id, equipment_number, name, kind, search_text, connected_since)
        select b.account_id, b.id, b.address_id, 'B' || n, 'Lift ' || n, 'lift', 'b' || n, date_trunc('second', now()) - interval '1 hour'
        from generate_series(1, ${units}) as n
        join equipment.buildings b on b.account_id = ${accountId} and b.key = ((n - 1) / ${UNITS_A_BUILDING} + 1)::text order by n`
      await tx`
        insert into equipment.unit_states (unit_id, account_id, building_id, state, since)
        select id, account_id, building_id, 'in-service', date_trunc('second', now()) - interval '1 hour' from equipment.units where account_id = ${accountId} order by id`
      await tx`
        insert into equipment.unit_reports (unit_id, at, seq, kind, state)
        select id, date_trunc('second', now()) - interval '1 hour', -1, 1, 'in-service' from equipment.units where account_id = ${accountId} order by id`
      await tx`
        insert into equipment.state_intervals (unit_id, account_id, building_id, state, rule, source, started_at)
        select id, account_id, building_id, 'in-service', 'up', 'telemetry', date_trunc('second', now()) - interval '1 hour'
        from equipment.units where account_id = ${accountId} order by id`
      const made = await tx<Array<{ id: number }>>`
        with tokens as (
          insert into access.api_tokens (account_id, name, scopes, token_hash, created_by, created_at)
          select ${accountId}, 'Gateway ' || n, '{telemetry}', decode(hash, 'hex'), '', now()
          from unnest(${gateways.map(({ token }) => hashToken(token).toString("hex"))}::text[]) with ordinality as g (hash, n)
          order by n returning id, name
        )
        insert into equipment.gateways (account_id, name, token_id, created_at)
        select ${accountId}, name, id, now() from tokens order by id returning id`
      await tx`
        insert into equipment.gateway_units (gateway_id, account_id, unit_id, unit_name)
        select g.id, u.account_id, u.id, u.equipment_number
        from equipment.units u
        join unnest(${made.map(({ id }) => id)}::int[]) with ordinality as g (id, n)
          on g.n = (substr(u.equipment_number, 2)::int - 1) / ${unitsAGateway} + 1
        where u.account_id = ${accountId} order by u.id`
    })
    await sql`vacuum analyze`
    return gateways
  } finally {
    await sql.end()
  }
}
