// Where access tokens come from. The rest of the program knows only this shape.

export interface AccessToken {
  readonly token: string
  /** Milliseconds since 1970; null when it cannot be known. */
  readonly expiresAt: number | null
}

/** What a token says of itself. It is read, never verified: only Graph can do that. */
export interface TokenClaims {
  readonly tenantId: string | null
  readonly appId: string | null
  /** The person's name for signing in; null for an application. */
  readonly username: string | null
  /** Application permissions (`roles`). */
  readonly roles: readonly string[]
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[]
}

/** The ways of signing in, in the order in which they are tried. */
export const WAYS = [
  'token',
  'certificate',
  'secret',
  'federation',
  'managed-identity',
  'person',
  'azure-cli',
] as const
export type Way = (typeof WAYS)[number]

export interface TokenSource {
  readonly way: Way
  /** The way of signing in, in words for people (`access token from ENTRA_EXTRACT_ACCESS_TOKEN`). */
  readonly description: string
  /** When signing in ends for good, milliseconds since 1970; null: tokens are renewed, or nobody knows. */
  readonly endsAt: number | null
  /** The current token, renewed when less than five minutes are left. Throws a `SignInError`. */
  get(): Promise<AccessToken>
  /**
   * A token other than `rejected`, which Graph answered with 401. `claims`: what Graph says the new token has to prove, as JSON
   * (https://learn.microsoft.com/entra/identity-platform/claims-challenge). Throws a `SignInError` when there is none.
   */
  renew(rejected: string, claims?: string | null): Promise<AccessToken>
}
