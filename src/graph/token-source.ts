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
  /** Application permissions (`roles`). */
  readonly roles: readonly string[]
  /** Delegated permissions (`scp`). */
  readonly scopes: readonly string[]
}

export interface TokenSource {
  /** The way of signing in, in words for people (`access token from ENTRA_EXTRACT_ACCESS_TOKEN`). */
  readonly description: string
  /** The current token, renewed when less than five minutes are left. Throws a `SignInError`. */
  get(): Promise<AccessToken>
  /** A token other than `rejected`, which Graph answered with 401. Throws a `SignInError` when there is none. */
  renew(rejected: string): Promise<AccessToken>
}
