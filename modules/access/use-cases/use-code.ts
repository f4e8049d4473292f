import { Effect } from "effect"
import { recoveryCodeTyped, stepOfCode } from "../domain/second-factor.ts"
import { hashToken } from "../domain/token.ts"
import * as SecondFactors from "../persistence/second-factors.ts"

/**
 * Uses up a code of somebody's app, or one of their recovery codes, in the caller's transaction: by which way it lets in, or
 * null when it is not good. Of two who come with the same code at once, one gets in.
 */
export const useCode = Effect.fn("Access.useCode")(function* (userId: number, code: string, now: Date) {
  const { secret, lastStep } = yield* SecondFactors.ofUser(userId)
  if (secret === null) return null
  const timeStep = yield* Effect.promise(() => stepOfCode(secret, code, lastStep, now))
  if (timeStep !== null) {
    yield* SecondFactors.useStep(userId, timeStep)
    return "code" as const
  }
  const used = yield* SecondFactors.useRecoveryCode(userId, hashToken(recoveryCodeTyped(code)), now)
  return used ? ("recovery code" as const) : null
})
