import net from "node:net"
import type { Context } from "hono"
import type { RelyingParty } from "#access"
import type { Env } from "../http/env.ts"

/**
 * What passkeys are bound to here: the name in PUBLIC_ADDRESS, or else the one that the request came to. Null when that is a
 * number (http://127.0.0.1:8080), which no passkey can be bound to: then there are none.
 */
export const relyingParty = (c: Context<Env>): RelyingParty | null => {
  const address = new URL(c.get("web").config.publicAddress ?? ownAddress(c))
  const isNumber = address.hostname.startsWith("[") || net.isIP(address.hostname) > 0
  return isNumber ? null : { id: address.hostname, origin: address.origin }
}

/** Behind a proxy that speaks https, only the page's own word says so; its host must be the one that was asked. */
const ownAddress = (c: Context<Env>): string => {
  const asked = new URL(c.req.url)
  const origin = c.req.header("origin") ?? ""
  return URL.canParse(origin) && new URL(origin).host === asked.host ? origin : asked.origin
}
