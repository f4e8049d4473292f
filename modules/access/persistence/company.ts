import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

export interface Company {
  readonly name: string
  readonly address: string
  /** In international form, as it is dialled. */
  readonly emergencyPhone: string
  /** The fictional company of the demo fleet, whose sign-ins are shown at the door. */
  readonly demo: boolean
}

export const get = query<Company>(
  (tx) => tx`select name, address, emergency_phone as "emergencyPhone", demo from access.company`,
).pipe(Effect.map(([row]) => row ?? null))

export const put = (company: Company) =>
  query(
    (tx) => tx`
    insert into access.company (name, address, emergency_phone, demo)
    values (${company.name}, ${company.address}, ${company.emergencyPhone}, ${company.demo})
    on conflict (singleton) do update set name = excluded.name, address = excluded.address,
      emergency_phone = excluded.emergency_phone, demo = excluded.demo`,
  )
