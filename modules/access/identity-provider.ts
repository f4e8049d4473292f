import { Effect, Schema } from "effect"
import type { ClientAuth, Configuration } from "openid-client"
import { emailKey } from "./domain/fields.ts"

/** An OpenID Connect provider that may vouch for people of some mail domains. */
export interface IdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly domains: ReadonlyArray<string>
}

/**
 * Why nobody came in. `unreachable`: the provider does not answer, or not as it should. `declined`: somebody said no there.
 * `broken`: what came back belongs to nothing that was begun here. `not-vouched`: the provider names no verified address of
 * the domains it may vouch for. `unknown`: nobody here has that address, or they may enter nothing.
 */
export class SingleSignOnFailed extends Schema.TaggedError<SingleSignOnFailed>()("SingleSignOnFailed", {
  reason: Schema.Literals(["unreachable", "declined", "broken", "not-vouched", "unknown"]),
  /** For the log: what the provider or the library said. */
  about: Schema.String,
}) {}
export type SingleSignOnFailure = SingleSignOnFailed["reason"]

/** Whom the provider says somebody is. */
export interface Vouched {
  readonly issuer: string
  readonly subject: string
  /** In small letters; null when the provider gives none, or has not verified it. */
  readonly email: string | null
}

/** What is kept between sending somebody to the provider and their return. */
export interface Journey {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Where they return to, as the provider was told. */
  readonly returnAddress: string
}

const TIMEOUT_SECONDS = 10
const DECLINED = new Set(["access_denied", "login_required", "interaction_required", "consent_required"])
const BROKEN = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
])

const library = () => import("openid-client")

const attempt = <A>(work: (client: Awaited<ReturnType<typeof library>>) => Promise<A>) =>
  Effect.tryPromise({
    try: async () => work(await library()),
    catch: (error) => new SingleSignOnFailed({ reason: reasonOf(error), about: aboutOf(error) }),
  })

const reasonOf = (error: unknown): SingleSignOnFailure => {
  const { name, code, error: told } = error as { name?: string; code?: string; error?: string }
  if (name === "AuthorizationResponseError") return DECLINED.has(told ?? "") ? "declined" : "unreachable"
  return BROKEN.has(code ?? "") || told === "invalid_grant" ? "broken" : "unreachable"
}

const aboutOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { error: told, error_description: more } = error as { error?: string; error_description?: string }
  const cause = error.cause instanceof Error ? aboutOf(error.cause) : undefined
  return [error.message, told, more, cause]
    .filter((part) => part !== undefined)
    .join(": ")
    .slice(0, 500)
}

/** What the provider says of itself is asked once a process; a failure is not kept. */
const known = new Map<string, Promise<Configuration>>()

const configurationOf = ({ issuer, clientId, clientSecret }: IdentityProvider) =>
  attempt((client) => {
    // Basic authentication is what a provider takes that says nothing.
    const authenticate: ClientAuth = (server, ...rest) => {
      const accepted = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"]
      const way = accepted.includes("client_secret_basic") ? client.ClientSecretBasic : client.ClientSecretPost
      way(clientSecret)(server, ...rest)
    }
    const key = `${issuer} ${clientId}`
    const found =
      known.get(key) ??
      client.discovery(new URL(issuer), clientId, clientSecret, authenticate, {
        timeout: TIMEOUT_SECONDS,
        // Whoever names an http address in the settings wants it: a provider on the same machine, or a test's.
        execute: issuer.startsWith("http:") ? [client.allowInsecureRequests] : [],
      })
    known.set(key, found)
    found.catch(() => known.delete(key))
    return found
  })

/** Where to send somebody so that the provider finds out who they are, and what to keep until they return. */
export const sendToProvider = Effect.fn("Access.sendToProvider")(function* (
  provider: IdentityProvider,
  returnAddress: string,
) {
  const configuration = yield* configurationOf(provider)
  return yield* attempt(async (client) => {
    const journey: Journey = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      returnAddress,
    }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: returnAddress,
      scope: "openid email",
      state: journey.state,
      nonce: journey.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: "S256",
    })
    return { url: url.href, journey }
  })
})

/** Whom the provider vouches for. `answer` is what it put behind the "?" of the return address. */
export const askProvider = Effect.fn("Access.askProvider")(function* (
  provider: IdentityProvider,
  journey: Journey,
  answer: string,
) {
  const configuration = yield* configurationOf(provider)
  return yield* attempt(async (client): Promise<Vouched> => {
    const returned = new URL(journey.returnAddress)
    returned.search = answer
    const tokens = await client.authorizationCodeGrant(configuration, returned, {
      expectedState: journey.state,
      expectedNonce: journey.nonce,
      pkceCodeVerifier: journey.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined) throw new Error("The provider sent no ID token.")
    // Many providers put the address into the token; the others tell it when asked.
    const told =
      claims["email"] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : claims
    return { issuer: claims.iss, subject: claims.sub, email: verifiedEmail(told) }
  })
})

/**
 * The key of an address that the provider has verified. One whose letters are look-alikes of another's (wide ones, say) is
 * none: at the provider the two may be two people. Some providers write their truths as texts.
 */
const verifiedEmail = (told: { readonly [claim: string]: unknown }): string | null => {
  const { email, email_verified: verified } = told
  if (typeof email !== "string" || (verified !== true && verified !== "true")) return null
  return email.normalize("NFKC") === email ? emailKey(email) : null
}
