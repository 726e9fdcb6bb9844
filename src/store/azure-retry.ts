// When to ask Azure Storage again, and after how long.
import type { Wire } from './azure-http.ts'
import type { AzureLimits } from './azure-limits.ts'

/** What an error of the SDK says; status null: there was no answer. */
export interface Failure {
  readonly status: number | null
  readonly code: string
  header(name: string): string | null
}

/** Null: no error of the service or of the way there. */
export function failureOf(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null
  if (error.name === 'AbortError') return { status: null, code: 'ETIMEDOUT', header: () => null }
  if (isBroken(error)) return { status: null, code: 'ECONNRESET', header: () => null }
  if (error.name !== 'RestError') return null
  const { code, statusCode, response } = error as Partial<Raw>
  const header = (name: string): string | null => response?.headers.get(name) ?? null
  const told = header('x-ms-error-code') ?? code ?? ''
  return { status: statusCode ?? null, code: /^\w{1,80}$/.test(told) ? told : '', header }
}

interface Raw {
  readonly code: string
  readonly statusCode: number
  readonly response: { readonly headers: { get(name: string): string | undefined } }
}

/** The token of the request that failed; empty: it had none. */
function tokenIn(error: unknown): string {
  const { request } = error as { readonly request?: Raw['response'] }
  return (request?.headers.get('authorization') ?? '').replace(/^Bearer /, '')
}

/** A body that ended early, as the SDK tells it. */
const isBroken = ({ message }: Error): boolean => message.startsWith('Data corruption failure')

/** Each try gets a signal that ends it; `bytes` go or come with it. */
export async function attempt<T>(
  { token }: Pick<Wire, 'token'>,
  limits: AzureLimits,
  act: (signal: AbortSignal) => Promise<T>,
  bytes = 0,
): Promise<T> {
  const start = Date.now()
  let isRenewed = false
  for (let tries = 1; ; tries++) {
    try {
      return await timed(act, limits.answerMs + bytes / SLOWEST)
    } catch (error) {
      const failure = failureOf(error)
      if (failure === null) throw error
      if (failure.status === 401 && token !== null && !isRenewed) {
        isRenewed = true
        await pause(limits.pauseMs)
        if (!(await token.renew(tokenIn(error)))) throw error
        continue
      }
      const wait = pauseAfter(failure, tries, limits)
      if (wait === null || Date.now() - start + wait > limits.patienceMs) throw error
      await pause(wait)
    }
  }
}

/** Bytes per millisecond of a line that is still worth waiting for. */
const SLOWEST = 50

async function timed<T>(act: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ms)
  try {
    return await act(late.signal)
  } finally {
    clearTimeout(timer)
  }
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** The next try meets the same certificate. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/
/** Hosts that are not there seldom come soon. */
const ABSENT = /^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/
const TRIES_IF_ABSENT = 4
const BUSY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504])
/** Bytes were damaged on the way. */
const DAMAGED = /^(Md5Mismatch|Crc64Mismatch|PARSE_ERROR)$/

/** Milliseconds until the next try; null: there is none. */
export function pauseAfter(failure: Failure, tries: number, limits: AzureLimits): number | null {
  const { status, code } = failure
  if (tries >= limits.tries || UNTRUSTED.test(code)) return null
  if (ABSENT.test(code) && tries >= TRIES_IF_ABSENT) return null
  if (status !== null && !BUSY.has(status) && !DAMAGED.test(code)) return null
  const longest = Math.min(limits.longestPauseMs, limits.pauseMs * 2 ** (tries - 1))
  return Math.max(askedFor(failure) ?? 0, Math.round(longest * (0.5 + Math.random() / 2)))
}

/** What Retry-After says, in milliseconds. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function askedFor({ header }: Failure): number | null {
  const precise = header('retry-after-ms') ?? header('x-ms-retry-after-ms')
  if (precise !== null && /^\d+$/.test(precise)) return Number(precise)
  const text = header('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at - Date.now()
}
