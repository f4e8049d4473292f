import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"
import type { CustomerRole, StaffRole } from "../domain/person.ts"

/** What somebody is invited to: an account, or the service company's own team. */
export type InvitedTo =
  | { readonly accountId: number; readonly role: CustomerRole; readonly staffRole: null }
  | { readonly accountId: null; readonly role: null; readonly staffRole: StaffRole }

export type NewInvitation = InvitedTo & {
  readonly email: string
  readonly portfolioIds: ReadonlyArray<number> | "whole account"
  readonly until: Date | null
  readonly tokenHash: Buffer
  readonly invitedBy: string
  readonly invitedById: number | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

export type Invitation = InvitedTo & {
  readonly id: number
  readonly email: string
  /** The customer's name; null: the service company's own team. */
  readonly account: string | null
  /** The account's; UTC for the service company's own team. */
  readonly timeZone: string
  readonly wholeAccount: boolean
  readonly portfolios: ReadonlyArray<{ readonly id: number; readonly name: string }>
  readonly until: Date | null
  readonly invitedBy: string
  readonly invitedById: number | null
  readonly createdAt: Date
  readonly expiresAt: Date
  /** Whoever invited may still do so. */
  readonly inviterMay: boolean
}

const columns = `i.id, i.account_id as "accountId", a.name as account, coalesce(a.time_zone, 'UTC') as "timeZone", i.email, i.role, i.staff_role as "staffRole",
  i.whole_account as "wholeAccount", i.member_until as until, i.invited_by as "invitedBy", i.invited_by_id as "invitedById",
  i.created_at as "createdAt", i.expires_at as "expiresAt",
  i.invited_by_id is null
    or exists (select from access.users u where u.id = i.invited_by_id and u.staff_role = 'administrator')
    or exists (select from access.memberships m where m.account_id = i.account_id and m.user_id = i.invited_by_id
      and m.role = 'owner' and (m.expires_at is null or m.expires_at > now())) as "inviterMay",
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name collate kernel.natural)
    from access.invitation_portfolios ip join access.portfolios p on p.id = ip.portfolio_id where ip.invitation_id = i.id), '[]')
    as portfolios`

const pending = "i.accepted_at is null and i.revoked_at is null"

/** Whether it lets somebody in at that time. */
export const isGood = ({ expiresAt, until, inviterMay }: Invitation, now: Date): boolean =>
  inviterMay && expiresAt > now && (until === null || until > now)

export const insert = (invitation: NewInvitation) =>
  query<{ id: number }>(
    (tx) => tx`
    insert into access.invitations (account_id, email, role, staff_role, whole_account, member_until, token_hash, invited_by,
      invited_by_id, created_at, expires_at)
    values (${invitation.accountId}, ${invitation.email}, ${invitation.role}, ${invitation.staffRole},
      ${invitation.portfolioIds === "whole account"}, ${invitation.until}, ${invitation.tokenHash}, ${invitation.invitedBy},
      ${invitation.invitedById}, ${invitation.createdAt}, ${invitation.expiresAt}) returning id`,
  ).pipe(
    Effect.map(([row]) => row?.id ?? 0),
    Effect.tap((id) =>
      query(
        (tx) => tx`
        insert into access.invitation_portfolios (invitation_id, portfolio_id, account_id)
        select ${id}, portfolio, ${invitation.accountId}
        from unnest(${invitation.portfolioIds === "whole account" ? [] : [...invitation.portfolioIds]}::int[]) as portfolio`,
      ),
    ),
  )

/** Those that are neither accepted nor revoked, the latest first; of the service company's own team for null. */
export const pendingOf = (accountId: number | null, most: number) =>
  query<Invitation>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.invitations i left join access.accounts a on a.id = i.account_id
    where i.account_id is not distinct from ${accountId} and ${tx.unsafe(pending)} order by i.id desc limit ${most}`,
  )

export const pendingFor = (accountId: number | null, email: string) =>
  query<Invitation>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.invitations i left join access.accounts a on a.id = i.account_id
    where i.account_id is not distinct from ${accountId} and i.email = ${email} and ${tx.unsafe(pending)}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const find = (accountId: number | null, id: number) =>
  query<Invitation>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.invitations i left join access.accounts a on a.id = i.account_id
    where i.account_id is not distinct from ${accountId} and i.id = ${id} and ${tx.unsafe(pending)}`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const byToken = (tokenHash: Buffer) =>
  query<Invitation>(
    (tx) => tx`
    select ${tx.unsafe(columns)} from access.invitations i left join access.accounts a on a.id = i.account_id
    where i.token_hash = ${tokenHash} and ${tx.unsafe(pending)}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Whom a token has let in, and where; null for one that was never accepted. */
export const acceptedBy = (tokenHash: Buffer) =>
  query<{ email: string; accountId: number | null }>(
    (tx) => tx`
    select email, account_id as "accountId" from access.invitations
    where token_hash = ${tokenHash} and accepted_at is not null`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Gives it another secret and another term: the one before is worthless. Whoever does so has invited from now on. */
export const renew = (
  id: number,
  renewed: Pick<NewInvitation, "tokenHash" | "expiresAt" | "invitedBy" | "invitedById">,
) =>
  query(
    (tx) => tx`
    update access.invitations set token_hash = ${renewed.tokenHash}, expires_at = ${renewed.expiresAt},
      invited_by = ${renewed.invitedBy}, invited_by_id = ${renewed.invitedById} where id = ${id}`,
  )

export const accept = (id: number, now: Date) =>
  query((tx) => tx`update access.invitations set accepted_at = ${now} where id = ${id}`)

export const revoke = (id: number, now: Date) =>
  query((tx) => tx`update access.invitations set revoked_at = ${now} where id = ${id}`)
