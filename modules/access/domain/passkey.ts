import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server"
import { Option, Schema } from "effect"

/** What a passkey is bound to: a name that browsers know the portal by, and the address that its pages have. */
export interface RelyingParty {
  /** A host name without port, such as "portal.kestrel.example". Never a number: browsers refuse those. */
  readonly id: string
  /** "https://portal.kestrel.example" */
  readonly origin: string
}

/** What a browser is asked, as JSON, and the challenge within that its answer must hold: keep it, for one answer. */
export interface Question<Options> {
  readonly options: Options
  readonly challenge: string
}

/** What is known of a passkey that has just been made. */
export interface MadePasskey {
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: ReadonlyArray<string>
}

const library = () => import("@simplewebauthn/server")

/** What keys may be: EdDSA, ES256 and RS256, as COSE numbers them. Every authenticator has one of them. */
const algorithms = { supportedAlgorithmIDs: [-8, -7, -257] }
const MINUTES = 10
const patience = { timeout: MINUTES * 60_000 }

/** For how long a browser's answer is waited for: the challenge is worth nothing afterwards. */
export const PASSKEY_MINUTES = MINUTES

/**
 * Asks a browser to make a passkey that finds its person by itself (no address is typed at the door) and that is unlocked
 * by a finger, a face or a PIN. `handle` is what authenticators know the person by; `known` are the person's other passkeys,
 * of which an authenticator holds one only.
 */
export const newRegistration = async (
  party: RelyingParty,
  company: string,
  person: { readonly handle: Buffer; readonly email: string; readonly name: string },
  known: ReadonlyArray<{ readonly credentialId: string; readonly transports: ReadonlyArray<string> }>,
): Promise<Question<PublicKeyCredentialCreationOptionsJSON>> => {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    ...patience,
    ...algorithms,
    rpID: party.id,
    rpName: company,
    userID: new Uint8Array(person.handle),
    userName: person.email,
    userDisplayName: person.name,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  })
  return { options, challenge: options.challenge }
}

/** The passkey that a browser has made, or null when its answer does not hold. `answer` is as the browser sent it: JSON. */
export const verifyRegistration = async (
  party: RelyingParty,
  challenge: string,
  answer: string,
): Promise<MadePasskey | null> => {
  const response = Option.getOrNull(readRegistration(answer))
  if (response === null) return null
  const { verifyRegistrationResponse } = await library()
  const found = await unlessRefused(
    verifyRegistrationResponse({
      ...algorithms,
      response: response as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }),
  )
  if (found === null || !found.verified) return null
  const { id, publicKey, counter, transports } = found.registrationInfo.credential
  // What was signed is what counts: it may name another, of any length.
  if (id !== response.id) return null
  return { credentialId: id, publicKey: Buffer.from(publicKey), counter, transports: transports ?? [] }
}

/** Asks a browser for any passkey that it has for the portal. */
export const newAuthentication = async (
  party: RelyingParty,
): Promise<Question<PublicKeyCredentialRequestOptionsJSON>> => {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({ ...patience, rpID: party.id, userVerification: "required" })
  return { options, challenge: options.challenge }
}

/** The id of the passkey that an answer claims to come from, not verified yet; null when it is no answer at all. */
export const passkeyNamed = (answer: string): string | null =>
  Option.match(readAuthentication(answer), { onNone: () => null, onSome: ({ id }) => id })

/**
 * What the authenticator's counter stands at now, or null when the answer does not hold: another challenge, page or key,
 * nobody unlocked it, or its counter went back (then the key was copied).
 */
export const verifyAuthentication = async (
  party: RelyingParty,
  challenge: string,
  answer: string,
  passkey: Pick<MadePasskey, "credentialId" | "publicKey" | "counter">,
): Promise<number | null> => {
  const response = Option.getOrNull(readAuthentication(answer))
  if (response === null || response.id !== passkey.credentialId) return null
  const { verifyAuthenticationResponse } = await library()
  const found = await unlessRefused(
    verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    }),
  )
  return found?.verified === true ? found.authenticationInfo.newCounter : null
}

/** The library throws at whatever in an answer is not as it should be: a stranger wrote it, and it is refused. */
const unlessRefused = <A>(verified: Promise<A>): Promise<A | null> => verified.catch(() => null)

const matching = (pattern: RegExp) =>
  Schema.String.pipe(Schema.check(Schema.makeFilter((text: string) => pattern.test(text))))

/** At most 1023 bytes (WebAuthn, 4), in base64url. */
const CredentialId = matching(/^[A-Za-z0-9_-]{1,1400}$/)
/** Such as "usb", "smart-card", "hybrid": browsers come to know new ones. */
const Transports = Schema.mutable(Schema.Array(matching(/^[a-z][a-z-]{0,19}$/))).pipe(
  Schema.check(Schema.makeFilter((transports: ReadonlyArray<string>) => transports.length <= 10)),
)

const common = {
  id: CredentialId,
  rawId: CredentialId,
  type: Schema.Literal("public-key"),
  clientExtensionResults: Schema.Record(Schema.String, Schema.Unknown),
}

const readRegistration = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      ...common,
      response: Schema.Struct({
        clientDataJSON: Schema.String,
        attestationObject: Schema.String,
        transports: Schema.optionalKey(Transports),
      }),
    }),
  ),
)

const readAuthentication = Schema.decodeUnknownOption(
  Schema.fromJsonString(
    Schema.Struct({
      ...common,
      response: Schema.Struct({
        clientDataJSON: Schema.String,
        authenticatorData: Schema.String,
        signature: Schema.String,
      }),
    }),
  ),
)
