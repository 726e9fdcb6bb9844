import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EndlessListingError,
  ForeignLinkError,
  GraphError,
  MalformedAnswerError,
  NetworkError,
  RetriesExhaustedError,
  TimeoutError,
} from '../../src/graph/errors.ts'
import { backoff, isTooMuch, isWorthRetrying, parseRetryAfter } from '../../src/graph/retry.ts'

const NOW = Date.UTC(2026, 10, 20, 10, 0, 0)

const graph = (status: number, code = 'x') => new GraphError({ status, code, message: 'm', requestId: null })

describe('Retry-After', () => {
  it.each<[string | undefined, number | null]>([
    ['0', 0],
    ['7', 7_000],
    [' 30 ', 30_000],
    ['3600', 3_600_000],
    ['1.5', 1_500],
    ['0.0001', 1],
    ['Fri, 20 Nov 2026 10:02:00 GMT', 120_000],
    ['Fri, 20 Nov 2026 09:59:00 GMT', 0],
    ['Friday, 20-Nov-26 10:00:30 GMT', 30_000],
    [undefined, null],
    ['', null],
    ['  ', null],
    ['soon', null],
    ['-5', null],
    ['5 seconds', null],
    ['1,5', null],
    ['NaN', null],
    ['Infinity', null],
    ['1e3', null],
  ])('%j asks for %j ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected)
  })

  it('is never read as less than it says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), seconds => {
        const text = seconds.toFixed(6)
        expect(parseRetryAfter(text, NOW)).toBeGreaterThanOrEqual(Number(text) * 1000)
      }),
      { seed: 20_261_120 },
    )
  })
})

describe('the delay without Retry-After', () => {
  it('doubles from a second up to a minute, with jitter in its upper half', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 8, 100].map(attempt => [
      backoff(attempt, 0),
      backoff(attempt, 1 - 1e-9),
    ])
    expect(bounds).toEqual([
      [500, 1_000],
      [1_000, 2_000],
      [2_000, 4_000],
      [4_000, 8_000],
      [8_000, 16_000],
      [16_000, 32_000],
      [30_000, 60_000],
      [30_000, 60_000],
      [30_000, 60_000],
    ])
  })
})

describe('another try', () => {
  const always = [408, 423, 429, 500, 502, 503, 504, 509]
  const never = [400, 401, 403, 404, 405, 409, 410, 412, 415, 501]

  it.each(always)('is worth it after %d, however often', status => {
    expect(isWorthRetrying(graph(status), 50, null)).toBe(true)
  })

  it.each(never)('is not worth it after %d', status => {
    expect(isWorthRetrying(graph(status), 1, null)).toBe(false)
  })

  it('is worth it after 409 with Retry-After', () => {
    expect(isWorthRetrying(graph(409), 1, 1_000)).toBe(true)
  })

  it('is worth it after a broken connection or a time-out', () => {
    const codes = ['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_SOCKET', 'Z_DATA_ERROR']
    for (const code of [...codes, 'PROXY_UNREACHABLE', 'PROXY_TIMEOUT', 'PROXY_FAILED']) {
      expect(isWorthRetrying(new NetworkError(code, 'm'), 50, null)).toBe(true)
    }
    for (const phase of ['connect', 'headers', 'body'] as const) {
      expect(isWorthRetrying(new TimeoutError(phase), 50, null)).toBe(true)
    }
  })

  it.each([
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'PROXY_AUTH',
    'PROXY_REFUSED',
  ])('is not worth it after %s', code => {
    expect(isWorthRetrying(new NetworkError(code, 'm'), 1, null)).toBe(false)
  })

  it('is worth it three times for a wrong answer or a licence refusal, then it is believed', () => {
    for (const error of [
      new MalformedAnswerError('m', null),
      graph(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
    ]) {
      expect([1, 2, 3, 4].map(attempt => isWorthRetrying(error, attempt, null))).toEqual([
        true,
        true,
        false,
        false,
      ])
    }
  })

  it('is worth it once more for a licence that is refused with 400', () => {
    const refusal = graph(400, 'AadPremiumLicenseRequired')
    expect([1, 2].map(attempt => isWorthRetrying(refusal, attempt, null))).toEqual([true, false])
  })

  it('is not worth it after anything else', () => {
    for (const error of [
      new ForeignLinkError('h', null),
      new RetriesExhaustedError('m', graph(503)),
      new EndlessListingError('m', null),
      new Error('x'),
      'x',
    ]) {
      expect(isWorthRetrying(error, 1, 1_000)).toBe(false)
    }
  })
})

describe('too much to ask', () => {
  it('is what ends in 504 or in a time-out after the connection was made', () => {
    expect([graph(504), new TimeoutError('headers'), new TimeoutError('body')].map(isTooMuch)).toEqual([
      true,
      true,
      true,
    ])
    const others = [graph(503), graph(500), new TimeoutError('connect'), new NetworkError('ECONNRESET', 'm')]
    expect(others.some(isTooMuch)).toBe(false)
  })
})
