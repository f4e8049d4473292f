import type { Context } from "hono"
import type { NoticedSign } from "#maintenance"
import type { Env } from "../http/env.ts"
import { formatsFor } from "../http/layout.ts"

/** A sign in a line, and in a sentence with its figures. */
export const signWords = (
  c: Context<Env>,
  { sign, fault, usual, recent }: Pick<NoticedSign, "sign" | "fault" | "usual" | "recent">,
) => {
  const { signs, faults } = c.get("web").words
  const { number, decimal } = formatsFor(c)
  if (fault !== null) return { title: faults[fault] ?? fault, text: signs.fault(number(recent)) }
  return { title: signs.titles[sign] ?? sign, text: signs.doors(decimal(recent, 1), decimal(usual ?? 0, 1)) }
}
