// A token that is renewed before it ends: kept, shared, and asked for again when Graph rejects it.
import { SignInError } from '../graph/sign-in-error.ts'
import type { AccessToken, TokenSource, Way } from '../graph/token-source.ts'

const RENEW_BEFORE_END_MS = 5 * 60_000
/** After renewing early has failed, or given the same token, the token that is still good is used this long before the next attempt. */
const RENEWAL_PAUSE_MS = 30_000

export interface Renewal {
  readonly way: Way
  readonly description: string
  /** Whose token it is (`application 1234`), for sentences. */
  readonly who: string
  /** A token that nobody has shown to Graph yet; `claims` as `TokenSource.renew` gets them. Throws a `SignInError`. */
  readonly acquire: (claims: string | null) => Promise<AccessToken>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The token is kept here; callers that ask at the same time share one request. */
export function renewing({ way, description, who, acquire, now }: Renewal): TokenSource {
  let current: AccessToken | null = null
  /** What `current` was asked to prove. */
  let proven: string | null = null
  let pending: { readonly claims: string | null; readonly token: Promise<AccessToken> } | null = null
  let pausedUntil = -Infinity

  async function acquireOnce(claims: string | null): Promise<AccessToken> {
    // A token that is on its way proves nothing that it was not asked for.
    while (pending !== null && claims !== null && pending.claims !== claims) await settled(pending.token)
    pending ??= { claims, token: take(claims) }
    return pending.token
  }

  async function take(claims: string | null): Promise<AccessToken> {
    try {
      current = await acquire(claims)
      proven = claims
      return current
    } finally {
      pending = null
    }
  }

  const timeLeft = (token: AccessToken): number => (token.expiresAt ?? Infinity) - now()

  /** A sign-in service that gives no usable answer ends nothing while the token is good. */
  async function renewEarly(token: AccessToken): Promise<AccessToken> {
    if (now() < pausedUntil) return token
    try {
      const renewed = await acquireOnce(null)
      if (renewed.token === token.token) pausedUntil = now() + RENEWAL_PAUSE_MS
      return renewed
    } catch (error) {
      const passing = error instanceof SignInError && error.failure === 'unreachable'
      if (!passing || timeLeft(token) <= 0) throw error
      pausedUntil = now() + RENEWAL_PAUSE_MS
      return token
    }
  }

  return {
    way,
    description,
    endsAt: null,
    async get() {
      if (current === null || timeLeft(current) <= 0) return acquireOnce(null)
      return timeLeft(current) > RENEW_BEFORE_END_MS ? current : renewEarly(current)
    },
    async renew(rejected, claims = null) {
      const another = current !== null && current.token !== rejected
      if (current !== null && another && (claims === null || claims === proven)) return current
      const renewed = await acquireOnce(claims)
      if (renewed.token !== rejected) return renewed
      throw new SignInError(
        `Microsoft Graph rejected the token of ${who}, and signing in again gives the same one; check --graph-url and --cloud.`,
        { failure: 'rejected' },
      )
    },
  }
}

const settled = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {},
    () => {},
  )
