// The one error of signing in, with its facts as fields.

/**
 * Why there is no token: nothing to sign in with, a token that has ended, a token that Graph rejects, a refusal of
 * the sign-in service, or no usable answer from it.
 */
export type SignInFailure = 'missing' | 'expired' | 'rejected' | 'refused' | 'unreachable'

export interface SignInFacts {
  readonly failure: SignInFailure
  /** The code of the sign-in service (`AADSTS7000215`). */
  readonly code?: string | null
  readonly correlationId?: string | null
  /** When the token ended, ISO 8601 in UTC. */
  readonly endedAt?: string
  /** The variables that are not set. */
  readonly missing?: readonly string[]
  readonly cause?: unknown
}

export class SignInError extends Error {
  override readonly name = 'SignInError'
  readonly exitCode = 3
  readonly failure: SignInFailure
  readonly code: string | null
  readonly correlationId: string | null
  readonly endedAt: string | null
  readonly missing: readonly string[]

  constructor(message: string, facts: SignInFacts) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause })
    this.failure = facts.failure
    this.code = facts.code ?? null
    this.correlationId = facts.correlationId ?? null
    this.endedAt = facts.endedAt ?? null
    this.missing = facts.missing ?? []
  }
}
