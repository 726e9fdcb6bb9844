import type { JsonWebKey } from 'node:crypto'

/** What a sandbox may be told about signing in. */
export interface SignInOptions {
  /** PEM texts; Graph, the sign-in service and the files are served over https with them. */
  tls?: { cert: string; key: string }
  /** The host in every URL (default `127.0.0.1`, where the sandbox listens whatever this says). */
  host?: string
  /** PEM certificates registered on the application. */
  certificates?: readonly string[]
  federatedCredentials?: readonly FederatedCredential[]
  /** Whether the application allows public client flows (default true); else persons need its credential as well. */
  publicClient?: boolean
  clientSecretState?: 'valid' | 'expired'
  /** Nobody has consented to any delegated permission (default false). */
  consentRequired?: boolean
  /** Whether a client assertion is good for one request only (default false, as Entra has it: MSAL sends one again). */
  refuseReplays?: boolean
  signIn?: Partial<SignInPlan>
  /** How long the tokens issued are good (default 3599). */
  tokenLifetimeSeconds?: number
}

/** Another issuer's tokens that stand for the application's credential; `jwk` or `publicKeyPem` is an RSA key. */
export interface FederatedCredential {
  issuer: string
  subject: string
  /** `api://AzureADTokenExchange`, or another cloud's form of it. */
  audience: string
  jwk?: JsonWebKey
  publicKeyPem?: string
}

/** How a person's sign-in ends; `blocked` is by Conditional Access, and goes for refresh tokens too. */
export type SignInOutcome = 'authorized' | 'declined' | 'expired' | 'blocked'

/** What the person does; may be changed at any time. */
export interface SignInPlan {
  /** Polls with a device code before the person has entered the user code (default 0). */
  pendingPolls: number
  /** Seconds between polls with a device code; sooner is `slow_down` (default 1). */
  intervalSeconds: number
  /** Default `authorized`. */
  outcome: SignInOutcome
}

/** A request to the sign-in service. */
export interface AuthorityRequest {
  readonly method: string
  /** Raw path and query. */
  readonly path: string
  /** The body's parameters, secrets and all. */
  readonly form: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** How tests steer signing in, and watch it. */
export interface SignInControls {
  readonly signIn: SignInPlan
  /** Requests to the sign-in service, oldest first. */
  readonly authorityRequests: readonly AuthorityRequest[]
  /**
   * Continuous access evaluation: Graph challenges the tokens issued so far whose request declared the capability `cp1`.
   * Without a new sign-in, only a request whose `claims` hold the challenge's `nbf` gets a better one.
   */
  revokeTokens(): void
  /** Ends the refresh tokens of persons, and `revoked` challenges their tokens as `revokeTokens` does. */
  signOutPerson(reason?: 'revoked' | 'inactive'): void
}
