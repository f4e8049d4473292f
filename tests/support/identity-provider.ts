import http from "node:http"
import type net from "node:net"
import Provider from "oidc-provider"

/** Somebody at the provider, as it tells of them. */
export interface AtProvider {
  readonly subject: string
  readonly email: string
  readonly verified: boolean
}

/** An OpenID Connect provider of one's own, whose sign-in page answers by itself. */
export interface RunningProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Serves one client, which may send people back to that address. Before that it answers nothing. */
  readonly serve: (returnAddress: string) => void
  /** Who sits at the browser; null: somebody who says no. */
  readonly sits: (who: AtProvider | null) => void
  readonly stop: () => Promise<void>
}

const clientId = "hoistway"
const clientSecret = "a secret between the two of them"

const providerFor = (issuer: string, returnAddress: string, people: ReadonlyMap<string, AtProvider>) =>
  new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [returnAddress] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => {
        const { email, verified } = people.get(subject) ?? { email: undefined, verified: false }
        return { sub: subject, email, email_verified: verified }
      },
    }),
    features: { devInteractions: { enabled: false } },
    // Nobody is asked whether the portal may know their address.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId,
        accountId: oidc.session?.accountId,
      })
      grant.addOIDCScope("openid email")
      await grant.save()
      return grant
    },
    cookies: { keys: ["a key for tests"] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  })

/** Starts a provider on a free port of 127.0.0.1. */
export const startProvider = async (): Promise<RunningProvider> => {
  const people = new Map<string, AtProvider>()
  let provider: Provider | undefined
  let present: AtProvider | null = null
  const answer = async (running: Provider, request: http.IncomingMessage, response: http.ServerResponse) => {
    if (!request.url?.startsWith("/interaction/")) return running.callback()(request, response)
    const result =
      present === null
        ? { error: "access_denied", error_description: "Somebody said no" }
        : { login: { accountId: present.subject } }
    return running.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
  const server = http.createServer((request, response) => {
    if (provider === undefined) {
      response.writeHead(503).end("not yet")
      return
    }
    answer(provider, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const issuer = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`
  return {
    issuer,
    clientId,
    clientSecret,
    serve: (returnAddress) => {
      provider = providerFor(issuer, returnAddress, people)
    },
    sits: (who) => {
      present = who
      if (who !== null) people.set(who.subject, who)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
