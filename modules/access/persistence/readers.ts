import { query } from "#kernel/database/database.ts"

/** A unit's place: whose it is, where it stands, which it is. */
export interface UnitPlace {
  readonly accountId: number
  readonly buildingId: number
  readonly unitId: number
}

/** Addresses of those of some people who see a unit: the staff, and members of its account whose portfolios hold it. */
export const whoSee = (userIds: ReadonlyArray<number>, { accountId, buildingId, unitId }: UnitPlace, now: Date) =>
  query<{ email: string }>(
    (tx) => tx`
    select u.email from access.users u
    where u.id = any(${[...userIds]}::int[]) and (u.staff_role is not null or exists (
      select from access.memberships m
      where m.user_id = u.id and m.account_id = ${accountId} and (m.expires_at is null or m.expires_at > ${now})
        and (m.whole_account or exists (
          select from access.membership_portfolios p join access.portfolio_items i using (portfolio_id)
          where p.membership_id = m.id and i.account_id = ${accountId}
            and (i.unit_id = ${unitId} or i.unit_id is null and i.building_id = ${buildingId})))))
    order by u.id`,
  )
