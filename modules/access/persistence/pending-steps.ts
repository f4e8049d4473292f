import { Effect } from "effect"
import { query } from "#kernel/database/database.ts"

/** What was begun and waits for its second step. */
export type StepKind =
  | "second-factor"
  | "passkey-sign-in"
  | "passkey-registration"
  | "totp-enrolment"
  | "single-sign-on"
  | "phone"

export interface PendingStep {
  readonly userId: number | null
  /** What was put there when the step was begun. */
  readonly detail: Readonly<Record<string, string>>
  /** How often it was tried before, this time not counted. */
  readonly tries: number
}

export const insert = (step: {
  readonly tokenHash: Buffer
  readonly kind: StepKind
  readonly userId: number | null
  readonly detail: Readonly<Record<string, string>>
  readonly expiresAt: Date
}) =>
  query(
    (tx) => tx`
    insert into access.pending_steps (token_hash, kind, user_id, detail, expires_at)
    values (${step.tokenHash}, ${step.kind}, ${step.userId}, ${JSON.stringify(step.detail)}::text::jsonb, ${step.expiresAt})`,
  )

/** The step as it stands, to be shown; null when it has ended or was never begun. */
export const find = (tokenHash: Buffer, kind: StepKind, now: Date) =>
  query<PendingStep>(
    (tx) => tx`
    select user_id as "userId", detail, tries from access.pending_steps
    where token_hash = ${tokenHash} and kind = ${kind} and expires_at > ${now}`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** The step, with one more try counted; null when it has ended or was never begun. Two at once are counted as two. */
export const attempt = (tokenHash: Buffer, kind: StepKind, now: Date) =>
  query<PendingStep>(
    (tx) => tx`
    update access.pending_steps set tries = tries + 1
    where token_hash = ${tokenHash} and kind = ${kind} and expires_at > ${now}
    returning user_id as "userId", detail, tries - 1 as tries`,
  ).pipe(Effect.map(([row]) => row ?? null))

/** Takes the step: exactly one of two callers gets it. */
export const take = (tokenHash: Buffer, kind: StepKind, now: Date) =>
  query<PendingStep>(
    (tx) => tx`
    delete from access.pending_steps where token_hash = ${tokenHash} and kind = ${kind} and expires_at > ${now}
    returning user_id as "userId", detail, tries`,
  ).pipe(Effect.map(([row]) => row ?? null))

export const removeOf = (userId: number, kind: StepKind) =>
  query((tx) => tx`delete from access.pending_steps where user_id = ${userId} and kind = ${kind}`)

export const removeExpired = (now: Date) =>
  query((tx) => tx`delete from access.pending_steps where expires_at <= ${now}`)
