// When a request is sent again. What may be sent again is the SDK's judgement; its own strategy gives up after some thirty retries of
// all requests together, which many parts side by side use up in the first second of an outage.
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types'
import type { S3Limits } from './s3-limits.ts'

export function patientRetries(limits: S3Limits, now: () => number = Date.now): RetryStrategyV2 {
  const begun = new WeakMap<RetryToken, number>()
  const tokenOf = (count: number, delay: number, since: number): RetryToken => {
    const token = { getRetryCount: () => count, getRetryDelay: () => delay }
    begun.set(token, since)
    return token
  }
  return {
    acquireInitialRetryToken: async () => tokenOf(0, 0, now()),
    refreshRetryTokenForRetry: async (token, info) => {
      const count = token.getRetryCount() + 1
      const since = begun.get(token) ?? now()
      const delay = pauseOf(count, info, limits, now())
      if (!isPassing(info) || count >= limits.attempts || now() + delay - since > limits.patienceMs)
        throw new Error('no further retry')
      return tokenOf(count, delay, since)
    },
    recordSuccess: () => {},
  }
}

/**
 * Also bytes that came to S3 otherwise than they were sent, which the SDK takes for the fault of who sent them; not what a service
 * does not know at all, which is a 501.
 */
function isPassing({ errorType, error }: RetryErrorInfo): boolean {
  const name = error?.name ?? ''
  if (name === 'NotImplemented') return false
  return errorType !== 'CLIENT_ERROR' || /^(BadDigest|XAmzContentSHA256Mismatch)$/.test(name)
}

/** Milliseconds: by chance up to a bound that doubles, and never less than the service asks for. */
export function pauseOf(count: number, info: RetryErrorInfo, limits: S3Limits, now: number): number {
  const base = info.errorType === 'THROTTLING' ? limits.throttledMs : limits.pauseMs
  const bound = Math.min(base * 2 ** (count - 1), limits.longestPauseMs)
  const asked = info.retryAfterHint === undefined ? 0 : info.retryAfterHint.getTime() - now
  return Math.max(Math.round(bound * (0.5 + Math.random() / 2)), asked)
}
