// When to try a request again, and after how long. Pure: no clock, no network.
import {
  GraphError,
  isLicenceRefusal,
  MalformedAnswerError,
  NetworkError,
  type RequestError,
  RetriesExhaustedError,
  TimeoutError,
} from './errors.ts'

export const RETRYABLE_STATUS: ReadonlySet<number> = new Set([408, 423, 429, 500, 502, 503, 504, 509])

/** Attempts after which an answer that is wrong rather than busy is believed. */
export const STUBBORN_ATTEMPTS = 3

/** Codes of certificates that were refused, and of proxies that refuse: the next attempt meets the same one. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|PROXY_AUTH|PROXY_REFUSED/

/**
 * Milliseconds that a Retry-After header asks for: an integer or a decimal of seconds, or an HTTP date; null when absent or
 * unreadable. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim()
  if (!text) return null
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/** A server that asks for no pause is believed so often; then it would be asked a thousand times a second. */
const BELIEVED_NOUGHTS = 2

/** Milliseconds until attempt `attempt` + 1: what was asked for, else an exponential delay. */
export const delayOf = (retryAfter: number | null, attempt: number, random: number): number =>
  retryAfter === null || (retryAfter === 0 && attempt > BELIEVED_NOUGHTS)
    ? backoff(attempt, random)
    : retryAfter

/** Exponential delay with full jitter in its upper half: 0.5–1 s, 1–2 s, … up to 30–60 s. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(60_000, 1_000 * 2 ** (attempt - 1))
  return Math.round(ceiling * (0.5 + random / 2))
}

/** Codes of a network in which there is no way to the server. */
const NO_WAY = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/

/** Whether the request certainly did not reach the server. */
export const isUnsent = (error: unknown): boolean =>
  (error instanceof TimeoutError && error.phase === 'connect') ||
  (error instanceof NetworkError && (NO_WAY.test(error.code) || UNTRUSTED.test(error.code)))

/** Whether an answer is believed only when it comes again. */
export const isDoubtful = (error: unknown): boolean =>
  error instanceof MalformedAnswerError || isLicenceRefusal(error)

/** Whether `error` is worth another attempt. `attempt` counts from 1; for doubtful answers only those that ended in one count. */
export function isWorthRetrying(error: unknown, attempt: number, retryAfter: number | null): boolean {
  if (error instanceof NetworkError) return !UNTRUSTED.test(error.code)
  if (error instanceof TimeoutError) return true
  if (error instanceof MalformedAnswerError) return attempt < STUBBORN_ATTEMPTS
  if (!(error instanceof GraphError)) return false
  // Licences that are refused with 403 are known to be granted the next time; with 400, by Privileged Identity Management, hardly.
  if (isLicenceRefusal(error)) return attempt < (error.status === 403 ? STUBBORN_ATTEMPTS : 2)
  return RETRYABLE_STATUS.has(error.status) || (error.status === 409 && retryAfter !== null)
}

/** Whether Graph did not manage the answer in time: the request should ask for less. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof TimeoutError
    ? error.phase !== 'connect'
    : error instanceof GraphError && error.status === 504

/** The error of a request that has no time left for another try after `delay`; both in milliseconds. */
export function exhausted(error: RequestError, delay: number, spent: number): RetriesExhaustedError {
  const wait = Math.ceil(delay / 1000)
  const asked = `${error.message}; another try would have to wait ${wait} s, after ${Math.ceil(spent / 1000)} s of trying`
  return new RetriesExhaustedError(asked, error)
}
